from collections.abc import Callable
from typing import Any

import pytest

from lakeflow.errors import InvalidStateMachineError

QUERY_ERROR = "States.QueryEvaluationError"


def test_a_pass_hands_its_input_on(run_machine: Callable[..., Any]) -> None:
    run = run_machine({"a": {"Type": "Pass", "Next": "b"}, "b": {"Type": "Pass", "End": True}}, {"x": 1})
    assert run.result.output == {"x": 1}
    assert run.previous() == [
        (1, 0, "ExecutionStarted"),
        (2, 0, "PassStateEntered"),
        (3, 2, "PassStateExited"),
        (4, 3, "PassStateEntered"),
        (5, 4, "PassStateExited"),
        (6, 5, "ExecutionSucceeded"),
    ]


def test_assign_and_output_see_the_variables_from_before(run_machine: Callable[..., Any]) -> None:
    states = {
        "first": {"Type": "Pass", "Assign": {"x": 1, "y": 2}, "Next": "swap"},
        "swap": {"Type": "Pass", "Assign": {"x": "{% $y %}", "y": "{% $x %}"}, "Output": "{% $x %}", "Next": "end"},
        "end": {"Type": "Succeed", "Output": ["{% $x %}", "{% $y %}", "{% $states.input %}"]},
    }
    assert run_machine(states).result.output == [2, 1, 1]


def test_nothing_is_assigned_when_a_part_of_assign_fails(run_machine: Callable[..., Any]) -> None:
    run = run_machine({"a": {"Type": "Pass", "Assign": {"x": 1, "y": "{% $nothing %}"}, "End": True}})
    assert (run.result.status, run.result.error) == ("FAILED", QUERY_ERROR)
    assert run.result.cause == (
        "An error occurred while executing the state 'a' (entered at the event id #2). The JSONata expression "
        "'$nothing' specified for the field 'Assign/y' returned nothing (undefined)."
    )
    assert run.previous()[2:] == [(3, 0, "EvaluationFailed"), (4, 3, "ExecutionFailed")]


def choice(**fields: Any) -> dict[str, Any]:
    return {
        "decide": {
            "Type": "Choice",
            "Choices": [
                {"Condition": "{% $states.input > 10 %}", "Next": "big", "Assign": {"size": "big"}, "Output": "huge"},
                {"Condition": "{% $states.input > 5 %}", "Next": "big"},
            ],
            "Assign": {"size": "small"},
            "Output": "tiny",
            **fields,
        },
        "big": {"Type": "Succeed", "Output": ["{% $exists($size) ? $size : 'unset' %}", "{% $states.input %}"]},
    }


@pytest.mark.parametrize(("payload", "output"), [(11, ["big", "huge"]), (7, ["unset", 7]), (1, ["small", "tiny"])])
def test_the_first_true_rule_decides_with_its_own_assign_and_output(
    run_machine: Callable[..., Any], payload: int, output: list[Any]
) -> None:
    assert run_machine(choice(Default="big"), payload).result.output == output


def test_no_match_and_no_default_fails(run_machine: Callable[..., Any]) -> None:
    run = run_machine(choice(), 1)
    assert run.result.error == "States.NoChoiceMatched"
    assert run.types[-2:] == ["ChoiceStateEntered", "ExecutionFailed"]


def test_a_condition_must_be_a_boolean(run_machine: Callable[..., Any]) -> None:
    states = {
        "c": {"Type": "Choice", "Choices": [{"Condition": "{% 1 %}", "Next": "d"}], "Default": "d"},
        "d": {"Type": "Succeed"},
    }
    run = run_machine(states)
    assert run.result.error == QUERY_ERROR
    assert "Expected 'boolean', but was 'number' for value: 1" in run.result.cause


def test_a_condition_that_is_no_expression_is_refused(run_machine: Callable[..., Any]) -> None:
    states = {"c": {"Type": "Choice", "Choices": [{"Condition": "true", "Next": "d"}]}, "d": {"Type": "Succeed"}}
    with pytest.raises(InvalidStateMachineError, match="c: The Condition 'true' is no expression"):
        run_machine(states)


def test_fail_computes_its_error_and_cause(run_machine: Callable[..., Any]) -> None:
    run = run_machine({"f": {"Type": "Fail", "Error": "Bad", "Cause": "{% 'of ' & $states.input %}"}}, "old")
    assert (run.result.status, run.result.error, run.result.cause) == ("FAILED", "Bad", "of old")
    assert run.types == ["ExecutionStarted", "FailStateEntered", "ExecutionFailed"]
    assert run.result.output is None


def test_a_bare_fail_has_neither_error_nor_cause(run_machine: Callable[..., Any]) -> None:
    run = run_machine({"f": {"Type": "Fail"}})
    assert (run.result.error, run.result.cause) == (None, None)
    assert run.events("ExecutionFailed") == [{}]


def test_an_output_above_the_payload_limit_fails(run_machine: Callable[..., Any]) -> None:
    states = {"a": {"Type": "Pass", "Output": "{% $join($states.input) %}", "End": True}}
    assert run_machine(states, ["x" * 131_071] * 2).result.status == "SUCCEEDED"
    run = run_machine(states, ["x" * 131_072] * 2)
    assert run.result.error == "States.DataLimitExceeded"
    assert run.result.cause.startswith("The state/task 'a' returned a result with a size exceeding")
