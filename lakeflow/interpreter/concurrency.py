"""Several things at once on one event loop: all of them or the first failure, and a deadline by the Clock."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from lakeflow.clock import Clock
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.failure import StateFailed

T = TypeVar("T")


async def run_all(activities: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """Run every activity at once and return their results in order.

    The first failure is raised, after the others have been cancelled and have stopped; so is a cancellation.
    """
    if not activities:
        return []
    if len(activities) == 1:
        return [await activities[0]]
    tasks = [asyncio.ensure_future(activity) for activity in activities]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        failed = next((task for task in tasks if task.done() and task.exception() is not None), None)
    finally:
        await stop(tasks)
    if failed is not None:
        return [failed.result()]
    return [task.result() for task in tasks]


async def within(clock: Clock, seconds: float | None, activity: Coroutine[Any, Any, T]) -> T:
    """Return the activity's result; None is no deadline.

    Raises:
        TimeoutError: the time was over first; the activity has been cancelled and has stopped.

    """
    if seconds is None:
        return await activity
    work = asyncio.ensure_future(activity)
    try:
        in_time = await ends_within(clock, seconds, work)
    finally:
        await stop((work,))
    if not in_time:
        raise TimeoutError
    return work.result()


async def within_beats(
    clock: Clock, seconds: float, alive_at: Callable[[], float], activity: Coroutine[Any, Any, T]
) -> T:
    """Return the activity's result; it has to show itself alive every so many seconds, ``alive_at`` tells when it did.

    Raises:
        TimeoutError: it was silent for longer; it has been cancelled and has stopped.

    """
    work = asyncio.ensure_future(activity)
    try:
        while (left := alive_at() + seconds - clock.monotonic()) > 0:
            if await ends_within(clock, left, work):
                return work.result()
    finally:
        await stop((work,))
    raise TimeoutError


async def ends_within(clock: Clock, seconds: float | None, work: "asyncio.Task[Any]") -> bool:
    """Tell whether the task ended in time (None is no deadline); if not, or if cancelled, it is left running."""
    if seconds is None:
        await asyncio.wait((work,))
        return True
    timer = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait((work, timer), return_when=asyncio.FIRST_COMPLETED)
        return work.done()
    finally:
        await stop((timer,))


async def stop(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancel what still runs and wait for its end; a bug that shows while it stops is raised, an ASL failure is not."""
    stopped = list(tasks)
    for task in stopped:
        task.cancel()
    # Those that had ended are asked too: a failure that nobody asks for is printed by the event loop.
    for outcome in await asyncio.gather(*stopped, return_exceptions=True):
        if isinstance(outcome, Exception) and not isinstance(outcome, (StateFailed, TaskFailed, TimeoutError)):
            raise outcome
