"""Continue an execution that did not succeed from the states that failed, as RedriveExecution does.

https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lakeflow.asl.quotas import MAX_EVENTS
from lakeflow.asl.states import Json, Parallel, StateMachine, walk
from lakeflow.errors import RunError
from lakeflow.interpreter.failure import DATA_LIMIT_EXCEEDED
from lakeflow.interpreter.history import HistoryEvent
from lakeflow.interpreter.position import Finished, Inner, Position

_UNSUCCESSFUL: Final = ("ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrive:
    """What ``interpret`` goes on from; ``count`` says how often the execution is redriven, this time included."""

    position: Position
    input: Json
    started: datetime
    last_event_id: int
    count: int


def redrive_of(machine: StateMachine, history: Sequence[HistoryEvent]) -> Redrive:
    """Return from where an execution of the machine goes on; ``history`` is all of its events.

    Raises:
        RunError: it has not ended, it succeeded, or its history is full.

    """
    if not history or history[-1].type not in _UNSUCCESSFUL:
        ended = bool(history) and history[-1].type == "ExecutionSucceeded"
        raise RunError(
            f"an execution that {'succeeded' if ended else 'has not ended'} cannot be redriven",
            hint="start it anew",
        )
    if len(history) >= MAX_EVENTS - 1:
        raise RunError(f"an execution with {len(history)} events cannot be redriven", hint="start it anew")
    first, last = history[0], history[-1]
    tracks = _Tracks(machine)
    for event in history:
        tracks.follow(event)
    position = tracks.root.position()
    if not isinstance(position, Position):
        raise RunError("the history tells of no state that the execution could go on from", hint="start it anew")
    if (last.details or {}).get("error") == DATA_LIMIT_EXCEEDED:
        position = Position(
            position.state, position.input, position.variables, position.entered, position.entered_event_id, None
        )
    return Redrive(
        position=position,
        input=(first.details or {}).get("input"),
        started=first.timestamp,
        last_event_id=last.id,
        count=1 + sum(event.type == "ExecutionRedriven" for event in history),
    )


@dataclass(slots=True)
class _Track:
    """One region as its events tell of it: ``state`` is None between states and at its end."""

    around: "_Track | None"
    index: int
    variables: Mapping[str, Json]
    state: str | None = None
    input: Json = None
    output: Json = None
    entered: HistoryEvent | None = None
    inner: "dict[int, _Track] | None" = None

    def enter(self, event: HistoryEvent, details: Mapping[str, Any]) -> None:
        """Take note of a state's entry."""
        self.state, self.input, self.entered, self.inner = details["name"], details.get("input"), event, None

    def leave(self, details: Mapping[str, Any]) -> None:
        """Take note of a state's exit."""
        self.state, self.inner, self.output = None, None, details.get("output")
        self.variables = {**self.variables, **details.get("assignedVariables", {})}

    def position(self) -> Position | Finished:
        """Return where the region has got to."""
        if self.state is None or self.entered is None:
            return Finished(self.output)
        inner: Inner | None = None
        if self.inner is not None:
            inner = {index: track.position() for index, track in self.inner.items()}
        return Position(self.state, self.input, self.variables, self.entered.timestamp, self.entered.id, inner)


@dataclass(slots=True)
class _Tracks:
    """Follows the events of an execution; each belongs to the region of the event before it, or to one around that."""

    machine: StateMachine
    root: _Track = field(init=False)
    _owners: dict[int, _Track] = field(default_factory=dict)
    _branches: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = _Track(None, 0, {})
        for name, state, _ in walk(self.machine.states):
            if isinstance(state, Parallel):
                self._branches |= {branch.start_at: (name, index) for index, branch in enumerate(state.branches)}

    def follow(self, event: HistoryEvent) -> None:
        """Take note of an event."""
        details = event.details or {}
        track = self._owners.get(event.previous_event_id, self.root)
        if event.type.endswith("StateEntered"):
            track = self._entering(track, details["name"])
            track.enter(event, details)
        elif event.type.endswith("StateExited"):
            track = _around(track, details["name"])
            track.leave(details)
        elif event.type in ("ParallelStateStarted", "MapStateStarted"):
            track.inner = {}
        elif event.type == "MapIterationStarted":
            outer = _around(track, details["name"])
            track = _Track(outer, details["index"], outer.variables)
            if outer.inner is not None:
                outer.inner[track.index] = track
        self._owners[event.id] = track

    def _entering(self, track: _Track, name: str) -> _Track:
        """Return the region that a state belongs to: a new one where it starts a branch of the current Parallel."""
        parallel, index = self._branches.get(name, (None, 0))
        if parallel is None or track.state != parallel or track.inner is None:
            return track
        return track.inner.setdefault(index, _Track(track, index, track.variables))


def _around(track: _Track, state: str) -> _Track:
    """Return the region that is in the state: this one, or one around it."""
    found: _Track | None = track
    while found is not None and found.state != state:
        found = found.around
    return found or track
