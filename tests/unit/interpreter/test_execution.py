import asyncio
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from lakeflow.asl.document import parse
from lakeflow.clock import SystemClock
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import ExecutionResult
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.testing import After, FakeExecutor, RecordingObserver
from tests.executions import EXECUTION, running

INVOKE = "arn:aws:states:::lambda:invoke"
TWO_TASKS: dict[str, Any] = {
    "QueryLanguage": "JSONata",
    "StartAt": "p",
    "States": {
        "p": {
            "Type": "Parallel",
            "End": True,
            "Branches": [
                {"StartAt": name, "States": {name: {"Type": "Task", "Resource": INVOKE, "End": True}}}
                for name in ("a", "b")
            ],
        }
    },
}


def test_the_history_starts_and_ends_with_the_execution(run_machine: Callable[..., Any]) -> None:
    run = run_machine({"a": {"Type": "Succeed"}}, {"x": 1})
    assert run.events("ExecutionStarted") == [{"input": {"x": 1}, "roleArn": "arn:aws:iam::1:role/nightly"}]
    assert run.events("ExecutionSucceeded") == [{"output": {"x": 1}}]
    assert run.result == ExecutionResult(
        status=run.result.status, output={"x": 1}, started=run.clock.now(), stopped=run.clock.now()
    )


def test_an_execution_that_takes_too_long_is_timed_out(run_machine: Callable[..., Any]) -> None:
    states = {"w": {"Type": "Wait", "Seconds": 60, "Next": "t"}, "t": {"Type": "Task", "Resource": INVOKE, "End": True}}
    run = run_machine(states, None, {"t": [After(60, {})]}, TimeoutSeconds=90)
    assert (run.result.status, run.result.error, run.result.cause) == ("TIMED_OUT", None, None)
    assert run.previous()[-1][1:] == (0, "ExecutionTimedOut")
    assert "TaskStateAborted" not in run.types
    assert [call.state for call in run.executor.cancelled] == ["t"]
    assert run.clock.monotonic() == 90


def test_an_execution_within_its_time_is_not(run_machine: Callable[..., Any]) -> None:
    run = run_machine({"w": {"Type": "Wait", "Seconds": 60, "End": True}}, None, TimeoutSeconds=60)
    assert run.result.status == "SUCCEEDED"


def test_an_endless_loop_does_not_escape_its_timeout(run_machine: Callable[..., Any]) -> None:
    states = {"a": {"Type": "Pass", "Next": "w"}, "w": {"Type": "Wait", "Seconds": 1, "Next": "a"}}
    assert run_machine(states, None, TimeoutSeconds=10).result.status == "TIMED_OUT"


def run_and_cancel(
    machine: dict[str, Any], executor: FakeExecutor, execution: ExecutionInfo = EXECUTION
) -> tuple[ExecutionResult, RecordingObserver]:
    observer = RecordingObserver()

    async def cancel_soon() -> ExecutionResult:
        execution_task = asyncio.ensure_future(
            running(parse(machine), {}, executor, SystemClock(), execution=execution, observer=observer)
        )
        await asyncio.sleep(0.05)
        execution_task.cancel()
        return await execution_task

    return asyncio.run(cancel_soon()), observer


def test_cancelling_stops_every_task_and_returns_aborted() -> None:
    executor = FakeExecutor({"a": [After(60, {})], "b": [After(60, {})]})
    result, observer = run_and_cancel(TWO_TASKS, executor)
    assert result.status == "ABORTED"
    assert sorted(call.state for call in executor.cancelled) == ["a", "b"]
    last = observer.events[-1]
    assert (last.type, last.previous_event_id, last.details) == ("ExecutionAborted", 0, {})
    assert not any(kind.endswith("StateAborted") for kind in observer.types())


@pytest.fixture
def takes_ctrl_c() -> Iterator[None]:
    """Take SIGINT as a program in the foreground does; what a shell starts in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("takes_ctrl_c")
def test_ctrl_c_leaves_an_aborted_execution() -> None:
    executor, observer = FakeExecutor({"a": [After(60, {})], "b": [After(60, {})]}), RecordingObserver()

    async def interrupted() -> ExecutionResult:
        asyncio.get_running_loop().call_later(0.05, signal.raise_signal, signal.SIGINT)
        return await running(parse(TWO_TASKS), {}, executor, SystemClock(), observer=observer)

    assert asyncio.run(interrupted()).status == "ABORTED"
    assert len(executor.cancelled) == 2
    assert observer.types()[-1] == "ExecutionAborted"


def test_a_chain_of_states_runs_without_the_event_loop() -> None:
    rounds = 0

    async def count_rounds() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0)

    async def run() -> ExecutionResult:
        counting = asyncio.ensure_future(count_rounds())
        machine = parse({"QueryLanguage": "JSONata", "StartAt": "s0", "States": states})
        result = await running(machine, {}, FakeExecutor(), SystemClock())
        counting.cancel()
        return result

    states: dict[str, Any] = {f"s{n}": {"Type": "Pass", "Next": f"s{n + 1}"} for n in range(900)}
    states["s900"] = {"Type": "Succeed"}
    assert asyncio.run(run()).status == "SUCCEEDED"
    assert rounds < 5


@pytest.mark.parametrize("kind", ["Pass", "Map"])
def test_work_that_never_waits_can_be_cancelled_all_the_same(kind: str) -> None:
    states: dict[str, Any] = {"a": {"Type": "Pass", "Next": "a"}}
    if kind == "Map":
        body = {"StartAt": "b", "States": {"b": {"Type": "Pass", "End": True}}}
        states = {"a": {"Type": "Map", "Items": [1, 2, 3], "ItemProcessor": body, "Next": "a"}}
    machine = {"QueryLanguage": "JSONata", "StartAt": "a", "States": states}
    # An EXPRESS execution has no limit of events, which a busy machine would reach before the cancellation.
    result, _ = run_and_cancel(machine, FakeExecutor(), replace(EXECUTION, is_express=True))
    assert result.status == "ABORTED"


class Broken:
    """An executor with a bug."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def execute(self, task: ScheduledTask) -> Any:
        if task.state == "b":
            await asyncio.sleep(60)
        raise self.error


@pytest.mark.parametrize(("error", "raised"), [(ValueError("bug"), ValueError), (TimeoutError(), RuntimeError)])
def test_a_bug_in_the_executor_is_raised_and_not_taken_for_a_failed_task(
    error: Exception, raised: type[Exception]
) -> None:
    with pytest.raises(raised):
        asyncio.run(running(parse(TWO_TASKS), {}, Broken(error), SystemClock()))


def test_events_come_in_the_order_of_their_ids(run_machine: Callable[..., Any]) -> None:
    body = {"StartAt": "t", "States": {"t": {"Type": "Task", "Resource": INVOKE, "End": True}}}
    states = {"m": {"Type": "Map", "ItemProcessor": body, "End": True}}
    run = run_machine(states, list(range(20)), {"t": [After(5, {}), After(1, {}), TaskFailed("Boom")]})
    ids = [event.id for event in run.observer.events]
    assert ids == list(range(1, len(ids) + 1))
    assert all(event.previous_event_id < event.id for event in run.observer.events)
