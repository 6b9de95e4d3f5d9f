"""State machines to and from their JSON documents: ``parse(document(machine)) == machine``."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, cast

from lakeflow.asl.states import (
    ABSENT,
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
from lakeflow.errors import InvalidStateMachineError

STATE_TYPES: dict[str, type[State]] = {
    kind.__name__: kind for kind in (Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map)
}
"""ASL's ``Type`` field to the class that models it."""

_PARTS: dict[str, type] = {"retry": Retrier, "catch": Catcher, "choices": ChoiceRule, "branches": Branch}
_PART: dict[str, type] = {"item_processor": Branch, "iterator": Branch, "processor_config": ProcessorConfig}
_ALWAYS_WRITTEN = frozenset({(StateMachine, "query_language"), (ProcessorConfig, "mode")})


def document(machine: StateMachine) -> dict[str, Json]:
    """Return the machine as the JSON object that AWS takes."""
    return _write(machine)


def dumps(machine: StateMachine) -> str:
    """Return the machine as text: two-space indents, declared order, a final newline; the same bytes every time."""
    return json.dumps(document(machine), indent=2, ensure_ascii=False) + "\n"


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


def _write(value: Any) -> dict[str, Json]:
    """Return one node as JSON; fields at their default are left out."""
    out: dict[str, Json] = {}
    if type(value).__name__ in STATE_TYPES and isinstance(value, STATE_TYPES[type(value).__name__]):
        out["Type"] = type(value).__name__
    for item in fields(value):
        content = getattr(value, item.name)
        if item.name == "next":
            out |= {"End": True} if content is None else {"Next": content}
        elif item.name == "comparison":
            out |= content
        elif (type(value), item.name) in _ALWAYS_WRITTEN or not _is_default(item, content):
            out[_asl_name(item.name)] = _write_field(item.name, content)
    return out


def _is_default(item: Field[Any], content: object) -> bool:
    if item.default is not MISSING:
        return content is item.default or (content == item.default and type(content) is type(item.default))
    return item.default_factory is not MISSING and content == item.default_factory()


def _write_field(name: str, content: Any) -> Json:
    if name in _PARTS:
        return [_write(part) for part in content]
    if name in _PART:
        return _write(content)
    if name == "states":
        return {key: _write(state) for key, state in content.items()}
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
    return tuple(content) if name == "error_equals" and isinstance(content, list) else content


def _read_state(node: Json, place: str) -> State:
    kind = node.get("Type") if isinstance(node, Mapping) else None
    if not isinstance(kind, str) or kind not in STATE_TYPES:
        raise InvalidStateMachineError(f"{place}: Type must be one of {', '.join(STATE_TYPES)}")
    return cast("State", _read(STATE_TYPES[kind], node, place))


__all__ = ["ABSENT", "STATE_TYPES", "document", "dumps", "parse", "parse_state"]
