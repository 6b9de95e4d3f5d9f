"""Executions that a Task starts."""

import json
import random
from typing import Any

import pytest

from lakeflow.asl.document import parse
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import ExecutionResult, interpret
from lakeflow.interpreter.nested import NestedExecutions
from lakeflow.testing import After, FakeClock, FakeExecutor, RecordingObserver

CHILD = "arn:aws:states:eu-west-1:1:stateMachine:child"
PARENT = ExecutionInfo(
    arn="arn:aws:states:eu-west-1:1:execution:parent:run-1",
    name="run-1",
    state_machine_arn="arn:aws:states:eu-west-1:1:stateMachine:parent",
    state_machine_name="parent",
    role_arn="arn:aws:iam::1:role/parent",
)
START = "arn:aws:states:::states:startExecution"


def machine(*states: dict[str, Any]) -> Any:
    return parse({"QueryLanguage": "JSONata", "StartAt": "s", "States": {"s": dict(*states)}})


def run(resource: str, child: dict[str, Any], **arguments: Any) -> tuple[ExecutionResult, RecordingObserver, FakeClock]:
    clock, observer, chance = FakeClock(), RecordingObserver(), random.Random(3)
    tasks = FakeExecutor({"s": [After(60, {"n": 2})]}, clock=clock)
    nested = NestedExecutions(
        machines={CHILD: machine(child)}, tasks=tasks, clock=clock, observer=observer, random=chance
    )
    task = {"Type": "Task", "Resource": resource, "Arguments": {"StateMachineArn": CHILD, **arguments}, "End": True}

    async def both() -> ExecutionResult:
        result = await interpret(
            machine(task), {}, executor=nested, clock=clock, execution=PARENT, observer=observer, random=chance
        )
        await nested.finished()
        return result

    return clock.run(both()), observer, clock


WORK = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True}


def test_the_parent_gets_the_output_of_an_execution_that_it_waits_for() -> None:
    result, observer, clock = run(f"{START}.sync:2", WORK, Input={"a": 1}, Name="mine")
    assert isinstance(result.output, dict)
    assert (result.output["Status"], result.output["Output"], result.output["Input"]) == (
        "SUCCEEDED",
        {"n": 2},
        {"a": 1},
    )
    assert result.output["ExecutionArn"] == "arn:aws:states:eu-west-1:1:execution:child:mine"
    assert observer.children["mine"].types()[0] == "ExecutionStarted"
    assert clock.monotonic() == 60


def test_the_older_form_gives_the_output_as_text() -> None:
    result, _, _ = run(f"{START}.sync", WORK, Input='{"a": 1}')
    assert isinstance(result.output, dict)
    assert (result.output["Output"], result.output["Input"]) == ('{"n":2}', '{"a":1}')


def test_who_does_not_wait_goes_on_at_once() -> None:
    result, observer, _ = run(START, WORK, Name="mine")
    assert isinstance(result.output, dict)
    assert result.output.keys() == {"ExecutionArn", "StartDate"}
    assert result.stopped == result.started
    assert observer.children["mine"].types()[-1] == "ExecutionSucceeded"


@pytest.mark.parametrize("resource", [f"{START}.sync", f"{START}.sync:2"])
def test_a_failed_execution_fails_its_task(resource: str) -> None:
    result, _, _ = run(resource, {"Type": "Fail", "Error": "Bad", "Cause": "luck"})
    assert result.error == "States.TaskFailed"
    cause = json.loads(result.cause or "")
    assert (cause["Status"], cause["Error"], cause["Cause"]) == ("FAILED", "Bad", "luck")


def test_a_machine_that_is_not_known_is_left_to_other_executors() -> None:
    result, _, _ = run(f"{START}.sync:2", WORK, StateMachineArn="arn:aws:states:eu-west-1:1:stateMachine:other")
    assert result.output == {"n": 2}
