"""Assign in the state before what a Pass would only assign, and leave out a Pass that does nothing.

A state's assignments are evaluated together, with the variables as they were when it started. So an assignment can move
up if it cannot fail, always has a value, and reads neither ``$states`` nor what the state before assigns; and the Pass
can go if nobody after it reads what it hands on.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from lakeflow.asl.states import ABSENT, Fail, Json, Map, Parallel, Pass, State, Task, Wait, targets
from lakeflow.compiler.passes.scopes import Scope, in_jsonata, reads_input, redirected, texts

_Assigning: TypeAlias = Task | Pass | Wait | Parallel | Map


def folded_assigns(scope: Scope) -> Scope:
    """Return the scope with every Pass left out that can be."""
    for name in tuple(scope.states):
        state = scope.states[name]
        if not isinstance(state, Pass) or state.next is None or not in_jsonata(state):
            continue
        if not _is_dropped_input(scope.states[state.next]):
            continue
        before = _only_way(scope, name)
        if before is not None and _can_move(state.assign, _assigning(scope.states[before])):
            assign = {**_assigning(scope.states[before]).assign, **state.assign}
            merged = replace(_assigning(scope.states[before]), assign=assign)
            scope = redirected(Scope(scope.start_at, {**scope.states, before: merged}), name, state.next)
    return scope


def _only_way(scope: Scope, name: str) -> str | None:
    """Return the one state that hands over to a state, None if there are more ways to it or another kind of way."""
    leading = [other for other, state in scope.states.items() if name in targets(state)]
    if scope.start_at == name or len(leading) != 1:
        return None
    way = scope.states[leading[0]]
    if not isinstance(way, Task | Pass | Wait | Parallel | Map) or not in_jsonata(way) or way.next != name:
        return None
    return leading[0] if list(targets(way)).count(name) == 1 else None


def _assigning(state: State) -> _Assigning:
    assert isinstance(state, Task | Pass | Wait | Parallel | Map)
    return state


def _is_dropped_input(state: State) -> bool:
    """Return whether a state makes nothing of its input, so that any other would do."""
    match state:
        case Task() | Fail():
            return in_jsonata(state) and not reads_input(state)
        case Pass(output=output):
            return in_jsonata(state) and output is not ABSENT and not reads_input(state)
        case _:
            return False


def _can_move(assign: Mapping[str, Json], before: _Assigning) -> bool:
    if not assign.keys().isdisjoint(before.assign):
        return False
    return all(_is_certain(text, before.assign) for text in texts(dict(assign)) if text.startswith("{%"))


def _is_certain(text: str, assigned: Mapping[str, Any]) -> bool:
    """Return whether an expression always has a value, whatever the state before does."""
    # Parsing takes longer than all else here, and few pipelines come this far.
    from lakeflow.asl.jsonata.analysis import can_be_undefined, can_fail, context_reads, reads
    from lakeflow.asl.jsonata.parser import parse

    tree = parse(text.removeprefix("{%").removesuffix("%}"))
    read = {reading.name for reading in reads(tree)}
    return not (can_fail(tree) or can_be_undefined(tree) or context_reads(tree) or read & {"states", *assigned})
