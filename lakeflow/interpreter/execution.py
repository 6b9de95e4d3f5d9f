"""Run a state machine from ExecutionStarted to its end."""

import asyncio
import random as chance
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lakeflow.asl.jsonata import Environment
from lakeflow.asl.states import Json, StateMachine
from lakeflow.clock import Clock
from lakeflow.interpreter.concurrency import ends_within, stop
from lakeflow.interpreter.context import ExecutionInfo, execution_context
from lakeflow.interpreter.executor import TaskExecutor
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.history import History, HistoryEvent, Observer, failure_details
from lakeflow.interpreter.machine import compile_machine
from lakeflow.interpreter.region import Region
from lakeflow.interpreter.scope import Runtime, Scope


class Status(StrEnum):
    """How an execution ended, in the words of DescribeExecution."""

    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    TIMED_OUT = "TIMED_OUT"
    ABORTED = "ABORTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionResult:
    """The end of an execution: ``output`` where it SUCCEEDED, ``error`` and ``cause`` where it FAILED and has them."""

    status: Status
    output: Json = None
    error: str | None = None
    cause: str | None = None
    started: datetime
    stopped: datetime


async def interpret(  # noqa: PLR0913  the ports of an execution
    machine: StateMachine,
    payload: Json,
    *,
    executor: TaskExecutor,
    clock: Clock,
    execution: ExecutionInfo,
    observer: Observer,
    random: chance.Random,
) -> ExecutionResult:
    """Run the machine on the payload and return how it ended; an execution that fails is a result, not an exception.

    Cancelling this coroutine aborts the execution: every running task is cancelled and waited for, ExecutionAborted is
    recorded, and the result (ABORTED) is returned instead of raising CancelledError, so that Ctrl-C leaves a record.

    Raises:
        InvalidStateMachineError: the machine cannot be run at all; nothing has been recorded.

    """
    region = compile_machine(machine)
    history = History(clock, observer.event)
    started = history.record("ExecutionStarted", 0, {"input": payload, "roleArn": execution.role_arn}).timestamp
    runtime = Runtime(
        executor=executor,
        clock=clock,
        observer=observer,
        chance=random,
        history=history,
        context=execution_context(execution, payload, started),
        aws_region=execution.region,
        expressions=Environment(clock=clock.now, timer=clock.processor, random=random),
    )
    # AWS numbers the first state's entry as if nothing came before it.
    scope = Scope(runtime, {}, last_event_id=0)
    status, last = await _run(region, scope, payload, machine.timeout_seconds)
    details = last.details or {}
    return ExecutionResult(
        status=status,
        output=details.get("output"),
        error=details.get("error"),
        cause=details.get("cause"),
        started=started,
        stopped=last.timestamp,
    )


async def _run(region: Region, scope: Scope, payload: Json, timeout_seconds: int | None) -> tuple[Status, HistoryEvent]:
    """Run the region to the execution's last event and return how it ended, with that event."""
    history = scope.runtime.history
    work = asyncio.ensure_future(region.run(scope, payload))
    try:
        in_time = await ends_within(scope.runtime.clock, timeout_seconds, work)
    except asyncio.CancelledError:
        history.ending = True
        await stop((work,))
        return Status.ABORTED, history.record("ExecutionAborted", 0, {})
    if not in_time:
        history.ending = True
        await stop((work,))
        return Status.TIMED_OUT, history.record("ExecutionTimedOut", 0, {})
    try:
        output = work.result()
    except StateFailed as failure:
        details = failure_details(failure.error, failure.cause)
        return Status.FAILED, history.record("ExecutionFailed", scope.last_event_id, details)
    return Status.SUCCEEDED, history.record("ExecutionSucceeded", scope.last_event_id, {"output": output})
