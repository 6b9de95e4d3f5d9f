"""A single step of a machine as a machine of its own: what ``lakeflow run --only`` runs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lakeflow.asl.states import (
    JSONATA,
    Choice,
    Fail,
    Json,
    Map,
    Parallel,
    Pass,
    State,
    StateMachine,
    Succeed,
    Task,
    Wait,
    targets,
    walk,
)
from lakeflow.errors import ProjectError, suggestion
from lakeflow.operations.runnable import Runnable


def must_have(runnable: Runnable, step: str, option: str) -> None:
    """Make sure that a machine has a step.

    Raises:
        ProjectError: it has not; the message names the option.

    """
    known = [name for name, _, _ in walk(runnable.machine.states)]
    if step not in known:
        hint = suggestion(step, known, f"it has: {', '.join(filter(runnable.is_authors, known))}")
        raise ProjectError(f"{option}: {runnable.name} has no step {step!r}", hint=hint)


def only_step(runnable: Runnable, step: str, payload: Json, variables: Mapping[str, Json]) -> Runnable:
    """Return the machine that runs one step: variables first, where there are any, and then the step on its input.

    The states that the compiler made for the step, such as the one that fetches a query's rows, belong to it. Its
    catchers do not: what it fails with is seen. A Choice ends at the name of the state that it would go to. Without
    variables of its own, a pipeline's step is given the pipeline's parameters.

    Raises:
        ProjectError: there is no such step.

    """
    must_have(runnable, step, "--only")
    states = dict(_steps_states(step, _region_of(step, runnable.machine)))
    start = step
    parameters = f"{runnable.name}.parameters"
    if variables or payload is not None:
        given = Pass(
            query_language=JSONATA,
            assign={name: _literal(value) for name, value in variables.items()},
            output=_literal({} if payload is None else payload),
            next=step,
        )
        states = {f"{step}.given": given, **states}
        start = f"{step}.given"
    elif runnable.from_pipeline and (first := _found(parameters, runnable.machine)) is not None:
        states = {parameters: _onward(first, step), **states}
        start = parameters
    return replace(runnable, machine=replace(runnable.machine, start_at=start, states=states))


def _regions(states: Mapping[str, State]) -> Iterator[Mapping[str, State]]:
    yield states
    for state in states.values():
        if isinstance(state, Parallel):
            for branch in state.branches:
                yield from _regions(branch.states)
        elif isinstance(state, Map):
            yield from _regions(state.processor.states)


def _region_of(step: str, machine: StateMachine) -> Mapping[str, State]:
    return next(region for region in _regions(machine.states) if step in region)


def _found(name: str, machine: StateMachine) -> State | None:
    return next((state for found, state, _ in walk(machine.states) if found == name), None)


def _steps_states(step: str, region: Mapping[str, State]) -> Iterator[tuple[str, State]]:
    """Yield the step's state and those made for it that follow, the last one ending the machine."""
    name: str | None = step
    while name is not None:
        state = region[name]
        following = state.next if isinstance(state, (Task, Pass, Wait, Parallel, Map)) else None
        # A fork that the compiler names after the step is of the steps that follow it.
        is_own = (
            following is not None and following.startswith(f"{step}.") and not isinstance(region[following], Parallel)
        )
        name_of_next = following if is_own else None
        yield name, _onward(state, name_of_next)
        if isinstance(state, Choice):
            yield from ((target, Succeed()) for target in dict.fromkeys(targets(state)))
        name = name_of_next


def _onward(state: State, following: str | None) -> State:
    """Return the state with another one to follow, None for the end, and without catchers."""
    match state:
        case Task() | Parallel() | Map():
            return replace(state, next=following, catch=())
        case Pass() | Wait():
            return replace(state, next=following)
        case Choice() | Succeed() | Fail():
            return state


def _literal(value: Json) -> Json:
    """Return a payload template that gives the value, whatever is in its strings."""
    text = json.dumps(value, ensure_ascii=False)
    return f"{{% {text} %}}" if "{%" in text else value
