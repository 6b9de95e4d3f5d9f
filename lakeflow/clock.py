"""The only reader of time: everything else is handed a Clock."""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """What time it is, and a way to let time pass."""

    def now(self) -> datetime:
        """Return the current moment, in UTC."""

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""

    def processor(self) -> float:
        """Return the seconds of processor time that this thread has used: a pause of the machine is none."""

    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds; zero lets others go first."""


class RunClock(Clock, Protocol):
    """A Clock in whose time a whole run goes on."""

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end in this clock's time and return its result."""

    def real_work(self) -> AbstractContextManager[None]:
        """Return a context in which something outside of this clock's time goes on: virtual time stands still."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the current moment, in UTC."""
        return datetime.now(UTC)  # noqa: TID251  this is the one place

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""
        return time.monotonic()

    def processor(self) -> float:
        """Return the seconds of processor time that this thread has used."""
        return time.thread_time()

    async def sleep(self, seconds: float) -> None:
        """Return after that many seconds."""
        await asyncio.sleep(seconds)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end and return its result."""
        return asyncio.run(coroutine)

    def real_work(self) -> AbstractContextManager[None]:
        """Return a context without effect."""
        return nullcontext()
