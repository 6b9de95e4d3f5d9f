"""History events to states: which is running since when, which ended how. What progress and records show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from lakeflow.interpreter.history import HistoryEvent

_SCHEDULED: Final = ("TaskScheduled", "LambdaFunctionScheduled", "ActivityScheduled")
_OF_WHAT_IS_AROUND: Final = ("ParallelStateFailed", "MapIterationFailed", "MapStateFailed")


class Progress(StrEnum):
    """Where a state stands."""

    RUNNING = "running"
    RETRYING = "retrying"
    DONE = "done"
    FAILED = "failed"
    CAUGHT = "caught"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class StateRun:
    """One entry of a state; ``attempts`` counts how often its task was scheduled."""

    entered_event_id: int
    name: str
    type: str
    progress: Progress
    entered: datetime
    stopped: datetime | None = None
    attempts: int = 0
    error: str = ""
    cause: str = ""

    @property
    def seconds(self) -> float | None:
        """How long the state took; None while it runs."""
        return None if self.stopped is None else (self.stopped - self.entered).total_seconds()


class Timeline:
    """Follows a run's events.

    ``parents`` tells, for each state inside a Parallel or a Map, which one that is: their failures do not name them.
    """

    def __init__(self, parents: Mapping[str, str]) -> None:
        self._parents = parents
        self._runs: dict[int, StateRun] = {}
        self._entry_of: dict[int, int] = {}
        self._redriven: list[int] = []
        self._arguments: dict[int, object] = {}

    @property
    def runs(self) -> tuple[StateRun, ...]:
        """Every state entered so far, in the order of entry."""
        return tuple(self._runs.values())

    def follow(self, event: HistoryEvent) -> tuple[StateRun, ...]:
        """Take note of an event; return the states whose progress it changed."""
        if event.type == "ExecutionRedriven":
            return tuple(self._resumed())
        failed = self._failed_by_design(event)
        changed = self._follow(event)
        return tuple(run for run in (failed, changed) if run is not None)

    def _failed_by_design(self, event: HistoryEvent) -> StateRun | None:
        """Return the Fail state that an event follows as the failure of what is around it, now failed itself."""
        run = self._runs.get(self._entry_of.get(event.previous_event_id, 0))
        if run is None or run.type != "Fail" or event.type not in _OF_WHAT_IS_AROUND:
            return None
        return self._put(replace(run, progress=Progress.FAILED, stopped=event.timestamp))

    def _resumed(self) -> Iterable[StateRun]:
        """Go back to running with what had failed or was stopped."""
        for run in self.runs:
            if run.progress in (Progress.FAILED, Progress.STOPPED, Progress.RUNNING, Progress.RETRYING):
                self._redriven += [run.entered_event_id] if run.type == "Task" else []
                yield self._put(replace(run, progress=Progress.RUNNING, stopped=None, error="", cause=""))

    def _follow(self, event: HistoryEvent) -> StateRun | None:
        details: Mapping[str, Any] = event.details or {}
        if event.type.endswith("StateEntered"):
            self._entry_of[event.id] = event.id
            kind = event.type.removesuffix("StateEntered")
            return self._put(StateRun(event.id, details["name"], kind, Progress.RUNNING, event.timestamp))
        entry = self._entry_of.get(event.previous_event_id, 0)
        if event.type in _SCHEDULED:
            arguments = details.get("parameters", details.get("input"))
            entry = entry or self._redriven_entry(arguments)
            self._arguments[entry] = arguments
        self._entry_of[event.id] = entry
        if event.type.endswith("StateExited"):
            return self._exited(self._left(entry, details["name"]), event)
        run = self._runs.get(entry)
        if "state" in details:
            run = self._latest(details["state"])
        elif run is not None and event.type in ("ParallelStateFailed", "MapStateFailed"):
            run = self._around(run, event.type.removesuffix("StateFailed"))
        if run is None:
            return None
        return self._changed(run, event, details)

    def _redriven_entry(self, arguments: object) -> int:
        """Return the task that a redrive schedules again: the event does not name it, its arguments tell it best."""
        same = [entry for entry in self._redriven if self._arguments.get(entry) == arguments]
        found = next(iter(same or self._redriven), 0)
        if found:
            self._redriven.remove(found)
        return found

    def _latest(self, name: str) -> StateRun | None:
        return next((run for run in reversed(self._runs.values()) if run.name == name), None)

    def _around(self, run: StateRun, kind: str) -> StateRun | None:
        """Return the innermost Parallel or Map around a state that is still running."""
        name: str | None = run.name
        while name is not None:
            found = self._latest(name)
            if found is not None and found.type == kind and found.progress is Progress.RUNNING:
                return found
            name = self._parents.get(name)
        return None

    def retrying(self, state: str) -> StateRun | None:
        """Take note that a failed state will be tried again."""
        for run in reversed(self._runs.values()):
            if run.name == state and run.progress in (Progress.FAILED, Progress.RUNNING):
                return self._put(replace(run, progress=Progress.RETRYING, stopped=None))
        return None

    def stop(self, moment: datetime) -> Iterable[StateRun]:
        """Take note that the run is over: what still runs was stopped with it."""
        for run in self.runs:
            if run.progress in (Progress.RUNNING, Progress.RETRYING):
                yield self._put(replace(run, progress=Progress.STOPPED, stopped=moment))

    def _changed(self, run: StateRun, event: HistoryEvent, details: Mapping[str, Any]) -> StateRun | None:
        if event.type in _SCHEDULED:
            return self._put(replace(run, progress=Progress.RUNNING, stopped=None, attempts=run.attempts + 1))
        if not event.type.endswith(("Failed", "TimedOut")) or (event.type == "ExecutionFailed" and run.type != "Fail"):
            return None
        error = str(details.get("error") or ("States.Timeout" if event.type.endswith("TimedOut") else ""))
        failed = replace(run, progress=Progress.FAILED, stopped=event.timestamp, error=error)
        return self._put(replace(failed, cause=str(details.get("cause") or "")))

    def _left(self, entry: int, name: str) -> StateRun:
        """Return the entry that a StateExited ends: a Parallel's follows the last event of some branch."""
        run = self._runs.get(entry)
        if run is not None and run.name == name:
            return run
        latest = self._latest(name)
        assert latest is not None, f"{name} was left and never entered"
        return latest

    def _exited(self, run: StateRun, event: HistoryEvent) -> StateRun:
        failed = run.progress in (Progress.FAILED, Progress.RETRYING)
        return self._put(replace(run, progress=Progress.CAUGHT if failed else Progress.DONE, stopped=event.timestamp))

    def _put(self, run: StateRun) -> StateRun:
        self._runs[run.entered_event_id] = run
        return run
