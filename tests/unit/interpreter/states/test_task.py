from collections.abc import Callable
from typing import Any

import pytest

from lakeflow.errors import InvalidStateMachineError, TaskFailed
from lakeflow.testing import After

GLUE = "arn:aws:states:::glue:startJobRun.sync"
INVOKE = "arn:aws:states:::lambda:invoke"
BOOM = TaskFailed("Boom", "it broke")


def task(resource: str = INVOKE, **fields: Any) -> dict[str, Any]:
    return {"t": {"Type": "Task", "Resource": resource, **({"End": True} | fields)}}


def test_a_sync_task_is_scheduled_started_submitted_and_succeeds(run_machine: Callable[..., Any]) -> None:
    run = run_machine(task(GLUE, Arguments={"JobName": "{% $states.input %}"}), "load", {"t": [{"Id": "jr_1"}]})
    assert run.result.output == {"Id": "jr_1"}
    integration = {"resourceType": "glue", "resource": "startJobRun.sync"}
    assert run.types[2:-2] == ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]
    assert run.events("TaskScheduled") == [{**integration, "region": "eu-west-1", "parameters": {"JobName": "load"}}]
    assert run.events("TaskSucceeded") == [{**integration, "output": {"Id": "jr_1"}}]


def test_a_request_response_task_is_not_submitted(run_machine: Callable[..., Any]) -> None:
    assert run_machine(task()).types[2:-2] == ["TaskScheduled", "TaskStarted", "TaskSucceeded"]


@pytest.mark.parametrize(
    ("resource", "kind", "action"),
    [
        ("arn:aws:states:::aws-sdk:s3:copyObject", "aws-sdk:s3", "copyObject"),
        ("arn:aws-cn:states:::states:startExecution.sync:2", "states", "startExecution.sync:2"),
        ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "sqs", "sendMessage.waitForTaskToken"),
    ],
)
def test_the_resource_names_the_integration(
    run_machine: Callable[..., Any], resource: str, kind: str, action: str
) -> None:
    (started,) = run_machine(task(resource)).events("TaskStarted")
    assert started == {"resourceType": kind, "resource": action}


def test_a_function_arn_has_the_events_of_lambda(run_machine: Callable[..., Any]) -> None:
    arn = "arn:aws:lambda:eu-west-1:1:function:find"
    run = run_machine(task(arn, TimeoutSeconds=9), {"a": 1}, {"t": [{"count": 3}]})
    assert run.types[2:-2] == ["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded"]
    assert run.events("LambdaFunctionScheduled") == [{"resource": arn, "input": {"a": 1}, "timeoutInSeconds": 9}]
    assert run.executor.calls[0].arguments == {"a": 1}


def test_the_executor_learns_what_it_needs(run_machine: Callable[..., Any]) -> None:
    run = run_machine(task(TimeoutSeconds="{% 60 %}", Retry=[{"ErrorEquals": ["Boom"]}]), None, {"t": [BOOM, {}]})
    first, second = run.executor.calls
    assert (first.state, first.resource, first.attempt, first.timeout_seconds) == ("t", INVOKE, 0, 60)
    assert (second.attempt, second.scheduled_event_id) == (1, 6)
    assert run.previous()[5] == (6, 5, "TaskScheduled")


def test_a_failure_without_catcher_ends_the_execution(run_machine: Callable[..., Any]) -> None:
    run = run_machine(task(), None, {"t": [BOOM]})
    assert (run.result.status, run.result.error, run.result.cause) == ("FAILED", "Boom", "it broke")
    assert run.types[-2:] == ["TaskFailed", "ExecutionFailed"]


def test_retries_wait_as_their_retrier_says(run_machine: Callable[..., Any]) -> None:
    retry = [{"ErrorEquals": ["Boom"], "IntervalSeconds": 3, "BackoffRate": 2.0, "MaxAttempts": 3}]
    run = run_machine(task(Retry=retry), None, {"t": [BOOM, BOOM, {"ok": True}]})
    assert run.result.output == {"ok": True}
    assert run.observer.retries == [("t", 1, 3), ("t", 2, 6)]
    assert run.clock.monotonic() == 9
    assert run.types.count("TaskStateEntered") == 1


def test_a_catcher_reads_the_error_and_the_variables_from_before(run_machine: Callable[..., Any]) -> None:
    catch = [
        {"ErrorEquals": ["Other"], "Next": "no"},
        {
            "ErrorEquals": ["States.ALL"],
            "Assign": {"failed": "{% $states.errorOutput.Error %}"},
            "Output": {"cause": "{% $states.errorOutput.Cause %}", "of": "{% $states.input %}"},
            "Next": "caught",
        },
    ]
    states = {
        **task(Catch=catch),
        "no": {"Type": "Fail"},
        "caught": {"Type": "Pass", "Output": ["{% $failed %}", "{% $states.input %}"], "End": True},
    }
    run = run_machine(states, 5, {"t": [BOOM]})
    assert run.result.output == ["Boom", {"cause": "it broke", "of": 5}]
    assert run.types[3:6] == ["TaskStarted", "TaskFailed", "TaskStateExited"]


