"""A Raw step: the author's own state among the others, or in a Parallel of its own where it cannot stand there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lakeflow.asl.document import parse_state
from lakeflow.asl.states import ABSENT, JSONATA, JSONPATH, Branch, Map, Parallel, Pass, State, Task, Wait
from lakeflow.compiler.calls.call import RESULT
from lakeflow.compiler.emit import Emitted, Emitter, Ending, Flow, Held
from lakeflow.compiler.expressions import Environment, template
from lakeflow.compiler.languages import in_language
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.dsl.raw import Raw


def emit(emitter: Emitter, step: Raw, flow: Flow) -> Emitted:
    """Return the author's states."""
    states = raw_states(step, emitter.source)
    if not step.is_machine and step.input is None and step.language == JSONATA:
        (state,) = states.values()
        assert isinstance(state, Task | Pass | Wait | Parallel | Map)  # others were refused
        if state.output is ABSENT or flow.next is not None:
            return _among_others(emitter, step, state, flow)
    return _apart(emitter, step, states, flow)


def raw_states(step: Raw, environment: Environment) -> Mapping[str, State]:
    """Return the author's states by name, a single one under the step's.

    Raises:
        InvalidStateMachineError: they are not what ASL allows.

    """
    content: Any = template(step.state, environment)
    if step.is_machine:
        states = {name: parse_state(state, f"{step.name}.{name}") for name, state in content["States"].items()}
    else:
        states = {step.name: parse_state(content, step.name)}
    return states if step.language == JSONATA else in_language(states, JSONPATH)


def _among_others(emitter: Emitter, step: Raw, state: Task | Pass | Wait | Parallel | Map, flow: Flow) -> Emitted:
    """Return the state with what the pipeline adds: where its value goes, and what follows."""
    place = "$states.input" if isinstance(state, Pass | Wait) else RESULT
    end = emitter.ending(flow, {Key(step, Kind.OUTPUT): Held(place, state.output)})
    return emitter.state(step.name, step, _ended(state, end))


def _ended(state: Task | Pass | Wait | Parallel | Map, end: Ending) -> State:
    output = state.output if end.output is ABSENT else end.output
    return replace(state, assign={**state.assign, **end.assign}, output=output, next=end.next)


def _apart(emitter: Emitter, step: Raw, states: Mapping[str, State], flow: Flow) -> Emitted:
    """Return a Parallel whose one branch is the author's states: it can be given an input, and leaves its output."""
    name = step.name if step.is_machine else f"{step.name}.input"
    start = str(step.state["StartAt"]) if step.is_machine else step.name
    for inner in states:
        emitter.context.origins[inner] = step.location
    end = emitter.ending(flow, {Key(step, Kind.OUTPUT): Held(f"{RESULT}[0]")})
    state = Parallel(
        comment=step.comment or None,
        arguments=ABSENT if step.input is None else template(step.input, emitter.source),
        branches=(Branch(start_at=start, states=states),),
        assign=end.assign,
        output=end.output,
        next=end.next,
    )
    return emitter.state(name, step, state)
