"""What Step Functions would refuse, or stop in the middle of a run, for its size."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from lakeflow.asl.document import STATE_TYPES
from lakeflow.asl.quotas import MAX_DEFINITION_BYTES, MAX_EVENTS, MAX_PAYLOAD_BYTES, MAX_VARIABLE_BYTES
from lakeflow.asl.states import (
    ABSENT,
    Absent,
    Choice,
    Fail,
    Json,
    Map,
    Parallel,
    State,
    StateMachine,
    Task,
    Template,
    targets,
    walk,
)
from lakeflow.asl.writing import byte_size
from lakeflow.compiler.liveness import Liveness
from lakeflow.errors import Diagnostic, Location, Severity

_WARNED_FROM = 0.8
_FIELDS: Final = {
    "arguments": "Arguments",
    "parameters": "Parameters",
    "items": "Items",
    "item_selector": "ItemSelector",
    "output": "Output",
    "result": "Result",
}
_PAYLOADS: Final = {
    kind: [(attribute, field) for attribute, field in _FIELDS.items() if hasattr(kind, attribute)]
    for kind in STATE_TYPES.values()
}
"""The fields of each type of state that hold payloads."""

_OF_EXECUTION = 2
_OF_CALL = 6
"""No state has more of its own: a Map without those of what it runs has as many."""
_OF_MAP_RUN = 2
_OF_ITERATION = 2


def limits(
    machine: StateMachine,
    definition: Json,
    places: Mapping[str, Location],
    live: Liveness,
    *,
    has_history: bool = True,
) -> Iterator[Diagnostic]:
    """Yield which limits a machine exceeds or comes near to, as far as it can be known before it runs.

    ``definition`` is the machine's JSON. An EXPRESS machine has no history, and so none that could be too long.
    """
    yield from _definition(definition, places[next(iter(machine.states))])
    states = {name: state for name, state, _ in walk(machine.states)}
    yield from _payloads(states, places)
    if has_history and not _is_short(states.values()):
        yield from _events(machine, places)
    yield from _variables(live)


def estimated_events(machine: StateMachine) -> int:
    """Return how many history events an execution has on its longest way, with no retry and no loop taken twice.

    A Map whose items only the run knows counts with one.
    """
    return _OF_EXECUTION + sum(_longest_way(machine.start_at, machine.states).values())


def _definition(definition: Json, place: Location) -> Iterator[Diagnostic]:
    size = byte_size(definition)
    if size > MAX_DEFINITION_BYTES * _WARNED_FROM:
        yield Diagnostic(
            "LF140",
            f"the definition has {size:,} bytes, {MAX_DEFINITION_BYTES:,} are allowed",
            place,
            "move parts into pipelines of their own (RunPipeline), or long texts into files",
            Severity.ERROR if size > MAX_DEFINITION_BYTES else Severity.WARNING,
        )


def _payloads(states: Mapping[str, State], places: Mapping[str, Location]) -> Iterator[Diagnostic]:
    # Most machines have less in all their payloads than one of them may hold: that is quicker to see at once.
    if byte_size([value for state in states.values() for _, value in _templates(state)]) <= MAX_PAYLOAD_BYTES:
        states = {name: state for name, state in states.items() if isinstance(state, Map)}
    for name, state in states.items():
        for field, size in _least_sizes(state):
            if size > MAX_PAYLOAD_BYTES:
                yield Diagnostic(
                    "LF141",
                    f"{field} of state {name!r} has {size:,} bytes or more, {MAX_PAYLOAD_BYTES:,} are allowed",
                    places[name],
                    "put the data into a file in S3 and hand on its name",
                )


def _least_sizes(state: State) -> Iterator[tuple[str, int]]:
    """Yield, for each payload of a state, the bytes that it has whatever its expressions give."""
    for field, value in _templates(state):
        size = byte_size(value)
        yield field, size if size <= MAX_PAYLOAD_BYTES else _least_bytes(value)
    if isinstance(state, Map):
        yield "the result", _least_result(state)


def _least_bytes(value: Template) -> int:
    """Return the bytes of what is written out in a template, its expressions left out."""
    return 0 if isinstance(value, Absent) else byte_size(_without_expressions(value))


def _without_expressions(value: Json) -> Json:
    match value:
        case str():
            return "" if value.startswith("{%") else value
        case dict():
            return {key: _without_expressions(part) for key, part in value.items()}
        case list():
            return [_without_expressions(part) for part in value]
        case _:
            return value


def _least_result(state: Map) -> int:
    """Return the bytes that a Map's list of results has at least: none of items that nobody knows yet."""
    config = state.processor.processor_config
    if not isinstance(state.items, list) or (config is not None and config.mode != "INLINE"):
        return 0
    states = state.processor.states.values()
    last = [each for each in states if not isinstance(each, Choice | Fail) and getattr(each, "next", None) is None]
    return len(state.items) * (min(map(_least_output, last), default=0) + 1)


