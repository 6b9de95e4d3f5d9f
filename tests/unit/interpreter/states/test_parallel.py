from collections.abc import Callable
from typing import Any

import pytest

from lakeflow.errors import TaskFailed
from lakeflow.testing import After

INVOKE = "arn:aws:states:::lambda:invoke"


def branch(name: str, **fields: Any) -> dict[str, Any]:
    return {"StartAt": name, "States": {name: {"Type": "Task", "Resource": INVOKE, "End": True, **fields}}}


def parallel(*branches: dict[str, Any], **fields: Any) -> dict[str, Any]:
    end = {} if "Next" in fields else {"End": True}
    return {"p": {"Type": "Parallel", "Branches": list(branches), **end, **fields}}


def test_branches_run_at_once_and_results_keep_their_order(run_machine: Callable[..., Any]) -> None:
    answers = {"a": [After(30, "A")], "b": [After(10, "B")], "c": [After(20, "C")]}
    run = run_machine(parallel(branch("a"), branch("b"), branch("c")), 1, answers)
    assert run.result.output == ["A", "B", "C"]
    assert run.clock.monotonic() == 30


def test_the_end_follows_the_last_event_of_a_branch(run_machine: Callable[..., Any]) -> None:
    one = {"StartAt": "a", "States": {"a": {"Type": "Pass", "End": True}}}
    run = run_machine(parallel(one))
    assert run.previous()[1:] == [
        (2, 0, "ParallelStateEntered"),
        (3, 2, "ParallelStateStarted"),
        (4, 3, "PassStateEntered"),
        (5, 4, "PassStateExited"),
        (6, 5, "ParallelStateSucceeded"),
        (7, 5, "ParallelStateExited"),
        (8, 7, "ExecutionSucceeded"),
    ]


def test_a_failing_branch_stops_the_others_and_fails_the_state(run_machine: Callable[..., Any]) -> None:
    answers = {"a": [After(100, {})], "b": [After(5, TaskFailed("Boom", "why"))], "c": [After(100, {})]}
    run = run_machine(parallel(branch("a"), branch("b"), branch("c")), None, answers)
    assert (run.result.status, run.result.error, run.result.cause) == ("FAILED", "Boom", "why")
    assert sorted(call.state for call in run.executor.cancelled) == ["a", "c"]
    assert run.clock.monotonic() == 5
    assert run.types.count("TaskStateAborted") == 2
    assert run.types[-2:] == ["ParallelStateFailed", "ExecutionFailed"]


def test_a_branch_failure_is_retried_as_a_whole_and_then_caught(run_machine: Callable[..., Any]) -> None:
    fields = {
        "Retry": [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 7, "MaxAttempts": 1}],
        "Catch": [{"ErrorEquals": ["Boom"], "Assign": {"e": "{% $states.errorOutput.Cause %}"}, "Next": "end"}],
        "Next": "end",
    }
    states = {
        **parallel(branch("a"), branch("b"), **fields),
        "end": {"Type": "Pass", "Output": "{% $e %}", "End": True},
    }
    run = run_machine(states, None, {"a": [TaskFailed("Boom", "again")]})
    assert run.result.output == "again"
    assert run.observer.retries == [("p", 1, 7)]
    assert run.types.count("ParallelStateStarted") == 2
    assert run.types.count("ParallelStateFailed") == 1


def test_a_catcher_whose_expressions_fail_makes_the_state_fail_twice(run_machine: Callable[..., Any]) -> None:
    boom = {"StartAt": "f", "States": {"f": {"Type": "Fail", "Error": "Boom"}}}
    catch = [{"ErrorEquals": ["States.ALL"], "Output": {"v": "{% $nothing %}"}, "Next": "end"}]
    run = run_machine({**parallel(boom, Catch=catch), "end": {"Type": "Succeed"}})
    assert run.previous()[3:] == [
        (4, 3, "FailStateEntered"),
        (5, 4, "ParallelStateFailed"),
        (6, 4, "EvaluationFailed"),
        (7, 6, "ParallelStateFailed"),
        (8, 7, "ExecutionFailed"),
    ]
    assert run.events("EvaluationFailed")[0]["location"] == "Catch[0]/Output/v"


def test_branches_read_outer_variables_and_keep_their_own(run_machine: Callable[..., Any]) -> None:
    def body(name: str) -> dict[str, Any]:
        return {
            "StartAt": f"set_{name}",
            "States": {
                f"set_{name}": {"Type": "Pass", "Assign": {"inner": name}, "Next": f"get_{name}"},
                f"get_{name}": {"Type": "Pass", "Output": "{% $outer & $inner %}", "End": True},
            },
        }

    states = {
        "set": {"Type": "Pass", "Assign": {"outer": "o"}, "Next": "p"},
        **parallel(body("x"), body("y"), Next="end"),
        "end": {"Type": "Pass", "Output": ["{% $states.input %}", "{% $exists($inner) %}"], "End": True},
    }
    assert run_machine(states).result.output == [["ox", "oy"], False]


def test_arguments_are_the_input_of_every_branch(run_machine: Callable[..., Any]) -> None:
    run = run_machine(parallel(branch("a"), branch("b"), Arguments={"n": "{% $states.input + 1 %}"}), 1)
    assert [call.arguments for call in run.executor.calls] == [{"n": 2}, {"n": 2}]


def test_succeed_ends_its_branch_only(run_machine: Callable[..., Any]) -> None:
    early = {"StartAt": "s", "States": {"s": {"Type": "Succeed", "Output": "early"}}}
    run = run_machine(parallel(early, branch("a")), None, {"a": [After(3, "late")]})
    assert run.result.output == ["early", "late"]


def test_an_inner_parallel_catches_what_its_branch_raises(run_machine: Callable[..., Any]) -> None:
    inner = parallel(branch("a"), branch("b"), Catch=[{"ErrorEquals": ["Boom"], "Next": "saved"}])
    outer = {"StartAt": "p", "States": {**inner, "saved": {"Type": "Pass", "Output": "saved", "End": True}}}
    states = {"outer": {"Type": "Parallel", "Branches": [outer, branch("c")], "End": True}}
    run = run_machine(states, None, {"a": [TaskFailed("Boom")], "b": [After(50, {})], "c": [After(9, "C")]})
    assert run.result.output == ["saved", "C"]
    assert [call.state for call in run.executor.cancelled] == ["b"]


@pytest.mark.parametrize(("name", "status"), [("States.BranchFailed", "FAILED"), ("States.TaskFailed", "SUCCEEDED")])
def test_a_failed_branch_is_caught_by_its_own_error_only(
    run_machine: Callable[..., Any], name: str, status: str
) -> None:
    boom = {"StartAt": "f", "States": {"f": {"Type": "Fail", "Error": "Boom"}}}
    states = {**parallel(boom, Catch=[{"ErrorEquals": [name], "Next": "end"}]), "end": {"Type": "Succeed"}}
    assert run_machine(states).result.status == status
