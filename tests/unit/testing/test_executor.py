import asyncio

import pytest

from lakeflow.errors import TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.testing import After, FakeClock, FakeExecutor


def task(state: str, resource: str = "arn:aws:states:::lambda:invoke") -> ScheduledTask:
    return ScheduledTask(state=state, resource=resource, arguments={}, attempt=0, scheduled_event_id=3)


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
