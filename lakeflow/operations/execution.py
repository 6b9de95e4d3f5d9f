"""One local execution, from the folder of its record to its end."""

import asyncio
import json
import random
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from lakeflow.asl.document import dumps
from lakeflow.asl.states import walk
from lakeflow.clock import RunClock
from lakeflow.errors import Location
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import ExecutionResult, interpret
from lakeflow.interpreter.history import HistoryEvent, Observer
from lakeflow.interpreter.objects import ObjectStore
from lakeflow.interpreter.redrive import Redrive, redrive_of
from lakeflow.local.metrics import embedded_metrics
from lakeflow.operations.breakpoint import Breakpoint
from lakeflow.operations.executors import Executors, Renumbered
from lakeflow.operations.runnable import Runnable
from lakeflow.operations.timeline import Progress, StateRun, Timeline
from lakeflow.recordings.visits import StateVisit, VisitStatus, read_recording
from lakeflow.runs import RunFolder, RunRecord, StateRecord, TableCounts

_PROGRESS: Final[Mapping[VisitStatus, Progress]] = {
    "running": Progress.STOPPED,
    "succeeded": Progress.DONE,
    "caught": Progress.CAUGHT,
    "failed": Progress.FAILED,
    "aborted": Progress.STOPPED,
}


class RunListener(Protocol):
    """Whoever shows a run while it goes on."""

    def started(self, name: str, tasks: tuple[str, ...]) -> None:
        """Take note of the run's name and of the task states that it may enter, in the document's order."""

    def changed(self, state: StateRun) -> None:
        """Take note that a state was entered, retried or left."""

    def message(self, text: str) -> None:
        """Take note of something that takes time or is worth knowing."""


class LocalExecution:
    """Runs a machine, and writes its record as it happens; ``until`` is a state after which it stops."""

    def __init__(
        self, runnable: Runnable, folder: RunFolder, clock: RunClock, listener: RunListener, until: str | None = None
    ) -> None:
        self._runnable = runnable
        self._folder = folder
        self._clock = clock
        self._listener = listener
        self._breakpoint = Breakpoint(until) if until is not None else None
        self._events: list[HistoryEvent] = []
        self._timeline = Timeline(
            {name: around for name, _, around in walk(runnable.machine.states) if around is not None}
        )

    def run(self, record: RunRecord, executors: Executors, objects: ObjectStore) -> RunRecord:
        """Run on the record's input and return the record of how it ended, which is on disk by then."""
        self._folder.create(dumps(self._runnable.machine), self._runnable.places)
        return self._run(record, executors, objects, None)

    def resume(
        self, record: RunRecord, executors: Executors, objects: ObjectStore, past: Sequence[HistoryEvent]
    ) -> RunRecord:
        """Redrive the execution that the record tells of: ``past`` is its events, as far as they still hold.

        Raises:
            RunError: it cannot be redriven.

        """
        redrive = redrive_of(self._runnable.machine, past)
        self._events = list(past)
        for event in past:
            self._timeline.follow(event)
        again = {"status": "RUNNING", "stopped": None, "error": None, "cause": None, "redrives": redrive.count}
        return self._run(record.model_copy(update=again), Renumbered.around(executors, past), objects, redrive)

    def _run(self, record: RunRecord, executors: Executors, objects: ObjectStore, redrive: Redrive | None) -> RunRecord:
        self._folder.write(record)
        self._listener.started(record.name, tuple(name for name, _ in self._runnable.tasks()))
        with self._folder.history.open("a", encoding="utf-8", buffering=1) as self._history:
            try:
                result = self._clock.run(self._interpret(record, executors, objects, redrive))
            except Exception as error:
                # It never came to an end of its own; a record that still said RUNNING would be a lie.
                ended = {"status": "FAILED", "stopped": self._clock.now(), "cause": str(error)}
                self._folder.write(record.model_copy(update={**ended, "error": type(error).__name__}))
                raise
        for state in self._timeline.stop(self._clock.now()):
            self._listener.changed(state)
        record = record.model_copy(update=self._ended(record, result))
        self._folder.write(record)
        return record

    async def _interpret(
        self, record: RunRecord, executors: Executors, objects: ObjectStore, redrive: Redrive | None
    ) -> ExecutionResult:
        async with executors() as executor:
            running = asyncio.ensure_future(
                interpret(
                    self._runnable.machine,
                    record.input,
                    executor=self._breakpoint.around(executor) if self._breakpoint else executor,
                    clock=self._clock,
                    execution=self._runnable.execution(record.name),
                    observer=self,
                    random=random.Random(),  # noqa: S311  jitter, not secrets
                    objects=objects,
                    redrive=redrive,
                )
            )
            if self._breakpoint is not None:
                self._breakpoint.stop = running.cancel
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, running.cancel)
            return await running

    def event(self, event: HistoryEvent) -> None:
        """Keep a history event and tell what it changed."""
        self._history.write(json.dumps(event.to_json(), ensure_ascii=False) + "\n")
        self._events.append(event)
        for state in self._timeline.follow(event):
            self._listener.changed(state)
        if self._breakpoint is not None:
            self._breakpoint.event(event)

    def child(self, execution: ExecutionInfo) -> Observer:
        """Keep what a child execution does beside the run's own history."""
        return _Child(execution.name, self._folder.children, self)

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:
        """Tell that a state will be tried again."""
        del cause
        changed = self._timeline.retrying(state)
        if changed is not None:
            self._listener.changed(changed)
        self._listener.message(f"{state} failed with {error}: retry {attempt} in {delay_seconds:.1f} s")

    def _ended(self, record: RunRecord, result: ExecutionResult) -> Mapping[str, Any]:
        visits = read_recording(self._events).visits
        inherited = {visit.around.entered_event_id for visit in visits if visit.around and _failed_alike(visit)}
        states = tuple(
            _state_record(visit, record, self._runnable.places, own_error=visit.entered_event_id not in inherited)
            for visit in visits
        )
        return {
            "status": result.status.value,
            "stopped": self._clock.now(),
            "output": result.output,
            "error": result.error,
            "cause": result.cause,
            "states": states,
            "tables": tuple(_counts(states, self._folder)),
            "stopped_after": self._breakpoint.reached if self._breakpoint and result.status == "ABORTED" else None,
        }


