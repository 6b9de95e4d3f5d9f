"""One local execution, from the folder of its record to its end."""

import asyncio
import json
import random
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from lakeflow.asl.document import dumps
from lakeflow.asl.states import walk
from lakeflow.clock import RunClock
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import ExecutionResult, interpret
from lakeflow.interpreter.executor import TaskExecutor
from lakeflow.interpreter.history import HistoryEvent, Observer
from lakeflow.interpreter.objects import ObjectStore
from lakeflow.local.metrics import embedded_metrics
from lakeflow.operations.breakpoint import Breakpoint
from lakeflow.operations.runnable import Runnable
from lakeflow.operations.timeline import StateRun, Timeline
from lakeflow.runs import RunFolder, RunRecord, StateRecord, TableCounts

Executors: TypeAlias = Callable[[], AbstractAsyncContextManager[TaskExecutor]]
"""Opens what runs tasks; whatever that started has stopped when it is closed."""


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
        self._timeline = Timeline(
            {name: around for name, _, around in walk(runnable.machine.states) if around is not None}
        )

    def run(self, record: RunRecord, executors: Executors, objects: ObjectStore) -> RunRecord:
        """Run on the record's input and return the record of how it ended, which is on disk by then."""
        self._folder.create(dumps(self._runnable.machine), self._runnable.places)
        self._folder.write(record)
        self._listener.started(record.name, tuple(name for name, _ in self._runnable.tasks()))
        with self._folder.history.open("w", encoding="utf-8", buffering=1) as self._history:
            try:
                result = self._clock.run(self._interpret(record, executors, objects))
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

    async def _interpret(self, record: RunRecord, executors: Executors, objects: ObjectStore) -> ExecutionResult:
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
        state = self._timeline.follow(event)
        if state is not None:
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
        return {
            "status": result.status.value,
            "stopped": self._clock.now(),
            "output": result.output,
            "error": result.error,
            "cause": result.cause,
            "states": tuple(self._state_record(state, record) for state in self._timeline.runs),
            "tables": tuple(self._counts()),
            "stopped_after": self._breakpoint.reached if self._breakpoint and result.status == "ABORTED" else None,
        }

    def _state_record(self, state: StateRun, record: RunRecord) -> StateRecord:
        place = self._runnable.places.get(state.name)
        return StateRecord(
            name=state.name,
            type=state.type,
            status=state.progress.value,
            entered=(state.entered - record.started).total_seconds(),
            seconds=state.seconds,
            attempts=state.attempts,
            error=state.error or None,
            cause=state.cause or None,
            location=str(place) if place else None,
        )

    def _counts(self) -> Iterator[TableCounts]:
        """Yield the row counts that jobs printed, of the last attempt at each state."""
        for state in self._timeline.runs:
            if state.attempts:
                log = self._folder.logs / f"{state.name}-{state.attempts - 1}.log"
                text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
                for metric in embedded_metrics(text):
                    if "table" in metric.dimensions:
                        rows = {name: int(value) for name, value in metric.values.items()}
                        yield TableCounts(table=metric.dimensions["table"], state=state.name, rows=rows)


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
