"""Task: call a service through the executor, with its retries, its timeout and its events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from lakeflow.asl import states as asl
from lakeflow.asl.states import JSONATA, Json
from lakeflow.asl.template import is_expression
from lakeflow.errors import InvalidStateMachineError, TaskFailed
from lakeflow.interpreter.callbacks import has_token, is_activity, new_token, waits
from lakeflow.interpreter.concurrency import within, within_beats
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.interpreter.failure import HEARTBEAT_TIMEOUT, TIMEOUT, StateFailed
from lakeflow.interpreter.guard import Guard, compile_guard
from lakeflow.interpreter.history import failure_details
from lakeflow.interpreter.numbers import whole_number
from lakeflow.interpreter.processing import (
    Arguments,
    Ending,
    Field,
    compile_arguments,
    compile_field,
    compile_result_ending,
)
from lakeflow.interpreter.scope import Runtime, Scope
from lakeflow.interpreter.visit import Transition, Visit, check_size


@dataclass(frozen=True, slots=True)
class ServiceEvents:
    """The events of a service integration.

    In ``arn:aws:states:::aws-sdk:s3:copyObject`` the name is ``aws-sdk:s3``, the resource ``copyObject``.
    """

    name: str
    resource: str

    @property
    def _integration(self) -> dict[str, str]:
        return {"resourceType": self.name, "resource": self.resource}

    def scheduled(self, scope: Scope, arguments: Json, timeouts: Mapping[str, int]) -> int:
        """Record TaskScheduled, TaskStarted, and TaskSubmitted where the task waits for the service's own end."""
        integration = self._integration
        details = {**integration, "region": scope.runtime.execution.region, "parameters": arguments, **timeouts}
        event_id = scope.record("TaskScheduled", details)
        scope.record("TaskStarted", integration)
        if "." in self.resource:
            scope.record("TaskSubmitted", integration)
        return event_id

    def ended(self, scope: Scope, how: str, details: Mapping[str, Any]) -> None:
        """Record TaskSucceeded, TaskFailed or TaskTimedOut."""
        scope.record(f"Task{how}", {**self._integration, **details})


@dataclass(frozen=True, slots=True)
class LambdaEvents:
    """The events of a task whose resource is a Lambda function's own ARN, its ``name`` here."""

    name: str

    def scheduled(self, scope: Scope, arguments: Json, timeouts: Mapping[str, int]) -> int:
        """Record LambdaFunctionScheduled and LambdaFunctionStarted."""
        event_id = scope.record("LambdaFunctionScheduled", {"resource": self.name, "input": arguments, **timeouts})
        scope.record("LambdaFunctionStarted")
        return event_id

    def ended(self, scope: Scope, how: str, details: Mapping[str, Any]) -> None:
        """Record LambdaFunctionSucceeded, LambdaFunctionFailed or LambdaFunctionTimedOut."""
        scope.record(f"LambdaFunction{how}", details)


@dataclass(frozen=True, slots=True)
class ActivityEvents:
    """The events of a task that workers of an activity take, its ARN ``name`` here; one takes it at once."""

    name: str

    def scheduled(self, scope: Scope, arguments: Json, timeouts: Mapping[str, int]) -> int:
        """Record ActivityScheduled and ActivityStarted."""
        event_id = scope.record("ActivityScheduled", {"resource": self.name, "input": arguments, **timeouts})
        scope.record("ActivityStarted", {})
        return event_id

    def ended(self, scope: Scope, how: str, details: Mapping[str, Any]) -> None:
        """Record ActivitySucceeded, ActivityFailed or ActivityTimedOut."""
        scope.record(f"Activity{how}", details)


TaskEvents: TypeAlias = ServiceEvents | LambdaEvents | ActivityEvents
"""How a kind of integration tells its story in the history; ``name`` is what causes call the task."""


