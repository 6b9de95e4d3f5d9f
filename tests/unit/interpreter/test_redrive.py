"""Redrives: what had succeeded is kept, what had not runs again."""

from collections.abc import Callable
from typing import Any

import pytest

from lakeflow.errors import RunError, TaskFailed
from lakeflow.testing import After

INVOKE = "arn:aws:states:::lambda:invoke"
BOOM = TaskFailed("Boom", "it broke")


def task(**fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": INVOKE, **({} if "Next" in fields else {"End": True}), **fields}


def branch(name: str, *more: str) -> dict[str, Any]:
    names = (name, *more)
    states = {
        each: task(**({"Next": following} if following else {}))
        for each, following in zip(names, (*more, None), strict=True)
    }
    return {"StartAt": name, "States": states}


def calls(run: Any) -> list[str]:
    return [call.state for call in run.executor.calls]


CHAIN = {
    "a": task(Assign={"v": "{% $states.result %}"}, Output="{% $states.result %}", Next="b"),
    "b": task(Arguments={"v": "{% $v %}", "in": "{% $states.input %}"}),
}


def test_a_failed_task_runs_again_with_the_input_and_variables_of_then(run_machine: Callable[..., Any]) -> None:
    before = run_machine(CHAIN, {"x": 1}, {"a": ["A"], "b": [BOOM]})
    assert before.result.status == "FAILED"
    after = run_machine(CHAIN, None, {"b": ["B"]}, before=before)
    assert (after.result.status, after.result.output) == ("SUCCEEDED", "B")
    assert calls(after) == ["b"]
    assert after.executor.calls[0].arguments == {"v": "A", "in": "A"}
    last = before.observer.events[-1].id
    assert after.previous() == [
        (last + 1, last, "ExecutionRedriven"),
        (last + 2, last + 1, "TaskScheduled"),
        (last + 3, last + 2, "TaskStarted"),
        (last + 4, last + 3, "TaskSucceeded"),
        (last + 5, last + 4, "TaskStateExited"),
        (last + 6, last + 5, "ExecutionSucceeded"),
    ]
    assert after.events("ExecutionRedriven") == [{"redriveCount": 1}]


def test_the_context_tells_of_the_redrive(run_machine: Callable[..., Any]) -> None:
    states = {"a": task(Output="{% $states.context.Execution %}")}
    before = run_machine(states, {"x": 1}, {"a": [BOOM]})
    execution = run_machine(states, None, {"a": [{}]}, before=before).result.output
    assert (execution["RedriveCount"], execution["Input"]) == (1, {"x": 1})
    assert execution["RedriveTime"] == "2024-01-01T00:00:00.000Z"


def test_retriers_start_over(run_machine: Callable[..., Any]) -> None:
    states = {"a": task(Retry=[{"ErrorEquals": ["Boom"], "MaxAttempts": 1}])}
    before = run_machine(states, None, {"a": [BOOM]})
    after = run_machine(states, None, {"a": [BOOM, "ok"]}, before=before)
    assert after.result.output == "ok"


def test_only_the_branches_that_had_not_succeeded_run_again(run_machine: Callable[..., Any]) -> None:
    branches = [branch("a"), branch("b", "b2"), branch("c", "c2")]
    states = {"p": {"Type": "Parallel", "Branches": branches, "End": True}}
    answers = {"a": ["A"], "b": [After(1, "B")], "b2": [After(1, BOOM)], "c": [After(1, "C")], "c2": [After(9, "late")]}
    before = run_machine(states, "in", answers)
    assert before.types[-2:] == ["ParallelStateFailed", "ExecutionFailed"]
    after = run_machine(states, None, {"b2": ["B2"], "c2": ["C2"]}, before=before)
    assert after.result.output == ["A", "B2", "C2"]
    assert sorted(calls(after)) == ["b2", "c2"]
    assert "ParallelStateStarted" not in after.types


def test_only_the_iterations_that_had_not_succeeded_run_again(run_machine: Callable[..., Any]) -> None:
    states = {"m": {"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": branch("i", "j"), "End": True}}
    before = run_machine(states, [1, 2, 3, 4], {"i": ["I"], "j": ["J1", "J2", BOOM]})
    assert before.result.error == "Boom"
    done = before.types.count("MapIterationSucceeded")
    after = run_machine(states, None, {"i": ["I"], "j": ["again"]}, before=before)
    assert after.result.output == ["J1", "J2", "again", "again"]
    assert calls(after).count("j") == 4 - done


def test_regions_inside_regions_go_on_where_they_were(run_machine: Callable[..., Any]) -> None:
    inner = {"StartAt": "p", "States": {"p": {"Type": "Parallel", "Branches": [branch("a"), branch("b")], "End": True}}}
    states = {"m": {"Type": "Map", "ItemProcessor": inner, "End": True}}
    before = run_machine(states, [1, 2], {"a": ["A"], "b": ["B", After(5, BOOM)]})
    assert before.result.error == "Boom"
    after = run_machine(states, None, {"a": ["no"], "b": ["B2"]}, before=before)
    assert after.result.output == [["A", "B"], ["A", "B2"]]
    assert calls(after) == ["b"]


def test_a_wait_or_a_fail_is_entered_anew(run_machine: Callable[..., Any]) -> None:
    states = {"w": {"Type": "Wait", "Seconds": 90, "Next": "f"}, "f": {"Type": "Fail", "Error": "Done"}}
    before = run_machine(states, 1, TimeoutSeconds=60)
    assert before.result.status == "TIMED_OUT"
    after = run_machine(states, None, before=before)
    assert after.types[:2] == ["ExecutionRedriven", "WaitStateEntered"]
    assert after.result.error == "Done"


def test_a_redrive_may_be_redriven(run_machine: Callable[..., Any]) -> None:
    first = run_machine(CHAIN, {"x": 1}, {"a": ["A"], "b": [BOOM]})
    second = run_machine(CHAIN, None, {"b": [BOOM]}, before=first)
    second.observer.events[:0] = first.observer.events
    third = run_machine(CHAIN, None, {"b": ["B"]}, before=second)
    assert third.result.output == "B"
    assert third.events("ExecutionRedriven") == [{"redriveCount": 2}]


def test_what_succeeded_cannot_be_redriven(run_machine: Callable[..., Any]) -> None:
    before = run_machine(CHAIN, 1)
    with pytest.raises(RunError, match="an execution that succeeded cannot be redriven"):
        run_machine(CHAIN, None, before=before)
    before.observer.events.pop()
    with pytest.raises(RunError, match="has not ended"):
        run_machine(CHAIN, None, before=before)
