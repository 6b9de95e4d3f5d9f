import asyncio
from typing import Any

import pytest

from lakeflow.asl.document import parse
from lakeflow.asl.states import Json, StateMachine
from lakeflow.errors import MockError, TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.mocks.chaos import Chaos, ChaosExecutor, parse_chaos
from lakeflow.testing import FakeExecutor


def machine() -> StateMachine:
    def task(resource: str, **fields: Any) -> dict[str, Any]:
        return {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", **fields}

    busy = [{"ErrorEquals": ["Glue.InternalServiceException", "Glue.ConcurrentRunsExceededException"]}]
    states: Json = {
        "job": task("glue:startJobRun.sync", Retry=busy, Next="ask"),
        "ask": task("lambda:invoke", Next="a: b"),
        "a: b": task("aws-sdk:s3:listObjectsV2", End=True),
    }
    return parse({"StartAt": "job", "States": states})


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("job:timeout", Chaos("job", "States.Timeout", 1)),
        ("job:throttle:2", Chaos("job", "Glue.ConcurrentRunsExceededException", 2)),
        ("ask:throttle", Chaos("ask", "Lambda.ThrottlingException", 1)),
        ("job:failure:always", Chaos("job", "States.TaskFailed", None)),
        ("ask:failure", Chaos("ask", "Lambda.Unknown", 1)),
        ("ask:Busy:3", Chaos("ask", "Busy", 3)),
        ("a: b:S3.NoSuchBucketException", Chaos("a: b", "S3.NoSuchBucketException", 1)),
    ],
)
def test_a_text_names_a_step_an_error_and_how_often(text: str, meant: Chaos) -> None:
    assert parse_chaos([text], machine()) == (meant,)


@pytest.mark.parametrize("text", ["job", "jbo:timeout", "job:", "job:timeout:0", "job:timeout:often", ""])
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(MockError) as caught:
        parse_chaos([text], machine())
    assert caught.value.hint


def test_the_first_calls_fail_and_later_ones_go_through() -> None:
    chaos = ChaosExecutor([Chaos("a", "Busy", 2), Chaos("a", "Boom", 1)], FakeExecutor({"a": ["fine"]}))

    async def ask(state: str) -> Any:
        task = ScheduledTask(state=state, resource="r", arguments={}, attempt=0, scheduled_event_id=1)
        try:
            return await chaos.execute(task)
        except TaskFailed as failure:
            return failure.error

    async def several() -> list[Any]:
        return [await ask(state) for state in "aabaaa"]

    assert asyncio.run(several()) == ["Busy", "Busy", {}, "Boom", "fine", "fine"]
    assert chaos.failed == {"a": 3}
