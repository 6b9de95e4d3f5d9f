"""A history as visits: each time a state was entered, with what it was given, what it did and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from lakeflow.asl.states import Json
from lakeflow.interpreter.history import HistoryEvent

VisitStatus: TypeAlias = Literal["running", "succeeded", "caught", "failed", "aborted"]

_SCHEDULED: Final = frozenset({"TaskScheduled", "LambdaFunctionScheduled", "ActivityScheduled"})
_TASK: Final = ("Task", "LambdaFunction", "Activity")
_TIMEOUT: Final = "States.Timeout"


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One time that a task's service was called; ``error`` is None where it answered, or never did."""

    scheduled_event_id: int
    arguments: Json
    started: datetime
    stopped: datetime | None = None
    answered: bool = False
    result: Json = None
    error: str | None = None
    cause: str | None = None

    @property
    def seconds(self) -> float:
        """How long it took; 0 where it never ended."""
        return 0.0 if self.stopped is None else (self.stopped - self.started).total_seconds()


@dataclass(slots=True, kw_only=True)
class StateVisit:
    """One visit to a state.

    ``variables`` are those that the state could read, ``assigned`` those that it set. ``next`` is the state that was
    entered after it in the same region. ``around`` is the visit to the Parallel or Map that it was a part of.
    """

    entered_event_id: int
    name: str
    type: str
    input: Json
    entered: datetime
    around: "StateVisit | None" = None
    variables: Mapping[str, Json] = field(default_factory=dict)
    assigned: Mapping[str, Json] = field(default_factory=dict)
    status: VisitStatus = "running"
    exited: datetime | None = None
    output: Json = None
    attempts: list[Attempt] = field(default_factory=list)
    error: str | None = None
    cause: str | None = None
    next: str | None = None

    @property
    def seconds(self) -> float | None:
        """How long the state took; None where it never ended."""
        return None if self.exited is None else (self.exited - self.entered).total_seconds()

    @property
    def variables_after(self) -> Mapping[str, Json]:
        """The variables that the next state could read."""
        return {**self.variables, **self.assigned}


