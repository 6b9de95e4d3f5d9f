import asyncio
import threading
from datetime import UTC, datetime

import pytest

from lakeflow.errors import TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.testing import After, FakeClock, FakeExecutor


def task(state: str, resource: str = "arn:aws:states:::lambda:invoke") -> ScheduledTask:
    return ScheduledTask(state=state, resource=resource, arguments={}, attempt=0, scheduled_event_id=3)


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


def test_answers_come_in_sequence_and_the_last_repeats() -> None:
    executor = FakeExecutor({"a": [1, TaskFailed("Boom"), 2], "arn:aws:states:::sns:publish": [{"MessageId": "m"}]})

    async def ask() -> list[object]:
        found: list[object] = [await executor.execute(task("a"))]
        with pytest.raises(TaskFailed):
            await executor.execute(task("a"))
        found += [await executor.execute(task("a")), await executor.execute(task("a"))]
        found += [await executor.execute(task("other"))]
        found += [await executor.execute(task("n", "arn:aws:states:::sns:publish"))]
        return found

    assert asyncio.run(ask()) == [1, 2, 2, {}, {"MessageId": "m"}]
    assert [call.state for call in executor.calls] == ["a", "a", "a", "a", "other", "n"]


def test_an_answer_can_take_its_time() -> None:
    clock = FakeClock()
    executor = FakeExecutor({"a": [After(30, "late")]}, clock=clock)
    assert clock.run(executor.execute(task("a"))) == "late"
    assert clock.monotonic() == 30
