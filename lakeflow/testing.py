"""Fakes for tests of pipelines: a clock on which waiting costs nothing, and an executor that answers what it is told.

::

    clock = FakeClock()
    executor = FakeExecutor({"find_files": [{"count": 3}], "load": [TaskFailed("Boom"), After(90, {})]}, clock=clock)
    observer = RecordingObserver()
    result = clock.run(interpret(machine, {}, executor=executor, clock=clock, observer=observer, ...))
"""

import asyncio
import heapq
import selectors
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, TypeVar

from lakeflow.asl.states import Json
from lakeflow.clock import Clock, SystemClock
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.interpreter.history import HistoryEvent

T = TypeVar("T")


class FakeClock:
    """A Clock with virtual time: when nothing but waiting is left to do, it jumps to the earliest wake-up.

    Waits are exact and cost nothing. They work inside ``run`` only.
    """

    def __init__(self, start: datetime = datetime(2024, 1, 1, tzinfo=UTC)) -> None:
        self._start = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._naps = 0
        self._running = False

    def now(self) -> datetime:
        """Return the virtual moment."""
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """Return the virtual seconds since the start."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Return after that many virtual seconds."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        if not self._running:
            raise RuntimeError("A FakeClock lets time pass only inside FakeClock.run(coroutine).")
        self._naps += 1
        wake_up = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, self._naps, wake_up))
        await wake_up

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end in virtual time and return its result."""
        self._running = True
        try:
            with asyncio.Runner(
                loop_factory=lambda: asyncio.SelectorEventLoop(_IdleSelector(self._wake_next))
            ) as runner:
                return runner.run(coroutine)
        finally:
            self._running = False

    def _wake_next(self) -> bool:
        """Jump to the earliest wake-up and tell whether there was one."""
        while self._sleepers:
            moment, _, wake_up = heapq.heappop(self._sleepers)
            if not wake_up.done():
                self._elapsed = moment
                wake_up.set_result(None)
                return True
        return False


class _IdleSelector(selectors.SelectSelector):
    """Tells when an event loop has nothing to do: it asks to wait for input."""

    def __init__(self, on_idle: Callable[[], bool]) -> None:
        super().__init__()
        self._on_idle = on_idle

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0) or self._on_idle():
            return ready
        return super().select(timeout)


@dataclass(frozen=True, slots=True)
class After:
    """An answer that takes some seconds of the executor's clock."""

    seconds: float
    answer: "Json | TaskFailed"


Answer: TypeAlias = "Json | TaskFailed | After"


class FakeExecutor:
    """A TaskExecutor that gives the answers listed under a state's name or its resource, in sequence.

    The last answer of a list repeats; a state that is not listed gets ``{}``. ``calls`` holds what was asked,
    ``cancelled`` what was stopped before its answer.
    """

    def __init__(self, answers: Mapping[str, Sequence[Answer]] | None = None, *, clock: Clock | None = None) -> None:
        self._answers = answers or {}
        self._clock = clock or SystemClock()
        self._given: dict[str, int] = {}
        self.calls: list[ScheduledTask] = []
        self.cancelled: list[ScheduledTask] = []

    async def execute(self, task: ScheduledTask) -> Json:
        """Return or raise the next answer."""
        self.calls.append(task)
        answer = self._next(task)
        if isinstance(answer, After):
            try:
                await self._clock.sleep(answer.seconds)
            except asyncio.CancelledError:
                self.cancelled.append(task)
                raise
            answer = answer.answer
        if isinstance(answer, TaskFailed):
            raise answer
        return answer

    def _next(self, task: ScheduledTask) -> Answer:
        key = task.state if task.state in self._answers else task.resource
        answers = self._answers.get(key, ({},))
        given = self._given.get(key, 0)
        self._given[key] = given + 1
        return answers[min(given, len(answers) - 1)]


@dataclass(slots=True)
class RecordingObserver:
    """An Observer that keeps everything: ``events``, and ``retries`` as (state, attempt, delay in seconds)."""

    events: list[HistoryEvent] = field(default_factory=list)
    retries: list[tuple[str, int, float]] = field(default_factory=list)

    def event(self, event: HistoryEvent) -> None:
        """Keep a history event."""
        self.events.append(event)

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:  # noqa: ARG002
        """Keep a retry."""
        self.retries.append((state, attempt, delay_seconds))

    def types(self) -> list[str]:
        """Return the types of the events in order."""
        return [event.type for event in self.events]