@dataclass(frozen=True, slots=True)
class RunnableTask:
    """A Task state; None is a field that is not there."""

    kind: ClassVar[str] = "Task"
    can_retry: ClassVar[bool] = True
    resource: str
    events: TaskEvents
    arguments: Arguments
    timeout_seconds: Field | None
    heartbeat_seconds: Field | None
    guard: Guard
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Call the service, as often as the retriers allow; raises StateFailed."""
        return await self.guard.run(visit, self._attempt)

    async def _attempt(self, visit: Visit) -> Transition:
        runtime = visit.scope.runtime
        token = new_token(runtime.chance) if has_token(self.resource) else None
        if token is not None:
            visit.more_context = {"Task": {"Token": token}}
        arguments, timeout, heartbeat = self.prepare(visit)
        limits = {"timeoutInSeconds": timeout, "heartbeatInSeconds": heartbeat}
        timeouts = {name: seconds for name, seconds in limits.items() if seconds is not None}
        task = ScheduledTask(
            state=visit.state,
            resource=self.resource,
            arguments=arguments,
            attempt=visit.retry_count or 0,
            scheduled_event_id=self.events.scheduled(visit.scope, arguments, timeouts),
            timeout_seconds=timeout,
            heartbeat_seconds=heartbeat,
            token=token,
        )
        result = await self._execute(visit.scope, task)
        return self.ending.after_result(visit, result)

    def prepare(self, visit: Visit) -> tuple[Json, int | None, int | None]:
        """Return what the service is called with, the timeout and the time between heartbeats; raises StateFailed."""
        arguments = self.arguments.of(visit)
        return arguments, _seconds(visit, self.timeout_seconds), _seconds(visit, self.heartbeat_seconds)

    async def _execute(self, scope: Scope, task: ScheduledTask) -> Json:
        """Return the executor's result; raises StateFailed, and tells the history either way."""
        runtime = scope.runtime
        try:
            result = await within(runtime.clock, task.timeout_seconds, _alive(runtime, task))
            check_size(result, self.events.name)
        except TimeoutError:
            self.events.ended(scope, "TimedOut", {"error": TIMEOUT})
            raise StateFailed(TIMEOUT) from None
        except StateFailed as failure:
            how = "TimedOut" if failure.error == HEARTBEAT_TIMEOUT else "Failed"
            self.events.ended(scope, how, failure_details(failure.error, failure.cause))
            raise
        self.events.ended(scope, "Succeeded", {"output": result})
        return result


def compile_task(state: asl.Task, language: str) -> RunnableTask:
    """Parse the state's expressions.

    Raises:
        TemplateError: an expression does not parse.
        PathError: a path does not.
        InvalidStateMachineError: the resource is no integration that can be run, or a literal timeout no period.

    """
    return RunnableTask(
        resource=state.resource,
        events=_events(state.resource),
        arguments=compile_arguments(state, language),
        timeout_seconds=_compile_seconds("TimeoutSeconds", state.timeout_seconds, state.timeout_seconds_path, language),
        heartbeat_seconds=_compile_seconds(
            "HeartbeatSeconds", state.heartbeat_seconds, state.heartbeat_seconds_path, language
        ),
        guard=compile_guard(state.retry, state.catch, language),
        ending=compile_result_ending(state, language),
    )


async def _alive(runtime: Runtime, task: ScheduledTask) -> Json:
    """Return the executor's result, as long as the holder of the task's token is not silent for too long."""
    if task.token is None or not waits(task.resource):
        return await _call(runtime.executor.execute(task))
    token = task.token
    callbacks = runtime.callbacks
    callbacks.open(token)
    try:
        call = _call(runtime.executor.execute(task))
        if task.heartbeat_seconds is None:
            return await call
        return await within_beats(runtime.clock, task.heartbeat_seconds, lambda: callbacks.alive_at(token), call)
    except TimeoutError:
        raise StateFailed(HEARTBEAT_TIMEOUT) from None
    finally:
        callbacks.close(token)


async def _call(execution: Any) -> Json:
    # A TimeoutError of the executor's own is a bug in it and must not pass for the state's timeout.
    try:
        result: Json = await execution
    except TaskFailed as failure:
        raise StateFailed(failure.error, failure.cause) from failure
    except TimeoutError as error:
        raise RuntimeError("A task executor let a TimeoutError through; it must raise TaskFailed.") from error
    return result


def _events(resource: str) -> TaskEvents:
    parts = resource.split(":")
    if parts[0] == "arn" and parts[2:5] == ["states", "", ""]:
        service = 2 if parts[5:6] == ["aws-sdk"] else 1
        if len(parts) > 5 + service:
            return ServiceEvents(":".join(parts[5 : 5 + service]), ":".join(parts[5 + service :]))
    if parts[0] == "arn" and parts[2:3] == ["lambda"]:
        return LambdaEvents(resource)
    if is_activity(resource):
        return ActivityEvents(resource)
    raise InvalidStateMachineError(
        f"The task resource {resource} cannot be run.",
        hint="Use a service integration (arn:aws:states:::service:action), a Lambda function's or an activity's ARN.",
    )


def _compile_seconds(name: str, written: int | str | None, path: str | None, language: str) -> Field | None:
    is_computed = language == JSONATA and isinstance(written, str) and is_expression(written)
    if written is not None and not is_computed and _period(written) is None:
        raise InvalidStateMachineError(f"{name} must be a whole number from 1 or an expression, not {written!r}.")
    return compile_field(name, written, path, language, expects="number")


def _period(value: Json) -> int | None:
    seconds = whole_number(value)
    return seconds if seconds is not None and seconds >= 1 else None


def _seconds(visit: Visit, field: Field | None) -> int | None:
    if field is None:
        return None
    value = field.of(visit)
    seconds = _period(value)
    if seconds is None:
        raise field.not_a(visit, "integer", value)
    return seconds
