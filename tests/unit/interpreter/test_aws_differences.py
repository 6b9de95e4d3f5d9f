"""What was measured on AWS about states in JSONata mode, one row a behaviour; rows of one state type are in states/."""

from collections.abc import Callable
from typing import Any

import pytest

from lakeflow.errors import TaskFailed

INVOKE = "arn:aws:states:::lambda:invoke"
BOOM = TaskFailed("Boom", "it broke")
QEE = "States.QueryEvaluationError"
CAUGHT = {"Type": "Pass", "Output": "caught", "End": True}
RunMachine = Callable[..., Any]


def output_of(run_machine: RunMachine, expression: str, payload: Any = None) -> Any:
    run = run_machine({"p": {"Type": "Pass", "Output": f"{{% {expression} %}}", "End": True}}, payload)
    return run.result.output if run.result.status == "SUCCEEDED" else (run.result.error, run.result.cause)


def task(**fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": INVOKE, "End": True, **fields}


def caught_by(name: str) -> list[dict[str, Any]]:
    return [{"ErrorEquals": [name], "Next": "caught"}]


# Engine


@pytest.mark.parametrize("expression", ["$states.input.k", "[{'a': 1}].b", "$filter([1], function($i) { $i > 1 })"])
def test_a_field_that_is_undefined_fails(run_machine: RunMachine, expression: str) -> None:
    error, cause = output_of(run_machine, expression, {})
    assert error == QEE
    assert cause.endswith(f"'{expression}' specified for the field 'Output' returned nothing (undefined).")


@pytest.mark.parametrize(
    ("expression", "ending"),
    [
        ("$sum", "returned an unsupported result type."),
        ("[$sum]", "returned an unsupported result type."),
        ("($count := 1; $count([1]))", "evaluation. T1006: Attempted to invoke a non-function"),
        ("$sum(['a'])", 'evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"'),
        ("$sqrt(-1)", "evaluation. D3060: The sqrt function cannot be applied to a negative number: -1"),
        (
            "[1..900000] ~> $count()",
            "evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage",
        ),
        (
            "1" + "+1" * 100,
            (
                "evaluation: Stack overflow error: Check for non-terminating recursive function. "
                "Consider rewriting as tail-recursive."
            ),
        ),
    ],
)
def test_a_failure_is_told_in_the_words_of_aws(run_machine: RunMachine, expression: str, ending: str) -> None:
    error, cause = output_of(run_machine, expression)
    assert error == QEE
    assert cause.endswith(ending)


def test_null_passes_any_field_and_infinite_numbers_leave_as_text(run_machine: RunMachine) -> None:
    assert output_of(run_machine, "null") is None
    assert output_of(run_machine, "[1/0, -1/0, 0/0]") == ["Infinity", "-Infinity", "NaN"]


def test_every_expression_has_its_own_moment_and_one_has_one(run_machine: RunMachine) -> None:
    assert output_of(run_machine, "$now() = $now() and $toMillis($now()) = $millis()") is True


# Templates


def test_an_expression_is_the_whole_string_at_any_depth(run_machine: RunMachine) -> None:
    template = {"a": ["{% 1 + 1 %}", " {% 1 %}", "10000000000000000000000001"], "n": 10000000000000000000000001}
    run = run_machine({"p": {"Type": "Pass", "Output": template, "End": True}})
    assert run.result.output == {"a": [2, " {% 1 %}", "10000000000000000000000001"], "n": 10**25 + 1}


# $states and the context


def test_states_has_input_and_context_everywhere_and_a_result_after_a_task(run_machine: RunMachine) -> None:
    keys = "{% $sort($keys($states)) %}"
    run = run_machine({"t": task(Arguments={"k": keys}, Output=keys)}, {}, {"t": [{"ok": 1}]})
    assert run.executor.calls[0].arguments == {"k": ["context", "input"]}
    assert run.result.output == ["context", "input", "result"]


def test_a_catcher_has_the_error(run_machine: RunMachine) -> None:
    catcher = {"ErrorEquals": ["States.ALL"], "Next": "caught", "Output": "{% $states.errorOutput %}"}
    states = {"t": task(Catch=[catcher]), "caught": {"Type": "Succeed"}}
    assert run_machine(states, None, {"t": [BOOM]}).result.output == {"Error": "Boom", "Cause": "it broke"}


def test_the_first_state_of_an_iteration_has_the_item_as_input(run_machine: RunMachine) -> None:
    inner = {"i": {"Type": "Pass", "Output": "{% $states.input %}", "End": True}}
    states = {"m": {"Type": "Map", "Items": [1, "b"], "ItemProcessor": {"StartAt": "i", "States": inner}, "End": True}}
    assert run_machine(states).result.output == [1, "b"]


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("Execution.RedriveCount", 0),
        ("Execution.Input", {"a": 1}),
        ("State.Name", "p"),
        ("StateMachine.Name", "nightly"),
    ],
)
def test_the_context_tells_about_the_execution(run_machine: RunMachine, path: str, pattern: Any) -> None:
    assert output_of(run_machine, f"$states.context.{path}", {"a": 1}) == pattern


