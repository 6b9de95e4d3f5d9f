"""Executions that a Task starts: ``states:startExecution``, with and without waiting for their end."""

import asyncio
import json
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from lakeflow.asl.states import Json, StateMachine
from lakeflow.asl.writing import compact
from lakeflow.clock import Clock
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.context import ExecutionInfo, timestamp
from lakeflow.interpreter.execution import interpret
from lakeflow.interpreter.executor import ScheduledTask, TaskExecutor
from lakeflow.interpreter.history import Observer
from lakeflow.interpreter.lifecycle import ExecutionResult, Status

_START: Final = ":states:startExecution"


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedExecutions:
    """A TaskExecutor that runs the state machines it knows, by their ARNs; every other task is for ``tasks``."""

    machines: Mapping[str, StateMachine]
    tasks: TaskExecutor
    clock: Clock
    observer: Observer
    random: random.Random
    _started: set["asyncio.Task[ExecutionResult]"] = field(default_factory=set)

    async def execute(self, task: ScheduledTask) -> Json:
        """Return what startExecution returns, after the execution's end where the resource says so.

        Raises TaskFailed.
        """
        _, is_start, pattern = task.resource.partition(_START)
        arguments = task.arguments if isinstance(task.arguments, dict) else {}
        arn = arguments.get("StateMachineArn")
        if not is_start or not isinstance(arn, str) or arn not in self.machines:
            return await self.tasks.execute(task)
        execution = self._execution(arn, arguments)
        payload = _payload(arguments.get("Input", {}))
        started = self.clock.now()
        running = self._run(arn, execution, payload)
        if not pattern:
            background = asyncio.ensure_future(running)
            self._started.add(background)
            return {"ExecutionArn": execution.arn, "StartDate": timestamp(started)}
        result = await running
        described = _described(execution, payload, result, parse_output=pattern == ".sync:2")
        if result.status is not Status.SUCCEEDED:
            raise TaskFailed("States.TaskFailed", compact(described))
        return described

    async def finished(self) -> None:
        """Wait for the executions that nobody waited for."""
        await asyncio.gather(*self._started)

    async def _run(self, arn: str, execution: ExecutionInfo, payload: Json) -> ExecutionResult:
        return await interpret(
            self.machines[arn],
            payload,
            executor=self,
            clock=self.clock,
            execution=execution,
            observer=self.observer.child(execution),
            random=self.random,
        )

    def _execution(self, arn: str, arguments: Mapping[str, Json]) -> ExecutionInfo:
        name = arguments.get("Name")
        if not isinstance(name, str):
            name = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        return ExecutionInfo(
            arn=f"{arn.replace(':stateMachine:', ':execution:')}:{name}",
            name=name,
            state_machine_arn=arn,
            state_machine_name=arn.rpartition(":")[2],
            role_arn="",
        )


def _payload(given: Json) -> Json:
    """Return an execution's input, which may be JSON or a text of it; raises TaskFailed."""
    if not isinstance(given, str):
        return given
    try:
        return cast("Json", json.loads(given))
    except ValueError:
        problem = f"Invalid State Machine Execution Input: {given!r}"
        raise TaskFailed("StepFunctions.InvalidExecutionInputException", problem) from None


def _described(execution: ExecutionInfo, payload: Json, result: ExecutionResult, *, parse_output: bool) -> Json:
    """Return the execution as DescribeExecution does; ``.sync:2`` has the output as JSON, ``.sync`` as a text."""
    described: dict[str, Json] = {
        "ExecutionArn": execution.arn,
        "Input": payload if parse_output else compact(payload),
        "InputDetails": {"Included": True},
        "Name": execution.name,
        "RedriveCount": 0,
        "RedriveStatus": "NOT_REDRIVABLE" if result.status is Status.SUCCEEDED else "REDRIVABLE",
        "StartDate": timestamp(result.started),
        "StateMachineArn": execution.state_machine_arn,
        "Status": result.status.value,
        "StopDate": timestamp(result.stopped),
    }
    if result.status is Status.SUCCEEDED:
        output = result.output if parse_output else compact(result.output)
        return described | {"Output": output, "OutputDetails": {"Included": True}}
    told = {"Error": result.error, "Cause": result.cause}
    return described | {name: text for name, text in told.items() if text is not None}
