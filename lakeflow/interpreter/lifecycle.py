"""An execution from ExecutionStarted to its last event; a machine and each child of a distributed Map are one."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from lakeflow.asl.quotas import MAX_EVENTS, MAX_EXPRESS_SECONDS
from lakeflow.asl.states import Json
from lakeflow.interpreter.concurrency import ends_within, stop
from lakeflow.interpreter.context import ExecutionInfo, execution_context, timestamp
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.history import History, HistoryEvent, failure_details
from lakeflow.interpreter.redrive import Redrive
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


async def run_execution(
    runtime: Runtime, region: Region, payload: Json, timeout_seconds: float | None = None
) -> ExecutionResult:
    """Run a region as an execution of its own and return how it ended.

    Cancelling it aborts the execution, which then ends ABORTED instead of raising CancelledError.
    """
    scope, started = _start(runtime, payload)
    return _result(started, *await _run(region.run(scope, payload), scope, _limit(runtime, timeout_seconds)))


async def redrive_execution(
    runtime: Runtime, region: Region, redrive: Redrive, timeout_seconds: float | None = None
) -> ExecutionResult:
    """Go on with an execution that did not succeed, as ``run_execution`` runs a new one; its time starts anew."""
    context = execution_context(runtime.execution, redrive.input, redrive.started)
    event = runtime.history.record("ExecutionRedriven", redrive.last_event_id, {"redriveCount": redrive.count})
    about: dict[str, Json] = {"RedriveCount": redrive.count, "RedriveTime": timestamp(event.timestamp)}
    runtime.context.update(context, Execution={**cast("dict[str, Json]", context["Execution"]), **about})
    scope = Scope(runtime, {}, last_event_id=event.id)
    work = region.run(scope, redrive.input, redrive.position)
    return _result(redrive.started, *await _run(work, scope, timeout_seconds))


async def run_child(runtime: Runtime, region: Region, payload: Json) -> ExecutionResult:
    """Run a region as a child execution, which is stopped with its parent: then CancelledError is raised."""
    scope, started = _start(runtime, payload)
    limit = _limit(runtime, None)
    if limit is not None:
        return _result(started, *await _run(region.run(scope, payload), scope, limit))
    try:
        last = _succeeded(scope, await region.run(scope, payload))
        return _result(started, Status.SUCCEEDED, last)
    except StateFailed as failure:
        return _result(started, Status.FAILED, _failed(scope, failure))
    except asyncio.CancelledError:
        runtime.history.end("ExecutionAborted", 0, {})
        raise


def _start(runtime: Runtime, payload: Json) -> tuple[Scope, datetime]:
    details = {"input": payload, "roleArn": runtime.execution.role_arn}
    started = runtime.history.record("ExecutionStarted", 0, details)
    runtime.context.update(execution_context(runtime.execution, payload, started.timestamp))
    # AWS numbers the first state's entry as if nothing came before it.
    return Scope(runtime, {}, last_event_id=0), started.timestamp


def _result(started: datetime, status: Status, last: HistoryEvent) -> ExecutionResult:
    ended = last.details or {}
    return ExecutionResult(
        status=status,
        output=ended.get("output"),
        error=ended.get("error"),
        cause=ended.get("cause"),
        started=started,
        stopped=last.timestamp,
    )


def _succeeded(scope: Scope, output: Json) -> HistoryEvent:
    return scope.runtime.history.end("ExecutionSucceeded", scope.last_event_id, {"output": output})


def _failed(scope: Scope, failure: StateFailed) -> HistoryEvent:
    details = failure_details(failure.error, failure.cause)
    return scope.runtime.history.end("ExecutionFailed", scope.last_event_id, details)


def child_runtime(parent: Runtime, execution: ExecutionInfo) -> Runtime:
    """Return what a child execution works with: all that its parent has, but its own history and context."""
    observer = parent.observer.child(execution)
    history = History(parent.clock, observer.event, limit=None if execution.is_express else MAX_EVENTS)
    return replace(parent, execution=execution, observer=observer, history=history, context={})


def _limit(runtime: Runtime, timeout_seconds: float | None) -> float | None:
    if not runtime.execution.is_express:
        return timeout_seconds
    return min(MAX_EXPRESS_SECONDS, timeout_seconds or MAX_EXPRESS_SECONDS)


async def _run(
    running: Coroutine[Any, Any, Json], scope: Scope, timeout_seconds: float | None
) -> tuple[Status, HistoryEvent]:
    """Run the region to the execution's last event and return how it ended, with that event."""
    history = scope.runtime.history
    work = asyncio.ensure_future(running)
    try:
        in_time = await ends_within(scope.runtime.clock, timeout_seconds, work)
    except asyncio.CancelledError:
        history.ending = True
        await stop((work,))
        return Status.ABORTED, history.end("ExecutionAborted", 0, {})
    if not in_time:
        history.ending = True
        await stop((work,))
        return Status.TIMED_OUT, history.end("ExecutionTimedOut", 0, {})
    try:
        return Status.SUCCEEDED, _succeeded(scope, work.result())
    except StateFailed as failure:
        return Status.FAILED, _failed(scope, failure)