def test_only_what_can_retry_tells_its_retries(run_machine: RunMachine) -> None:
    assert output_of(run_machine, "$exists($states.context.State.RetryCount)") is False
    count = "{% $states.context.State.RetryCount %}"
    retry = [{"ErrorEquals": ["Boom"], "MaxAttempts": 2}]
    catcher = {"ErrorEquals": ["States.ALL"], "Next": "caught", "Assign": {"made": count}}
    states = {
        "t": task(Arguments={"n": count}, Retry=retry, Catch=[catcher]),
        "caught": {"Type": "Pass", "Output": "{% $made %}", "End": True},
    }
    run = run_machine(states, None, {"t": [BOOM, BOOM, BOOM]})
    assert [call.arguments for call in run.executor.calls] == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert run.result.output == 2


def test_a_state_is_entered_once_whatever_its_attempts(run_machine: RunMachine) -> None:
    entered = "{% $states.context.State.EnteredTime %}"
    retry = [{"ErrorEquals": ["Boom"], "IntervalSeconds": 60}]
    run = run_machine({"t": task(Arguments={"at": entered}, Retry=retry)}, None, {"t": [BOOM, {}]})
    first, second = run.executor.calls
    assert first.arguments == second.arguments


# Variables


def test_all_of_assign_sees_the_values_from_before(run_machine: RunMachine) -> None:
    states = {
        "a": {"Type": "Pass", "Assign": {"x": 1, "y": 2}, "Next": "b"},
        "b": {"Type": "Pass", "Assign": {"x": "{% $y %}", "y": "{% $x %}"}, "Output": "{% [$x, $y] %}", "Next": "c"},
        "c": {"Type": "Pass", "Output": "{% [$states.input, $x, $y] %}", "End": True},
    }
    assert run_machine(states).result.output == [1, 2, 2, 1]


def test_a_catcher_assigns_in_the_scope_around_its_state(run_machine: RunMachine) -> None:
    inner = {"f": {"Type": "Fail", "Error": "E"}}
    catcher = {"ErrorEquals": ["States.ALL"], "Next": "after", "Assign": {"x": "{% $states.errorOutput.Error %}"}}
    states = {
        "p": {"Type": "Parallel", "Branches": [{"StartAt": "f", "States": inner}], "Catch": [catcher], "Next": "after"},
        "after": {"Type": "Pass", "Output": "{% $x %}", "End": True},
    }
    assert run_machine(states).result.output == "E"


# Errors


@pytest.mark.parametrize(
    ("name", "is_caught"), [(QEE, True), ("States.ALL", True), ("States.TaskFailed", False), ("Boom", False)]
)
@pytest.mark.parametrize("field", ["Arguments", "Assign", "Output"])
def test_a_failing_expression_is_caught_by_its_name(
    run_machine: RunMachine, field: str, name: str, is_caught: bool
) -> None:
    broken = {"x": "{% 1 + 'a' %}"}
    states = {"t": task(**{field: broken}, Catch=caught_by(name)), "caught": CAUGHT}
    result = run_machine(states, None, {"t": [{}]}).result
    assert (result.output == "caught") is is_caught
    assert is_caught or result.error == QEE


