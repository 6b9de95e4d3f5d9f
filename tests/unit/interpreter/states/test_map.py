from collections.abc import Callable
from typing import Any

import pytest

from lakeflow.errors import TaskFailed
from lakeflow.interpreter.states.inline_map import INLINE_CONCURRENCY
from lakeflow.testing import After

INVOKE = "arn:aws:states:::lambda:invoke"


def each(**fields: Any) -> dict[str, Any]:
    body = {"t": {"Type": "Task", "Resource": INVOKE, "Output": "{% $states.input %}", "End": True}}
    processor = {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "t", "States": body}
    return {"m": {"Type": "Map", "ItemProcessor": processor, "End": True, **fields}}


def test_results_keep_the_order_of_the_items(run_machine: Callable[..., Any]) -> None:
    answers = {"t": [After(9, {}), After(3, {}), After(6, {})]}
    run = run_machine(each(Items="{% $states.input.xs %}"), {"xs": ["a", "b", "c"]}, answers)
    assert run.result.output == ["a", "b", "c"]
    assert run.clock.monotonic() == 9


@pytest.mark.parametrize(("limit", "seconds"), [(1, 60), (2, 30), (3, 20), (0, 10), (99, 10)])
def test_no_more_than_max_concurrency_run_at_once(run_machine: Callable[..., Any], limit: int, seconds: int) -> None:
    run = run_machine(each(MaxConcurrency=limit), list(range(6)), {"t": [After(10, {})]})
    assert run.clock.monotonic() == seconds


def test_no_limit_is_still_the_limit_of_inline_maps(run_machine: Callable[..., Any]) -> None:
    run = run_machine(each(), list(range(2 * INLINE_CONCURRENCY)), {"t": [After(10, {})]})
    assert run.clock.monotonic() == 20


def test_thousands_of_items_are_no_trouble(run_machine: Callable[..., Any]) -> None:
    run = run_machine(each(ItemSelector="{% $states.context.Map.Item.Index %}"), [0] * 2_000)
    assert run.result.output == list(range(2_000))


def test_the_execution_ends_with_the_last_event_that_its_history_can_hold(run_machine: Callable[..., Any]) -> None:
    run = run_machine(each(), [0] * 10_000)
    assert run.result.error == "States.Runtime"
    assert run.result.cause == "The execution reached the maximum number of history events (25000)."
    assert len(run.types) == 25_000
    assert run.types[-1] == "ExecutionFailed"


def test_the_selector_reads_the_item_and_the_variables(run_machine: Callable[..., Any]) -> None:
    selector = {
        "v": "{% $states.context.Map.Item.Value %}",
        "i": "{% $states.context.Map.Item.Index %}",
        "x": "{% $x %}",
    }
    states = {"a": {"Type": "Pass", "Assign": {"x": 1}, "Next": "m"}, **each(ItemSelector=selector)}
    assert run_machine(states, ["p", None]).result.output == [{"v": "p", "i": 0, "x": 1}, {"v": None, "i": 1, "x": 1}]


def test_no_items_give_an_empty_result(run_machine: Callable[..., Any]) -> None:
    run = run_machine(each(), [])
    assert run.result.output == []
    assert run.types[1:5] == ["MapStateEntered", "MapStateStarted", "MapStateSucceeded", "MapStateExited"]


def test_a_failing_iteration_stops_the_others_and_fails_the_state(run_machine: Callable[..., Any]) -> None:
    answers = {"t": [After(50, {}), After(2, TaskFailed("Boom", "why")), After(50, {})]}
    run = run_machine(each(MaxConcurrency=3), list(range(9)), answers)
    assert (run.result.error, run.result.cause) == ("Boom", "why")
    assert len(run.executor.calls) == 3
    assert len(run.executor.cancelled) == 2
    assert run.events("MapIterationFailed") == [{"name": "m", "index": 1}]
    assert [event["index"] for event in run.events("MapIterationAborted")] == [0, 2]
    assert run.types[-2:] == ["MapStateFailed", "ExecutionFailed"]


def test_a_retry_starts_all_iterations_again(run_machine: Callable[..., Any]) -> None:
    run = run_machine(
        each(Retry=[{"ErrorEquals": ["Boom"], "MaxAttempts": 1}], MaxConcurrency=1),
        [1, 2],
        {"t": [{}, TaskFailed("Boom"), {}]},
    )
    assert run.result.output == [1, 2]
    assert run.types.count("MapStateStarted") == 2
    assert run.types.count("MapStateFailed") == 0
    assert len(run.executor.calls) == 4


def test_iterations_do_not_see_each_others_variables(run_machine: Callable[..., Any]) -> None:
    body = {
        "look": {"Type": "Pass", "Assign": {"seen": 1}, "Output": "{% $exists($seen) %}", "End": True},
    }
    states = {
        "m": {"Type": "Map", "MaxConcurrency": 1, "End": True, "ItemProcessor": {"StartAt": "look", "States": body}}
    }
    assert run_machine(states, [1, 2]).result.output == [False, False]


@pytest.mark.parametrize("items", [{"a": 1}, 3, None, "{% 1 %}"])
def test_items_must_be_an_array(run_machine: Callable[..., Any], items: Any) -> None:
    run = run_machine(each(Items=items))
    assert run.result.error == "States.QueryEvaluationError"
    assert run.types[-3:] == ["EvaluationFailed", "MapStateFailed", "ExecutionFailed"]