def _failed_alike(visit: StateVisit) -> bool:
    """Tell whether a state failed what is around it."""
    return visit.around is not None and visit.status == "failed" and visit.error == visit.around.error


def _state_record(
    visit: StateVisit, record: RunRecord, places: Mapping[str, Location], *, own_error: bool
) -> StateRecord:
    place = places.get(visit.name)
    return StateRecord(
        name=visit.name,
        type=visit.type,
        status=_PROGRESS[visit.status].value,
        entered=(visit.entered - record.started).total_seconds(),
        seconds=visit.seconds,
        attempts=len(visit.attempts),
        error=(visit.error or None) if own_error else None,
        cause=(visit.cause or None) if own_error else None,
        location=str(place) if place else None,
    )


def _counts(states: Iterable[StateRecord], folder: RunFolder) -> Iterator[TableCounts]:
    """Yield the row counts that jobs printed, of the last attempt at each state."""
    for state in states:
        log = folder.log_file(state.name, state.attempts - 1)
        if state.attempts and log.is_file():
            for metric in embedded_metrics(log.read_text(encoding="utf-8", errors="replace")):
                rows = {name: int(value) for name, value in metric.values.items()}
                if table := metric.dimensions.get("table"):
                    yield TableCounts(table=table, state=state.name, rows=rows)


@dataclass(frozen=True, slots=True)
class _Child:
    """Keeps the history of a child execution, each event with the child's ``execution`` name."""

    name: str
    file: Path
    run: LocalExecution

    def event(self, event: HistoryEvent) -> None:
        """Keep a history event."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"execution": self.name, **event.to_json()}, ensure_ascii=False) + "\n")

    def child(self, execution: ExecutionInfo) -> Observer:
        """Keep what a child's child does in the same file."""
        return replace(self, name=execution.name)

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:
        """Tell that a state will be tried again."""
        self.run.retrying(state, attempt, delay_seconds, error, cause)
