"""The only reader of time: everything else is handed a Clock."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


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
