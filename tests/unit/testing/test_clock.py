import asyncio
import threading
from datetime import UTC, datetime

import pytest

from lakeflow.testing import FakeClock


def test_virtual_time_is_exact_and_ordered() -> None:
    clock = FakeClock(datetime(2025, 1, 1, tzinfo=UTC))
    woken: list[tuple[str, float]] = []

    async def nap(name: str, *seconds: float) -> None:
        for one in seconds:
            await clock.sleep(one)
            woken.append((name, clock.monotonic()))

    async def naps() -> None:
        await asyncio.gather(nap("a", 10, 10), nap("b", 15), nap("c", 86_400))

    clock.run(naps())
    assert woken == [("a", 10), ("b", 15), ("a", 20), ("c", 86_400)]
    assert clock.now() == datetime(2025, 1, 2, tzinfo=UTC)


def test_time_stands_still_while_there_is_work() -> None:
    clock = FakeClock()

    async def work() -> float:
        sleeper = asyncio.ensure_future(clock.sleep(1))
        for _ in range(1000):
            await asyncio.sleep(0)
        at = clock.monotonic()
        await sleeper
        return at

    assert clock.run(work()) == 0
    assert clock.monotonic() == 1


def test_a_cancelled_sleeper_does_not_move_the_time() -> None:
    clock = FakeClock()

    async def work() -> None:
        sleeper = asyncio.ensure_future(clock.sleep(100))
        await clock.sleep(1)
        sleeper.cancel()
        await clock.sleep(1)

    clock.run(work())
    assert clock.monotonic() == 2


def test_work_of_threads_is_waited_for() -> None:
    clock = FakeClock()
    done = threading.Event()

    async def work() -> bool:
        return await asyncio.to_thread(done.wait, 0.05)

    assert clock.run(work()) is False


def test_outside_of_run_a_fake_clock_says_what_to_do() -> None:
    with pytest.raises(RuntimeError, match=r"FakeClock\.run"):
        asyncio.run(FakeClock().sleep(1))