@dataclass(frozen=True, slots=True)
class Ended:
    """The execution's last event in short: ``type`` is ExecutionSucceeded, ExecutionFailed and so on."""

    type: str
    output: Json = None
    error: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole execution; ``ended`` is None where the history stops before its end.

    ``states_of_events`` names, by an event's id, the state that the event is about; the execution's own have none.
    """

    input: Json
    visits: tuple[StateVisit, ...]
    ended: Ended | None
    states_of_events: Mapping[int, str]


def read_recording(events: Iterable[HistoryEvent]) -> Recording:
    """Return the execution that a history tells of."""
    reader = _Reader()
    for event in events:
        reader.follow(event)
    return Recording(reader.input, tuple(reader.visits.values()), reader.ended, reader.states_of_events())


class _Reader:
    """Attributes each event to a visit by the event that it names as its previous one."""

    def __init__(self) -> None:
        self.input: Json = None
        self.ended: Ended | None = None
        self.visits: dict[int, StateVisit] = {}
        self._visit_at: dict[int, StateVisit | None] = {}
        self._exits: set[int] = set()
        self._tries: dict[int, int] = {}
        self._resumed: list[StateVisit] = []

    def follow(self, event: HistoryEvent) -> None:
        """Take in the next event."""
        details: Mapping[str, Any] = event.details or {}
        if event.type.endswith("StateEntered"):
            self._visit_at[event.id] = self._enter(event, details)
        elif event.type.startswith("Execution"):
            self._execution(event, details)
        else:
            self._fail_by_design(event)
            visit = self._visit_of(event, details)
            self._visit_at[event.id] = visit
            if visit is not None:
                self._change(visit, event, details)

    def _fail_by_design(self, event: HistoryEvent) -> None:
        """Take note that a Fail state ended as it should where the event tells that it failed what is around it."""
        before = self._visit_at.get(event.previous_event_id)
        if before is not None and before.type == "Fail" and event.type.endswith("Failed"):
            _fail(before, before.error, before.cause, event.timestamp)

    def states_of_events(self) -> dict[int, str]:
        """Return the name of the state that each event is about."""
        return {number: visit.name for number, visit in self._visit_at.items() if visit is not None}

    def _enter(self, event: HistoryEvent, details: Mapping[str, Any]) -> StateVisit:
        before = self._visit_at.get(event.previous_event_id)
        after_exit = event.previous_event_id in self._exits
        visit = StateVisit(
            entered_event_id=event.id,
            name=str(details["name"]),
            type=event.type.removesuffix("StateEntered"),
            input=details.get("input"),
            entered=event.timestamp,
        )
        if before is not None and after_exit:
            before.next = visit.name
            visit.around, visit.variables = before.around, before.variables_after
        elif before is not None:
            visit.around, visit.variables = before, before.variables
        self.visits[event.id] = visit
        return visit

    def _execution(self, event: HistoryEvent, details: Mapping[str, Any]) -> None:
        if event.type == "ExecutionStarted":
            self.input = details.get("input")
            return
        if event.type == "ExecutionRedriven":
            self._resume()
            return
        error = details.get("error")
        self.ended = Ended(event.type, details.get("output"), error, details.get("cause"))
        if event.type == "ExecutionFailed":
            visit = self._visit_at.get(event.previous_event_id)
            while visit is not None and visit.status in ("running", "failed"):
                _fail(visit, visit.error or error, visit.cause or details.get("cause"), event.timestamp)
                visit = visit.around
        for visit in self.visits.values():
            if visit.status == "running":
                visit.status, visit.exited = "aborted", event.timestamp

    def _resume(self) -> None:
        """Go back to running with what a redrive goes on from: all that did not end well in the last try around it."""
        self.ended = None
        self._resumed = []
        for visit in self.visits.values():
            if visit.status in ("failed", "aborted") and visit.type != "Fail" and self._in_last_try(visit):
                visit.status, visit.exited, visit.error, visit.cause = "running", None, None, None
                if visit.type not in ("Parallel", "Map"):
                    self._resumed.append(visit)

    def _in_last_try(self, visit: StateVisit) -> bool:
        around = visit.around
        while around is not None:
            if visit.entered_event_id < self._tries.get(around.entered_event_id, 0):
                return False
            around = around.around
        return True

    def _resumed_task(self, details: Mapping[str, Any]) -> StateVisit | None:
        """Return the task that a redrive schedules again: the event does not name it, its arguments tell it best."""
        waiting = [visit for visit in self._resumed if visit.type == "Task"]
        arguments = details.get("parameters", details.get("input"))
        same = [visit for visit in waiting if visit.attempts and visit.attempts[-1].arguments == arguments]
        found = next(iter(same or waiting), None)
        if found is not None:
            self._resumed.remove(found)
        return found

    def _visit_of(self, event: HistoryEvent, details: Mapping[str, Any]) -> StateVisit | None:
        visit = self._visit_at.get(event.previous_event_id)
        if event.type == "EvaluationFailed" and "state" in details:
            return self._latest(str(details["state"]))
        name = details.get("name")
        if event.type.endswith("StateExited") or event.type.startswith("MapIteration"):
            while visit is not None and visit.name != name:
                visit = visit.around
            return visit if visit is not None else self._latest(str(name))
        if event.type.startswith(("ParallelState", "MapState")):
            return _innermost(visit, event.type.partition("State")[0])
        if event.type in _SCHEDULED and (visit is None or visit.type != "Task"):
            return self._resumed_task(details)
        return visit

    def _latest(self, name: str) -> StateVisit | None:
        return next((visit for visit in reversed(self.visits.values()) if visit.name == name), None)

    def _change(self, visit: StateVisit, event: HistoryEvent, details: Mapping[str, Any]) -> None:
        if event.type in ("ParallelStateStarted", "MapStateStarted"):
            self._tries[visit.entered_event_id] = event.id
        elif event.type in _SCHEDULED:
            arguments = details.get("parameters", details.get("input"))
            visit.attempts.append(Attempt(scheduled_event_id=event.id, arguments=arguments, started=event.timestamp))
        elif event.type.endswith("StateExited"):
            self._exits.add(event.id)
            visit.status = "caught" if visit.status == "failed" else "succeeded"
            visit.exited, visit.output = event.timestamp, details.get("output")
            visit.assigned = details.get("assignedVariables", {})
        elif event.type.endswith("StateAborted"):
            visit.status, visit.exited = "aborted", event.timestamp
        elif event.type.endswith("Succeeded") and event.type.startswith(_TASK):
            visit.status, visit.error, visit.cause = "running", None, None
            if visit.attempts:
                last = visit.attempts[-1]
                last.stopped, last.answered, last.result = event.timestamp, True, details.get("output")
        elif event.type.endswith(("Failed", "TimedOut")) and not event.type.startswith("MapIteration"):
            self._failed(visit, event, details)

    def _failed(self, visit: StateVisit, event: HistoryEvent, details: Mapping[str, Any]) -> None:
        error, cause = details.get("error"), details.get("cause")
        if event.type.endswith("TimedOut"):
            error = error or _TIMEOUT
        if event.type in ("ParallelStateFailed", "MapStateFailed") and error is None:
            inner = self._visit_at.get(event.previous_event_id)
            if inner is not None and inner is not visit:
                error, cause = inner.error, inner.cause
        if event.type.startswith(_TASK) and visit.attempts:
            last = visit.attempts[-1]
            last.stopped, last.error, last.cause = event.timestamp, error, cause
        _fail(visit, error, cause, event.timestamp)


def _innermost(visit: StateVisit | None, kind: str) -> StateVisit | None:
    """Return the innermost visit to a Parallel or Map around an event: one that still runs, else one that failed.

    A state whose catcher fails is told to have failed twice.
    """
    failed = None
    while visit is not None and not (visit.type == kind and visit.status == "running"):
        if visit.type == kind and visit.status == "failed":
            failed = failed or visit
        visit = visit.around
    return visit or failed


def _fail(visit: StateVisit, error: str | None, cause: str | None, moment: datetime) -> None:
    visit.status, visit.error, visit.cause, visit.exited = "failed", error, cause, moment
