"""The port through which a running machine calls services: whoever runs machines implements TaskExecutor."""

from dataclasses import dataclass
from typing import Protocol

from lakeflow.asl.states import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledTask:
    """One attempt at a Task state.

    ``attempt`` counts from 0; ``scheduled_event_id`` is the id of its TaskScheduled event, unique in the execution;
    ``timeout_seconds`` is what the state allows (None: no limit): the interpreter cancels the attempt when it is over.
    ``token`` is the task's token, where it has one; ``heartbeat_seconds`` how long its holder may be silent.
    """

    state: str
    resource: str
    arguments: Json
    attempt: int
    scheduled_event_id: int
    timeout_seconds: int | None = None
    heartbeat_seconds: int | None = None
    token: str | None = None


class TaskExecutor(Protocol):
    """Runs one task to its end."""

    async def execute(self, task: ScheduledTask) -> Json:
        """Return the task's result in the shape that AWS gives it.

        Raises TaskFailed with AWS's own error name and cause. When cancelled, stop what was started, then let
        CancelledError through.
        """
