"""Catch on the one state of a Try rather than on a Parallel around it.

A Parallel of one branch that holds one state runs that state on its own input and fails with its error, so its
catchers, its assignments and its next state can be the inner state's, as long as that has none of its own.
"""

from dataclasses import replace

from lakeflow.asl.states import ABSENT, Map, Parallel, State, Task, Template
from lakeflow.compiler.passes.scopes import Scope, in_jsonata, reads_result, redirected

_ONLY_OF_PARALLEL = frozenset({"States.BranchFailed", "States.TaskFailed"})
"""Errors that match a Parallel's failure otherwise than a Task's."""


def single_branches(scope: Scope) -> Scope:
    """Return the scope with each such Parallel replaced by the state in it, which keeps its name."""
    for name in tuple(scope.states):
        unwrapped = _unwrapped(scope.states[name])
        if unwrapped is not None:
            inner, state = unwrapped
            states = {inner if other == name else other: scope.states[other] for other in scope.states}
            scope = redirected(Scope(scope.start_at, {**states, inner: state}), name, inner)
    return scope


def _unwrapped(state: State) -> tuple[str, State] | None:
    if not isinstance(state, Parallel) or not _is_plain(state):
        return None
    ((name, inner),) = state.branches[0].states.items()
    if not isinstance(inner, Task | Map | Parallel) or not in_jsonata(inner):
        return None
    if inner.catch or inner.assign or inner.next is not None:
        return None
    output = _output(state, inner.output)
    if output is ABSENT:
        return None
    comment = inner.comment or state.comment
    return name, replace(inner, comment=comment, catch=state.catch, assign=state.assign, output=output, next=state.next)


def _is_plain(state: Parallel) -> bool:
    alone = len(state.branches) == 1 and len(state.branches[0].states) == 1
    caught = {error for catcher in state.catch for error in catcher.error_equals}
    return (
        alone
        and in_jsonata(state)
        and not state.retry
        and state.arguments is ABSENT
        and not caught & _ONLY_OF_PARALLEL
        and not reads_result((state.assign, state.output))
    )


def _output(state: Parallel, inner: Template) -> Template:
    """Return what the Parallel handed on, ABSENT if the inner state cannot say it: the list of its one result."""
    if state.output is not ABSENT:
        return state.output
    return ABSENT if inner is ABSENT else [inner]
