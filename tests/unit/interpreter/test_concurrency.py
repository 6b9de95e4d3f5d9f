import asyncio
import gc

import pytest

from lakeflow.errors import TaskFailed
from lakeflow.interpreter.concurrency import run_all, within
from lakeflow.interpreter.failure import StateFailed
from lakeflow.testing import FakeClock


async def answer(clock: FakeClock, seconds: float, value: object) -> object:
    await clock.sleep(seconds)
    if isinstance(value, Exception):
        raise value
    return value


def test_results_come_in_the_order_of_the_activities() -> None:
    clock = FakeClock()
    assert clock.run(run_all([answer(clock, 3, "a"), answer(clock, 1, "b")])) == ["a", "b"]
    assert clock.run(run_all([answer(clock, 3, "a")])) == ["a"]
    assert clock.run(run_all([])) == []


def test_the_first_failure_is_raised_once_the_others_have_stopped() -> None:
    clock, stopped = FakeClock(), []

    async def slow() -> None:
        try:
            await clock.sleep(100)
        finally:
            await clock.sleep(5)
            stopped.append(clock.monotonic())

    with pytest.raises(StateFailed, match="Boom"):
        clock.run(run_all([slow(), answer(clock, 2, StateFailed("Boom")), slow()]))
    assert stopped == [7, 7]


@pytest.mark.parametrize("late", [StateFailed("Late"), TaskFailed("Late")])
def test_a_task_that_fails_while_it_is_stopped_does_not_hide_the_first_failure(late: Exception) -> None:
    clock = FakeClock()

    async def stubborn() -> None:
        try:
            await clock.sleep(100)
        except asyncio.CancelledError:
            raise late from None

    with pytest.raises(StateFailed, match="Boom"):
        clock.run(run_all([stubborn(), answer(clock, 2, StateFailed("Boom"))]))


def test_a_bug_that_shows_while_a_task_is_stopped_is_not_swallowed() -> None:
    clock = FakeClock()

    async def broken() -> None:
        try:
            await clock.sleep(100)
        finally:
            raise ValueError("bug")

    with pytest.raises(ValueError, match="bug"):
        clock.run(run_all([broken(), answer(clock, 2, StateFailed("Boom"))]))


def test_a_deadline_stops_the_activity_and_one_that_is_met_does_not_wait() -> None:
    clock = FakeClock()
    with pytest.raises(TimeoutError):
        clock.run(within(clock, 5, answer(clock, 6, "late")))
    assert clock.monotonic() == 5
    assert clock.run(within(clock, 5, answer(clock, 2, "in time"))) == "in time"
    assert clock.monotonic() == 7
    assert clock.run(within(clock, None, answer(clock, 900, "whenever"))) == "whenever"


def test_a_failure_at_the_moment_of_the_cancellation_leaves_nothing_for_the_event_loop_to_complain_of() -> None:
    clock, complaints = FakeClock(), []

    async def cancelled_while_it_fails() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context["message"]))

        async def fail() -> None:
            waiting.cancel()
            raise StateFailed("Boom")

        waiting = asyncio.ensure_future(within(clock, 60, fail()))
        with pytest.raises(asyncio.CancelledError):
            await waiting
        gc.collect()

    clock.run(cancelled_while_it_fails())
    assert complaints == []