@pytest.mark.parametrize(
    ("name", "is_caught"),
    [("States.BranchFailed", False), ("States.TaskFailed", True), ("E", True), ("States.ALL", True)],
)
def test_a_branch_that_fails_fails_with_its_own_error(run_machine: RunMachine, name: str, is_caught: bool) -> None:
    branch = {"StartAt": "f", "States": {"f": {"Type": "Fail", "Error": "E", "Cause": "c"}}}
    parallel = {"Type": "Parallel", "Branches": [branch], "End": True, "Catch": caught_by(name)}
    result = run_machine({"p": parallel, "caught": CAUGHT}).result
    assert (result.output == "caught") is is_caught
    assert is_caught or (result.error, result.cause) == ("E", "c")


@pytest.mark.parametrize("name", ["States.ALL", "States.TaskFailed"])
def test_a_result_that_is_too_large_is_caught(run_machine: RunMachine, name: str) -> None:
    states = {"t": task(Catch=caught_by(name)), "caught": CAUGHT}
    assert run_machine(states, None, {"t": ["x" * 300_000]}).result.output == "caught"


def test_once_the_first_retrier_is_spent_no_later_one_is_tried(run_machine: RunMachine) -> None:
    retry = [{"ErrorEquals": ["Boom"], "MaxAttempts": 1}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 5}]
    run = run_machine({"t": task(Retry=retry)}, None, {"t": [BOOM] * 9})
    assert len(run.executor.calls) == 2
    assert run.result.error == "Boom"


# Choice, Wait, Map


def test_a_rules_assign_and_output_replace_those_of_the_state(run_machine: RunMachine) -> None:
    def choose(condition: str, **rule: Any) -> Any:
        choice = {
            "Type": "Choice",
            "Choices": [{"Condition": condition, "Next": "end", **rule}],
            "Default": "end",
            "Output": "state",
            "Assign": {"x": "state"},
        }
        end = {"Type": "Pass", "Output": "{% [$states.input, $exists($x) ? $x : null] %}", "End": True}
        return run_machine({"c": choice, "end": end}, "input").result.output

    assert choose("{% true %}", Output="rule", Assign={"x": "rule"}) == ["rule", "rule"]
    assert choose("{% false %}", Output="rule") == ["state", "state"]


@pytest.mark.parametrize(
    ("seconds", "waits"),
    [
        ("0.0", True),
        ("100000000", True),
        ("-1", False),
        ("1.5", False),
        ("'1'", False),
        ("null", False),
        ("true", False),
    ],
)
def test_a_wait_computes_whole_seconds(run_machine: RunMachine, seconds: str, waits: bool) -> None:
    result = run_machine({"w": {"Type": "Wait", "Seconds": f"{{% {seconds} %}}", "End": True}}).result
    assert (result.status == "SUCCEEDED") is waits


def test_an_inline_map_takes_an_array_or_its_input(run_machine: RunMachine) -> None:
    processor = {"StartAt": "i", "States": {"i": {"Type": "Succeed"}}}
    plain = {"m": {"Type": "Map", "ItemProcessor": processor, "End": True}}
    assert run_machine(plain, [1, 2]).result.output == [1, 2]
    assert run_machine(plain, {"a": 1}).result.status == "FAILED"
    keyed = {"m": {**plain["m"], "Items": "{% {'a': 1} %}"}}
    assert run_machine(keyed).result.error == QEE


def test_an_undefined_field_of_the_selector_fails_the_map(run_machine: RunMachine) -> None:
    processor = {"StartAt": "i", "States": {"i": {"Type": "Succeed"}}}
    selector = {"x": "{% $states.context.Map.Item.Value.missing %}"}
    states = {"m": {"Type": "Map", "Items": [{}], "ItemSelector": selector, "ItemProcessor": processor, "End": True}}
    assert run_machine(states).result.error == QEE
