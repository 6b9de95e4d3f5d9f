"""State machines to and from their JSON documents: ``parse(document(machine)) == machine``."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, NamedTuple, cast

from lakeflow.asl.states import (
    JSONPATH,
    Branch,
    Catcher,
    Choice,
    ChoiceRule,
    Fail,
    Json,
    Map,
    Parallel,
    Pass,
    ProcessorConfig,
    Retrier,
    State,
    StateMachine,
    Succeed,
    Task,
    Wait,
)
from lakeflow.asl.writing import indented
from lakeflow.errors import InvalidStateMachineError

STATE_TYPES: dict[str, type[State]] = {
    kind.__name__: kind for kind in (Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map)
}
"""ASL's ``Type`` field to the class that models it."""

_STATES: frozenset[Any] = frozenset(STATE_TYPES.values())

_PARTS: dict[str, type] = {"retry": Retrier, "catch": Catcher, "choices": ChoiceRule, "branches": Branch}
_PART: dict[str, type] = {"item_processor": Branch, "iterator": Branch, "processor_config": ProcessorConfig}
_ALWAYS_WRITTEN = frozenset({(StateMachine, "query_language"), (ProcessorConfig, "mode")})


def document(machine: StateMachine) -> dict[str, Json]:
    """Return the machine as the JSON object that AWS takes; the states that share retriers share their list."""
    return _write(machine, {})


def dumps(machine: StateMachine) -> str:
    """Return the machine as text: two-space indents, declared order, a final newline; the same bytes every time."""
    return indented(document(machine))


def parse(definition: Json) -> StateMachine:
    """Return the machine that a JSON definition describes.

    Raises:
        InvalidStateMachineError: a field is missing, unknown or of the wrong shape; the message has its place.

    """
    if isinstance(definition, dict) and "QueryLanguage" not in definition:
        definition = {"QueryLanguage": JSONPATH, **definition}
    return cast("StateMachine", _read(StateMachine, definition, "$"))


def parse_state(definition: Json, name: str) -> State:
    """Return the state that a JSON definition describes, as TestState takes one; raises as ``parse`` does."""
    return _read_state(definition, name)


def _asl_name(attribute: str) -> str:
    return "".join(word.capitalize() for word in attribute.split("_"))


class _WrittenField(NamedTuple):
    """How a field of a class is written: its attribute, its name in ASL, the value at which it is left out."""

    attribute: str
    name: str
    default: object


@cache
def _written_fields(kind: Any) -> tuple[_WrittenField, ...]:
    """Return the fields of a class; asking dataclasses for each node anew takes half the time of writing it."""
    return tuple(
        _WrittenField(item.name, _asl_name(item.name), MISSING if _is_always_written(kind, item) else _default(item))
        for item in fields(kind)
    )


def _is_always_written(kind: Any, item: Field[Any]) -> bool:
    return item.name == "next" or (kind, item.name) in _ALWAYS_WRITTEN


def _default(item: Field[Any]) -> object:
    return item.default_factory() if item.default_factory is not MISSING else item.default


def _write(value: Any, retries: dict[int, Json]) -> dict[str, Json]:
    """Return one node as JSON; fields at their default are left out.

    ``retries`` has what was written of tuples of retriers: the states that share one share its JSON too.
    """
    kind: Any = type(value)
    out: dict[str, Json] = {"Type": kind.__name__} if kind in _STATES else {}
    for attribute, name, default in _written_fields(kind):
        content = getattr(value, attribute)
        if content is default:
            continue
        if attribute == "next":
            out |= {"End": True} if content is None else {"Next": content}
        elif attribute == "comparison":
            out |= content
        elif content != default or _is_other_kind(content, default):
            out[name] = _write_field(attribute, content, retries)
    return out


def _is_other_kind(content: object, default: object) -> bool:
    """Tell apart what Python takes for equal and JSON does not: true and 1, 2 and 2.0."""
    return isinstance(default, bool | int | float) and type(content) is not type(default)


def _write_field(name: str, content: Any, retries: dict[int, Json]) -> Json:
    if name == "retry":
        if id(content) not in retries:
            retries[id(content)] = [_write(part, retries) for part in content]
        return retries[id(content)]
    if name in _PARTS:
        return [_write(part, retries) for part in content]
    if name in _PART:
        return _write(content, retries)
    if name == "states":
        return {key: _write(state, retries) for key, state in content.items()}
    return list(content) if isinstance(content, tuple) else cast("Json", content)


def _read(kind: type, node: Json, place: str) -> Any:
    """Return the ``kind`` that a JSON object describes; ``place`` is its JSONPath, for messages."""
    if not isinstance(node, dict):
        raise InvalidStateMachineError(f"{place}: expected an object, found {json.dumps(node)[:60]}")
    known = {_asl_name(item.name): item for item in fields(kind)}
    given = dict(node)
    if given.pop("End", None) is True:
        known.pop("Next", None)
    if kind in STATE_TYPES.values():
        given.pop("Type")
    extra = {}
    if kind is ChoiceRule:
        extra["comparison"] = {key: given.pop(key) for key in node if key not in known}
    if unknown := sorted(given.keys() - known.keys()):
        raise InvalidStateMachineError(f"{place}: {kind.__name__} has no field {', '.join(unknown)}")
    missing = [key for key, item in known.items() if _is_required(item) and key not in given]
    if kind is Map and not given.keys() & {"ItemProcessor", "Iterator"}:
        missing.append("ItemProcessor")
    if missing:
        raise InvalidStateMachineError(f"{place}: {kind.__name__} needs {', '.join(missing)}")
    read = {known[key].name: _read_field(known[key].name, part, f"{place}.{key}") for key, part in given.items()}
    return kind(**read, **extra)


def _is_required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _read_field(name: str, content: Json, place: str) -> Any:
    if name in _PARTS:
        if not isinstance(content, list):
            raise InvalidStateMachineError(f"{place}: expected a list")
        return tuple(_read(_PARTS[name], part, f"{place}[{index}]") for index, part in enumerate(content))
    if name in _PART:
        return _read(_PART[name], content, place)
    if name == "states":
        if not isinstance(content, dict):
            raise InvalidStateMachineError(f"{place}: expected an object of states")
        return {key: _read_state(state, f"{place}.{key}") for key, state in content.items()}
    if name == "assign" and not isinstance(content, dict):
        raise InvalidStateMachineError(f"{place}: expected an object of variables")
    return tuple(content) if name == "error_equals" and isinstance(content, list) else content


def _read_state(node: Json, place: str) -> State:
    kind = node.get("Type") if isinstance(node, Mapping) else None
    if not isinstance(kind, str) or kind not in STATE_TYPES:
        raise InvalidStateMachineError(f"{place}: Type must be one of {', '.join(STATE_TYPES)}")
    return cast("State", _read(STATE_TYPES[kind], node, place))
