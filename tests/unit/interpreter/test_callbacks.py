"""Task tokens, heartbeats and activities, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from lakeflow.asl.document import parse
from lakeflow.asl.states import Json
from lakeflow.errors import InvalidStateMachineError, RunError
from lakeflow.interpreter.callbacks import CallbackExecutor, Callbacks
from lakeflow.interpreter.execution import ExecutionResult
from lakeflow.testing import FakeClock, FakeExecutor, RecordingObserver
from tests.executions import EXECUTION, running

ACTIVITY = "arn:aws:states:eu-west-1:1:activity:approve"
SEND = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
Worker = Callable[[Callbacks, FakeClock, FakeExecutor], Awaitable[None]]


class Ran:
    """An execution with someone who answers its tokens."""

    def __init__(self, worker: Worker, resource: str = SEND, **fields: Any) -> None:
        self.clock, self.observer = FakeClock(), RecordingObserver()
        self.tasks = FakeExecutor(clock=self.clock)
        self.callbacks = Callbacks(self.clock)
        arguments = {"token": "{% $states.context.Task.Token %}"}
        task = {"Type": "Task", "Resource": resource, "Arguments": arguments, "End": True, **fields}
        self.result = self.clock.run(self._run(worker, task))

    async def _run(self, worker: Worker, task: dict[str, Any]) -> ExecutionResult:
        working = asyncio.ensure_future(worker(self.callbacks, self.clock, self.tasks))
        states: Json = {"t": task, "e": {"Type": "Succeed"}}
        machine = parse({"QueryLanguage": "JSONata", "StartAt": "t", "States": states})
        executor = CallbackExecutor(self.tasks, self.callbacks)
        result = await running(machine, {}, executor, self.clock, observer=self.observer, callbacks=self.callbacks)
        await working
        return result


def token_of(tasks: FakeExecutor) -> str:
    arguments = tasks.calls[0].arguments
    assert isinstance(arguments, dict)
    return str(arguments["token"])


async def approves(callbacks: Callbacks, clock: FakeClock, tasks: FakeExecutor) -> None:
    await clock.sleep(90)
    callbacks.send_task_success(token_of(tasks), {"approved": True})


async def refuses(callbacks: Callbacks, clock: FakeClock, tasks: FakeExecutor) -> None:
    await clock.sleep(5)
    callbacks.send_task_failure(token_of(tasks), "Refused", "too dear")


async def says_nothing(callbacks: Callbacks, clock: FakeClock, tasks: FakeExecutor) -> None:
    pass


async def beats_thrice(callbacks: Callbacks, clock: FakeClock, tasks: FakeExecutor) -> None:
    for _ in range(3):
        await clock.sleep(8)
        callbacks.send_task_heartbeat(token_of(tasks))


def test_a_task_ends_when_its_token_comes_back() -> None:
    run = Ran(approves)
    assert run.result.output == {"approved": True}
    assert run.clock.monotonic() == 90
    assert run.observer.types()[2:-2] == ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]


def test_a_token_may_bring_a_failure() -> None:
    run = Ran(refuses)
    assert (run.result.error, run.result.cause) == ("Refused", "too dear")


def test_silence_longer_than_the_heartbeat_is_an_error_of_its_own() -> None:
    run = Ran(says_nothing, HeartbeatSeconds=10, TimeoutSeconds=60)
    assert run.result.error == "States.HeartbeatTimeout"
    assert run.clock.monotonic() == 10
    assert run.observer.types()[-2:] == ["TaskTimedOut", "ExecutionFailed"]


def test_heartbeats_keep_a_task_alive_until_they_stop() -> None:
    run = Ran(beats_thrice, HeartbeatSeconds=10)
    assert run.result.error == "States.HeartbeatTimeout"
    assert run.clock.monotonic() == 3 * 8 + 10


def test_the_timeout_ends_even_a_task_that_is_alive() -> None:
    run = Ran(beats_thrice, HeartbeatSeconds=10, TimeoutSeconds=30)
    assert run.result.error == "States.Timeout"
    assert run.clock.monotonic() == 30


@pytest.mark.parametrize("names", [["States.HeartbeatTimeout"], ["States.Timeout"], ["States.ALL"]])
def test_a_missed_heartbeat_is_caught_by_its_name_and_as_a_timeout(names: list[str]) -> None:
    run = Ran(says_nothing, HeartbeatSeconds=10, Catch=[{"ErrorEquals": names, "Next": "e"}])
    assert run.result.status == "SUCCEEDED"


def test_a_worker_takes_an_activitys_task() -> None:
    async def works(callbacks: Callbacks, clock: FakeClock, _: FakeExecutor) -> None:
        await clock.sleep(1)
        task = callbacks.get_activity_task(ACTIVITY)
        assert task is not None
        assert task.token is not None
        assert callbacks.get_activity_task(ACTIVITY) is None
        callbacks.send_task_success(task.token, task.resource)

    run = Ran(works, ACTIVITY)
    assert run.result.output == ACTIVITY
    assert run.observer.types()[2:-2] == ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]


def test_a_token_that_is_not_out_is_refused() -> None:
    run = Ran(approves)
    with pytest.raises(RunError, match="does not exist anymore"):
        run.callbacks.send_task_success(token_of(run.tasks), 1)


@pytest.mark.parametrize("resource", [SEND, ACTIVITY, "arn:aws:states:::glue:startJobRun.sync"])
def test_express_waits_for_nobody(run_machine: Callable[..., Any], resource: str) -> None:
    states = {"t": {"Type": "Task", "Resource": resource, "End": True}}
    with pytest.raises(InvalidStateMachineError, match="t cannot be run by an EXPRESS state machine"):
        run_machine(states, execution=replace(EXECUTION, is_express=True))
