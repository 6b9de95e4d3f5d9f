"""Read a Map's item where it comes in, rather than name it in a state of its own for each iteration."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from lakeflow.asl.states import ABSENT, Map, Parallel, Pass, State, targets
from lakeflow.compiler.passes.scopes import Scope, in_jsonata, texts

_INPUT = "{% $states.input %}"
_QUOTED = r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""


def direct_items(scope: Scope) -> Scope:
    """Return the scope without a first state that only names its input, if only the next state reads that name."""
    first = scope.states[scope.start_at]
    if not isinstance(first, Pass) or not _names_input(first) or first.next is None:
        return scope
    (variable,) = first.assign
    reading = re.compile(rf"\${re.escape(variable)}(?!\w)")
    reader, others = first.next, {name: state for name, state in scope.states.items() if name != scope.start_at}
    if any(reader in targets(state) for state in others.values()) or not _reads_at_most_itself(others, reader, reading):
        return scope
    return Scope(reader, {**others, reader: _replaced(others[reader], reading)})


def _names_input(state: Pass) -> bool:
    return list(state.assign.values()) == [_INPUT] and state.output is ABSENT and in_jsonata(state)


def _reads_at_most_itself(states: Mapping[str, State], reader: str, reading: re.Pattern[str]) -> bool:
    if not in_jsonata(states[reader]):
        return False
    elsewhere = [state for name, state in states.items() if name != reader]
    inside = states[reader] if isinstance(states[reader], Map | Parallel) else None
    if any(reading.search(text) for text in texts([elsewhere, _parts_of(inside)])):
        return False
    # A text that only looks like the variable must stay as it is.
    return not any(reading.search(quoted) for text in texts(states[reader]) for quoted in re.findall(_QUOTED, text))


def _parts_of(state: State | None) -> Any:
    """Return what of a state runs on another input than the state itself."""
    match state:
        case Parallel(branches=branches):
            return branches
        case Map():
            return (state.processor, state.item_selector)
        case _:
            return None


def _replaced(value: Any, reading: re.Pattern[str]) -> Any:
    """Return a value with the variable in each expression replaced by the input."""
    match value:
        case str() if value.startswith("{%"):
            return reading.sub("$states.input", value)
        case dict():
            return {key: _replaced(part, reading) for key, part in value.items()}
        case list():
            return [_replaced(part, reading) for part in value]
        case tuple():
            return tuple(_replaced(part, reading) for part in value)
        case _ if hasattr(value, "__dataclass_fields__"):
            changes = {item.name: _replaced(getattr(value, item.name), reading) for item in fields(value)}
            return replace(value, **changes)
        case _:
            return value
