"""Scopes, the flat sets of states that a machine nests, and how passes rewrite them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from lakeflow.asl.states import JSONATA, Choice, Fail, Map, Parallel, State, StateMachine, Succeed, targets

_READS_INPUT = r"\$states\s*(\.\s*input|\.\s*`|[^.\s])|\$states\s*$|\$eval"


class Scope(NamedTuple):
    """States that name each other: a machine's own, those of a branch, or those of a Map's processor."""

    start_at: str
    states: Mapping[str, State]


def rewritten(machine: StateMachine, rewrite: Callable[[Scope], Scope]) -> StateMachine:
    """Return the machine with every scope rewritten, inner ones first."""
    scope = _rewritten(Scope(machine.start_at, machine.states), rewrite)
    return replace(machine, start_at=scope.start_at, states=scope.states)


def redirected(scope: Scope, old: str, new: str) -> Scope:
    """Return a scope in which every way to ``old`` leads to ``new``, and ``old`` itself is gone."""

    def there(name: str | None) -> str | None:
        return new if name == old else name

    def changed(state: State) -> State:
        if old not in targets(state):
            return state
        match state:
            case Succeed() | Fail():
                return state
            case Choice(choices=choices, default=default):
                rules = tuple(_with_next(rule, old, new) for rule in choices)
                return replace(state, choices=rules, default=there(default))
            case Parallel(catch=catch) | Map(catch=catch):
                return replace(state, next=there(state.next), catch=tuple(_with_next(one, old, new) for one in catch))
            case _:
                caught: Any = {"catch": tuple(_with_next(one, old, new) for one in getattr(state, "catch", ()))}
                return replace(state, next=there(state.next), **(caught if caught["catch"] else {}))

    states = {name: changed(state) for name, state in scope.states.items() if name != old}
    return Scope(there(scope.start_at) or new, states)


def in_jsonata(state: State) -> bool:
    """Return whether a state is written in the machine's own language."""
    return state.query_language in {None, JSONATA}


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, states and branches included."""
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from texts(part)
        case list() | tuple():
            for part in value:
                yield from texts(part)
        case _ if hasattr(value, "__dataclass_fields__"):
            for item in fields(value):
                yield from texts(getattr(value, item.name))
        case _:
            return


def reads_input(value: Any) -> bool:
    """Return whether an expression in a value reads ``$states.input``; when in doubt, it does."""
    return any(re.search(_READS_INPUT, text) for text in texts(value) if text.startswith("{%"))


def reads_result(value: Any) -> bool:
    """Return whether an expression in a value reads ``$states.result``; when in doubt, it does."""
    return any("result" in text or "$eval" in text for text in texts(value) if text.startswith("{%"))


def _with_next(way: Any, old: str, new: str) -> Any:
    return replace(way, next=new) if way.next == old else way


def _rewritten(scope: Scope, rewrite: Callable[[Scope], Scope]) -> Scope:
    inside = {
        name: _inside(state, rewrite) for name, state in scope.states.items() if isinstance(state, Parallel | Map)
    }
    if any(state is not scope.states[name] for name, state in inside.items()):
        scope = Scope(scope.start_at, {**scope.states, **inside})
    return rewrite(scope)


def _inside(state: Parallel | Map, rewrite: Callable[[Scope], Scope]) -> State:
    if isinstance(state, Parallel):
        inside = tuple(_branch(branch, rewrite) for branch in state.branches)
        changed = any(new is not old for new, old in zip(inside, state.branches, strict=True))
        return replace(state, branches=inside) if changed else state
    if state.item_processor is None:
        return state
    new = _branch(state.item_processor, rewrite)
    return replace(state, item_processor=new) if new is not state.item_processor else state


def _branch(branch: Any, rewrite: Callable[[Scope], Scope]) -> Any:
    scope = _rewritten(Scope(branch.start_at, branch.states), rewrite)
    if scope.states is branch.states and scope.start_at == branch.start_at:
        return branch
    return replace(branch, start_at=scope.start_at, states=scope.states)
