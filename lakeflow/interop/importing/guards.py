"""States with handlers: when a Try around them is the same, and what its handlers know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lakeflow.interop.importing.scopes import END, Block, Scope
from lakeflow.interop.importing.values import Const, Inexpressible, Known, Unknown, Value


def without_handlers(scope: Scope, block: Block, catch: Sequence[Mapping[str, Any]]) -> Scope:
    """Return the scope with the states that a Try around a block guards, all by the same catchers, freed of those.

    Raises:
        Inexpressible: a Try would catch more, or less, than they do.

    """
    handlers = (catcher["Next"] for catcher in catch if catcher["Next"] != block.exit)
    handled = frozenset[str]().union(*(scope.between(handler, block.exit) for handler in handlers))
    guarded = block.states - handled
    _check_guarded(scope, guarded, catch, block.exit)
    states = {name: _without_catch(state) if name in guarded else state for name, state in scope.states.items()}
    bare = Scope(scope.start, states)
    if handled & bare.between(block.entry, block.exit):
        raise Inexpressible("a handler shares states with what it guards")
    return bare


def _check_guarded(scope: Scope, guarded: Iterable[str], catch: Any, leave: str | None) -> None:
    for name in guarded:
        state = scope.states[name]
        kind = state["Type"]
        if kind in {"Task", "Map", "Parallel"} and state.get("Catch") != catch:
            raise Inexpressible("states have different handlers, or none, among those that share one")
        if kind == "Fail" or (kind == "Choice" and "Default" not in state):
            raise Inexpressible("a failure that no handler sees, among states that have one")
        if kind == "Succeed" and leave != END:
            raise Inexpressible("the execution ends among states that share a handler")
        if leave != END and END in scope.reached(name) and scope.ends(name):
            raise Inexpressible("the execution ends among states that share a handler")


def _without_catch(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if key != "Catch"}


def uncertain(known: Known) -> Known:
    """Return what a handler knows that does not know which of several states has failed."""
    return replace(known, payload=Unknown("a handler of several states reads the payload"), natural=None)


def together(catch: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return catchers, those that follow one another and differ in their errors only as one."""
    found: list[Mapping[str, Any]] = []
    for catcher in catch:
        names = catcher["ErrorEquals"]
        before = found[-1] if found else {}
        if {**before, "ErrorEquals": names} != dict(catcher) or _NOT_OF_ALL & {*before["ErrorEquals"]}:
            found.append(catcher)
        else:
            found[-1] = {**catcher, "ErrorEquals": names if "States.ALL" in names else [*before["ErrorEquals"], *names]}
    return found


_NOT_OF_ALL = frozenset({"States.DataLimitExceeded", "States.Runtime"})
"""Errors that ``States.ALL`` does not stand for, https://states-language.net/#errors-and-retries."""


def errors(catcher: Mapping[str, Any]) -> tuple[Value, ...]:
    """Return what the step's ``catch`` is given: nothing where every error is meant."""
    names = catcher["ErrorEquals"]
    return () if names == ["States.ALL"] else tuple(Const(f'"{name}"') for name in names)
