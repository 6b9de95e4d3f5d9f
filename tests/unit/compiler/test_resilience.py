"""Who decides how often a call is tried again and when it fails: step, pipeline, environment or service."""

from collections.abc import Callable
from typing import Any

import pytest

from lakeflow import (
    Athena,
    DynamoGet,
    Ecs,
    Glue,
    GlueJob,
    Http,
    Lambda,
    LambdaFunction,
    Pipeline,
    Retry,
    Sdk,
    Sqs,
    TaskToken,
)
from lakeflow.asl.states import Task
from lakeflow.compiler.driver import Compiled
from lakeflow.compiler.resilience import Patience, Resilience
from lakeflow.dsl.tasks.task import TaskStep

JOB = GlueJob("load", script="jobs/load.py", timeout=30)
FUNCTION = LambdaFunction("find", handler="jobs/find.py:handler", timeout=20)
MINE = Retry(errors=["Mine"], attempts=9)


def glue(**options: Any) -> TaskStep:
    with Pipeline("shop"):
        return Glue("load", JOB, **options)


def errors(resilience: Resilience, step: TaskStep) -> list[str]:
    return [retrier.error_equals[0] for retrier in resilience.retriers(step)]


def test_a_steps_own_retrier_comes_before_its_pipelines_and_the_services() -> None:
    of_pipeline = Resilience(retry=(Retry(errors=["Theirs"]),))
    assert errors(of_pipeline, glue(retry=MINE))[0] == "Mine"
    assert "Theirs" not in errors(of_pipeline, glue(retry=MINE))
    assert errors(of_pipeline, glue())[0] == "Theirs"
    assert errors(Resilience(), glue())[0] == "Glue.ConcurrentRunsExceededException"


def test_no_retry_at_all_where_the_author_says_so() -> None:
    assert Resilience().retriers(glue(retry=())) == ()
    assert Resilience(retry=()).retriers(glue()) == ()
    assert errors(Resilience(retry=()), glue(retry=MINE))[0] == "Mine"


def test_the_services_retriers_are_left_out_where_the_nearest_word_says_so() -> None:
    strict = Resilience(retry_transient=False)
    assert errors(strict, glue(retry=MINE)) == ["Mine"]
    assert strict.retriers(glue()) == ()
    assert errors(strict, glue(retry_transient=True)) == errors(Resilience(), glue())
    assert errors(Resilience(), glue(retry=MINE, retry_transient=False)) == ["Mine"]


def test_a_call_may_take_for_ever_if_the_nearest_word_is_never() -> None:
    patient = Resilience(task_timeout="never", patience=Patience(timeout=5))
    assert patient.timeout_seconds(glue()) is None
    assert patient.timeout_seconds(glue(timeout=7)) == 7
    assert Resilience(task_timeout=7).timeout_seconds(glue(timeout="never")) is None


def test_an_environments_timeout_is_not_for_whoever_holds_a_token() -> None:
    with Pipeline("shop"):
        asked = Sqs("ask", queue="approvals", body={"token": TaskToken()})
    assert Resilience(patience=Patience(timeout=5)).timeout_seconds(asked) == 86_400
    assert Resilience(task_timeout=50, patience=Patience(timeout=5)).timeout_seconds(asked) == 50


def test_all_errors_come_last() -> None:
    assert errors(Resilience(), glue(retry=Retry()))[-1] == "States.ALL"


def test_an_environment_changes_how_often_passing_errors_are_tried_again_not_the_authors_word() -> None:
    impatient = Resilience(patience=Patience(attempts=1, max_delay=10))
    mine, *of_service = impatient.retriers(glue(retry=MINE))
    assert mine.max_attempts == 9
    assert {retrier.max_attempts for retrier in of_service} == {1}
    assert [retrier.max_delay_seconds for retrier in of_service] == [31, 10]
    assert Resilience(patience=Patience(attempts=0)).retriers(glue()) == ()


def test_the_nearest_word_on_timeouts_counts() -> None:
    environment = Resilience(patience=Patience(timeout=5))
    assert Resilience().timeout_seconds(glue()) == 30 * 60 + 600
    assert environment.timeout_seconds(glue()) == 5
    of_pipeline = Resilience(task_timeout=50, patience=Patience(timeout=5))
    assert of_pipeline.timeout_seconds(glue()) == 50
    assert of_pipeline.timeout_seconds(glue(timeout=500)) == 500


def test_steps_of_the_same_policies_share_their_retriers_and_others_do_not() -> None:
    resilience = Resilience()
    first, again = resilience.retriers(glue(retry=MINE)), resilience.retriers(glue(retry=[MINE]))
    assert first is again
    assert resilience.retriers(glue(retry=Retry(errors=["Other"]))) != first
    assert resilience.retriers(glue(retry=MINE, retry_transient=False)) != first


def steps() -> list[TaskStep]:
    with Pipeline("shop"):
        return [
            Athena("audit", sql="SELECT 1"),
            DynamoGet("read", table="t", key={"id": "1"}),
            Ecs("contain", cluster="c", task_definition="t"),
            Glue("load", JOB),
            Http("call", "https://example.com", connection="c"),
            Lambda("find", FUNCTION),
            Sdk("copy", "s3:copyObject", {}),
            Sqs("send", queue="q", body={}),
        ]


@pytest.mark.parametrize("step", steps(), ids=lambda step: type(step).__name__)
def test_every_service_has_jittered_retriers_with_a_greatest_delay_and_a_timeout(step: TaskStep) -> None:
    retriers = Resilience().retriers(step)
    assert retriers
    for retrier in retriers:
        assert retrier.jitter_strategy == "FULL"
        assert retrier.max_delay_seconds is not None
        assert retrier.max_delay_seconds > retrier.interval_seconds
    timeout = Resilience().timeout_seconds(step)
    assert timeout is not None
    assert timeout > 0


def test_a_pipelines_word_reaches_the_document(compiled: Callable[[Pipeline], Compiled]) -> None:
    with Pipeline("shop", retry=MINE, task_timeout=77) as shop:
        Lambda("find", LambdaFunction("echo", handler="jobs/find.py:handler"))
    state = compiled(shop).machine.states["find"]
    assert isinstance(state, Task)
    assert state.timeout_seconds == 77
    assert state.retry[0].error_equals == ("Mine",)
