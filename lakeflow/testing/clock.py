"""A clock on which waiting costs nothing."""

import asyncio
import heapq
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

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
        self._real_work = 0

    def now(self) -> datetime:
        """Return the virtual moment."""
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """Return the virtual seconds since the start."""
        return self._elapsed

    def processor(self) -> float:
        """Return no time: computing takes none here, and ends after a number of steps instead."""
        return 0.0

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

    @contextmanager
    def real_work(self) -> Iterator[None]:
        """Stand still while something outside of virtual time goes on."""
        self._real_work += 1
        try:
            yield
        finally:
            self._real_work -= 1

    def _wake_next(self) -> bool:
        """Jump to the earliest wake-up and tell whether there was one."""
        while self._sleepers and not self._real_work:
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