def _least_output(state: State) -> int:
    output: Template = getattr(state, "output", ABSENT)
    return _least_result(state) if isinstance(state, Map) and output is ABSENT else _least_bytes(output)


def _templates(state: State) -> Iterator[tuple[str, Json]]:
    """Yield the payloads of a state that are there, each under the name of its field."""
    for attribute, field in _PAYLOADS[type(state)]:
        value: Template = getattr(state, attribute)
        if not isinstance(value, Absent):
            yield field, value
    assign: Mapping[str, Json] = getattr(state, "assign", {})
    if assign:
        yield "Assign", dict(assign)


def _is_short(states: Collection[State]) -> bool:
    """Return whether a history is far from too long even if its way leads through all states; repeated ones aside."""
    at_most = _OF_EXECUTION + _OF_CALL * len(states)
    repeats = any(isinstance(state, Map) and isinstance(state.items, list) for state in states)
    return at_most <= MAX_EVENTS * _WARNED_FROM and not repeats


def _events(machine: StateMachine, places: Mapping[str, Location]) -> Iterator[Diagnostic]:
    events = estimated_events(machine)
    if events > MAX_EVENTS * _WARNED_FROM:
        way = _longest_way(machine.start_at, machine.states)
        most = max(way, key=way.__getitem__)
        yield Diagnostic(
            "LF142",
            f"an execution would have about {events:,} history events, {way[most]:,} of them in {most!r}; "
            f"it fails at {MAX_EVENTS:,}",
            places[most],
            "make the Map distributed, so that its items run as executions of their own, or run parts by RunPipeline",
            Severity.ERROR if events > MAX_EVENTS else Severity.WARNING,
        )


def _longest_way(start: str, states: Mapping[str, State]) -> dict[str, int]:
    """Return the states on the way through a scope with the most events, and each one's events."""
    total: dict[str, int] = {}
    following: dict[str, str | None] = {}
    own = {name: _own_events(state) for name, state in states.items()}
    ways = {name: (*targets(state),) for name, state in states.items()}
    begun: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead[-1]
        if name not in begun:
            begun.add(name)
            ahead += [other for other in ways[name] if other not in begun]
            continue
        ahead.pop()
        if name not in total:
            # A state that is still begun leads back here: a loop, of which one round is counted.
            known = [other for other in ways[name] if other in total]
            following[name] = max(known, key=total.__getitem__, default=None)
            total[name] = own[name] + total.get(following[name] or "", 0)
    way: dict[str, int] = {}
    at: str | None = start
    while at is not None:
        way[at] = own[at]
        at = following[at]
    return way


def _own_events(state: State) -> int:
    match state:
        case Fail():
            return 1
        case Task(resource=resource):
            # Entered, scheduled, started, succeeded, exited; what waits is told first that it was submitted.
            return _OF_CALL if resource.endswith((".sync", ".sync:2", ".waitForTaskToken")) else _OF_CALL - 1
        case Parallel(branches=branches):
            return 4 + sum(sum(_longest_way(branch.start_at, branch.states).values()) for branch in branches)
        case Map():
            return 4 + _of_items(state)
        case _:
            return 2


def _of_items(state: Map) -> int:
    config = state.processor.processor_config
    if config is not None and config.mode == "DISTRIBUTED":
        return _OF_MAP_RUN
    each = _OF_ITERATION + sum(_longest_way(state.processor.start_at, state.processor.states).values())
    return each * (len(state.items) if isinstance(state.items, list) else 1)


def _variables(live: Liveness) -> Iterator[Diagnostic]:
    whole = [key.step for key, reads in live.values.items() if reads.whole]
    if len(whole) * MAX_PAYLOAD_BYTES > MAX_VARIABLE_BYTES:
        yield Diagnostic(
            "LF143",
            f"{len(whole)} steps' values are kept whole, up to {MAX_PAYLOAD_BYTES:,} bytes each; "
            f"an execution's variables hold {MAX_VARIABLE_BYTES:,}",
            whole[0].location,
            "read the fields that are needed (step.output.count): only these are kept",
            Severity.WARNING,
        )