def test_a_catcher_without_output_hands_on_the_error(run_machine: Callable[..., Any]) -> None:
    states = {**task(Catch=[{"ErrorEquals": ["Boom"], "Next": "e"}]), "e": {"Type": "Succeed"}}
    assert run_machine(states, 5, {"t": [BOOM]}).result.output == {"Error": "Boom", "Cause": "it broke"}


def test_a_catcher_that_fails_itself_is_not_caught(run_machine: Callable[..., Any]) -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Assign": {"x": "{% $nothing %}"}, "Next": "e"}]
    run = run_machine({**task(Catch=catch), "e": {"Type": "Succeed"}}, None, {"t": [BOOM]})
    assert run.result.error == "States.QueryEvaluationError"


def test_output_and_assign_read_the_result(run_machine: Callable[..., Any]) -> None:
    states = {
        **task(Assign={"n": "{% $states.result.n %}"}, Output="{% $states.result.n + $states.input %}", Next="e"),
        "e": {"Type": "Succeed", "Output": ["{% $n %}", "{% $states.input %}"]},
    }
    states["t"].pop("End")
    assert run_machine(states, 1, {"t": [{"n": 2}]}).result.output == [2, 3]


def test_a_failing_expression_is_retried_and_caught_like_any_error(run_machine: Callable[..., Any]) -> None:
    fields: dict[str, Any] = {
        "Arguments": {"a": "{% $nothing %}"},
        "Retry": [{"ErrorEquals": ["States.QueryEvaluationError"], "MaxAttempts": 1}],
        "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "e"}, {"ErrorEquals": ["States.ALL"], "Next": "f"}],
    }
    run = run_machine({**task(**fields), "e": {"Type": "Fail"}, "f": {"Type": "Succeed"}})
    assert run.result.status == "SUCCEEDED"
    assert run.types.count("EvaluationFailed") == 2
    assert not run.executor.calls


def test_a_task_that_takes_too_long_times_out_and_is_stopped(run_machine: Callable[..., Any]) -> None:
    run = run_machine(task(TimeoutSeconds=5), None, {"t": [After(9, {})]})
    assert (run.result.status, run.result.error, run.result.cause) == ("FAILED", "States.Timeout", None)
    assert run.events("TaskTimedOut") == [{"resourceType": "lambda", "resource": "invoke", "error": "States.Timeout"}]
    assert [call.state for call in run.executor.cancelled] == ["t"]
    assert run.clock.monotonic() == 5


def test_a_timeout_is_retried_with_a_fresh_one(run_machine: Callable[..., Any]) -> None:
    fields: dict[str, Any] = {"TimeoutSeconds": 5, "Retry": [{"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 2}]}
    run = run_machine(task(**fields), None, {"t": [After(9, {}), After(4, {"ok": 1})]})
    assert run.result.output == {"ok": 1}
    assert run.clock.monotonic() == 5 + 2 + 4


def test_a_result_above_the_limit_fails_the_task(run_machine: Callable[..., Any]) -> None:
    run = run_machine(task(), None, {"t": ["x" * 262_143]})
    assert run.result.error == "States.DataLimitExceeded"
    assert run.result.cause.startswith("The state/task 'lambda' returned a result")
    assert run.types[-2:] == ["TaskFailed", "ExecutionFailed"]


def test_the_context_tells_who_runs_what(run_machine: Callable[..., Any]) -> None:
    fields: dict[str, Any] = {
        "Retry": [{"ErrorEquals": ["Boom"], "IntervalSeconds": 1}],
        "Output": "{% $states.context %}",
    }
    context = run_machine(task(**fields), {"in": 1}, {"t": [BOOM, {}]}).result.output
    assert context["Execution"]["Input"] == {"in": 1}
    assert context["Execution"]["StartTime"] == "2024-01-01T00:00:00.000Z"
    assert context["State"] == {"EnteredTime": "2024-01-01T00:00:00.000Z", "Name": "t", "RetryCount": 1}
    assert context["StateMachine"]["Name"] == "nightly"


@pytest.mark.parametrize("resource", ["run-this", "arn:aws:sqs:eu-west-1:1:queue", "arn:aws:states:::glue"])
def test_what_is_no_integration_is_refused(run_machine: Callable[..., Any], resource: str) -> None:
    with pytest.raises(InvalidStateMachineError, match="t: The task resource"):
        run_machine(task(resource))


@pytest.mark.parametrize("seconds", [0, "soon"])
def test_a_timeout_that_is_no_period_is_refused(run_machine: Callable[..., Any], seconds: Any) -> None:
    with pytest.raises(InvalidStateMachineError, match="t: TimeoutSeconds must be"):
        run_machine(task(TimeoutSeconds=seconds))
