"""An execution of a machine in virtual time, the same each time."""

import random
from collections.abc import Coroutine
from typing import Any

from lakeflow.asl.states import Json, StateMachine
from lakeflow.clock import Clock
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import ExecutionResult, interpret
from lakeflow.interpreter.executor import TaskExecutor
from lakeflow.testing import FakeClock, RecordingObserver

EXECUTION = ExecutionInfo(
    arn="arn:aws:states:eu-west-1:1:execution:nightly:run-1",
    name="run-1",
    state_machine_arn="arn:aws:states:eu-west-1:1:stateMachine:nightly",
    state_machine_name="nightly",
    role_arn="arn:aws:iam::1:role/nightly",
)


def running(
    machine: StateMachine, payload: Json, executor: TaskExecutor, clock: Clock, **ports: Any
) -> Coroutine[Any, Any, ExecutionResult]:
    """Return an execution that can be awaited; ``ports`` are others of ``interpret``, such as ``observer``."""
    given: dict[str, Any] = {"execution": EXECUTION, "observer": RecordingObserver(), "random": random.Random(7)}
    return interpret(machine, payload, executor=executor, clock=clock, **(given | ports))


def execute(
    machine: StateMachine, payload: Json, executor: TaskExecutor, clock: FakeClock, **ports: Any
) -> ExecutionResult:
    """Run a machine to its end."""
    return clock.run(running(machine, payload, executor, clock, **ports))
