"""One state alone, as the documentation of TestState has it."""

import json
from typing import Any

import pytest

from lakeflow.errors import InvalidStateMachineError
from lakeflow.interpreter.one_state.outcome import StateOutcome
from lakeflow.interpreter.one_state.request import (
    InspectionLevel,
    MockedError,
    MockedResult,
    StateRequest,
    StateRequestError,
    read_request,
)
from lakeflow.interpreter.one_state.run import run_one_state

INVOKE = "arn:aws:states:::lambda:invoke"
DEBUG = InspectionLevel.DEBUG


def run(definition: dict[str, Any], **fields: Any) -> StateOutcome:
    return run_one_state(StateRequest(definition=definition, **fields))


def task(**fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": INVOKE, "End": True, **fields}


def test_a_task_shows_what_each_field_made_of_the_data() -> None:
    definition = task(
        InputPath="$.in",
        Parameters={"n.$": "$.n"},
        ResultSelector={"got.$": "$.Payload"},
        ResultPath="$.out",
        OutputPath="$.out.got",
    )
    outcome = run(definition, input={"in": {"n": 1}}, mock=MockedResult(result={"Payload": 5}), level=DEBUG)
    assert (outcome.status, outcome.output, outcome.next_state) == ("SUCCEEDED", 5, None)
    assert outcome.inspection == {
        "input": {"in": {"n": 1}},
        "afterInputPath": {"n": 1},
        "afterParameters": {"n": 1},
        "result": {"Payload": 5},
        "afterResultSelector": {"got": 5},
        "afterResultPath": {"in": {"n": 1}, "out": {"got": 5}},
    }


def test_a_jsonata_task_shows_its_arguments_and_what_it_assigns() -> None:
    definition = task(
        QueryLanguage="JSONata",
        Arguments={"n": "{% $states.input.n + $v %}"},
        Assign={"w": "{% $states.result %}"},
        Output="{% $states.context.State.RetryCount %}",
        Next="after",
    )
    definition.pop("End")
    outcome = run(
        definition, input={"n": 1}, variables={"v": 2}, mock=MockedResult(result=7), retrier_retry_count=1, level=DEBUG
    )
    assert (outcome.output, outcome.next_state, outcome.variables) == (1, "after", {"v": 2, "w": 7})
    assert outcome.inspection["afterArguments"] == {"n": 3}
    assert outcome.inspection["variables"] == {"v": 2, "w": 7}


RETRY = [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "BackoffRate": 3, "MaxAttempts": 2, "JitterStrategy": "FULL"}]
CATCH = [{"ErrorEquals": ["Other"], "Next": "no"}, {"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "yes"}]
BUSY = MockedError(error="Busy", cause="later")


@pytest.mark.parametrize(
    ("count", "status", "details"),
    [
        (0, "RETRIABLE", {"retryIndex": 0, "retryBackoffIntervalSeconds": 2}),
        (1, "RETRIABLE", {"retryIndex": 0, "retryBackoffIntervalSeconds": 6}),
        (2, "CAUGHT_ERROR", {"catchIndex": 1}),
    ],
)
def test_an_error_is_retried_until_the_retrier_is_spent_then_caught(
    count: int, status: str, details: dict[str, int]
) -> None:
    definition = task(Retry=RETRY, Catch=CATCH)
    outcome = run(definition, input={"a": 1}, mock=BUSY, retrier_retry_count=count, level=DEBUG)
    assert (outcome.status, outcome.error, outcome.cause) == (status, "Busy", "later")
    assert outcome.inspection["errorDetails"] == details
    if status == "CAUGHT_ERROR":
        assert outcome.output == {"a": 1, "e": {"Error": "Busy", "Cause": "later"}}
        assert outcome.next_state == "yes"


def test_an_error_that_nobody_takes_fails_the_state() -> None:
    outcome = run(task(), mock=BUSY)
    assert (outcome.status, outcome.error, outcome.inspection) == ("FAILED", "Busy", {})
    assert "output" not in outcome.to_json()


def test_a_state_whose_own_fields_fail_says_so() -> None:
    outcome = run(task(Parameters={"v.$": "$.no"}), mock=MockedResult(result={}))
    assert (outcome.status, outcome.error) == ("FAILED", "States.Runtime")
    assert "could not be found in the input" in str(outcome.cause)


def test_a_state_of_a_machine_is_named_wherever_it_is() -> None:
    inner = {"StartAt": "p", "States": {"p": {"Type": "Pass", "Output": "{% $v %}", "End": True}}}
    machine = {
        "QueryLanguage": "JSONata",
        "StartAt": "m",
        "States": {"m": {"Type": "Map", "ItemProcessor": inner, "End": True}},
    }
    assert run(machine, state_name="p", variables={"v": 4}).output == 4
    with pytest.raises(StateRequestError, match="State 'q' was not found"):
        run(machine, state_name="q")


def test_the_context_may_be_given() -> None:
    definition = task(
        Resource="arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters={"token.$": "$$.Task.Token", "run.$": "$$.Execution.Name", "at.$": "$$.State.EnteredTime"},
    )
    context = {"Task": {"Token": "t"}, "Execution": {"Name": "r"}, "State": {"EnteredTime": "2025-01-01T00:00:00Z"}}
    outcome = run(definition, context=context, mock=MockedResult(result={}), level=DEBUG)
    assert outcome.inspection["afterParameters"] == {"token": "t", "run": "r", "at": "2025-01-01T00:00:00Z"}


def test_a_map_shows_what_its_iterations_would_get() -> None:
    processor = {"StartAt": "p", "States": {"p": {"Type": "Pass", "End": True}}}
    definition = {
        "Type": "Map",
        "ItemsPath": "$.xs",
        "ItemSelector": {"x.$": "$$.Map.Item.Value"},
        "ItemProcessor": processor,
        "End": True,
    }
    outcome = run(definition, input={"xs": [1, 2]}, mock=MockedResult(result=[3, 4]), level=DEBUG)
    assert outcome.output == [3, 4]
    assert outcome.inspection["afterItemsPath"] == [1, 2]
    assert outcome.inspection["afterItemSelector"] == [{"x": 1}, {"x": 2}]


def test_states_that_only_compute_need_no_mock_and_wait_for_nothing() -> None:
    assert run({"Type": "Wait", "Seconds": 9999, "Next": "n"}, input=3).to_json() == {
        "status": "SUCCEEDED",
        "output": "3",
        "nextState": "n",
    }
    with pytest.raises(StateRequestError, match="State type 'Wait' is not supported when a mock is specified"):
        run({"Type": "Wait", "Seconds": 1, "End": True}, mock=MockedResult(result=1))
    with pytest.raises(StateRequestError, match="give its outcome as a mock"):
        run(task())


def test_a_state_that_is_no_asl_is_refused() -> None:
    with pytest.raises(InvalidStateMachineError, match="Type must be one of"):
        run({"Type": "Sleep"})


def test_requests_are_read_as_the_api_has_them() -> None:
    request = read_request(
        {
            "definition": json.dumps(task()),
            "input": '{"a": 1}',
            "variables": '{"v": 2}',
            "inspectionLevel": "DEBUG",
            "mock": {"result": "[1]", "fieldValidationMode": "NONE"},
            "stateConfiguration": {"retrierRetryCount": 3, "mapItemReaderData": "[7]"},
        }
    )
    assert (request.input, request.variables, request.retrier_retry_count) == ({"a": 1}, {"v": 2}, 3)
    assert request.item_reader_data == [7]
    assert isinstance(request.mock, MockedResult)
    assert request.mock.result == [1]
    with pytest.raises(StateRequestError, match="Mocked result must be valid JSON"):
        read_request({"definition": task(), "mock": {"result": "no"}})
