"""Task tokens: tasks that end when someone else says so, and the heartbeats that keep them alive.

``SendTaskSuccess``, ``SendTaskFailure``, ``SendTaskHeartbeat`` and ``GetActivityTask`` of AWS's API, in one process.
"""

import asyncio
import base64
import random
from dataclasses import dataclass, field
from typing import Final

from lakeflow.asl.states import Json
from lakeflow.clock import Clock
from lakeflow.errors import RunError, TaskFailed
from lakeflow.interpreter.executor import ScheduledTask, TaskExecutor

WAIT_FOR_TOKEN: Final = ".waitForTaskToken"  # noqa: S105  the suffix of a resource
_TOKEN_BYTES: Final = 48


@dataclass(slots=True)
class _Open:
    """A token that is out."""

    answer: "asyncio.Future[Json]"
    alive: float


@dataclass(slots=True)
class Callbacks:
    """The tokens that are out and the activities that wait for a worker; ``clock`` tells how old a heartbeat is."""

    clock: Clock
    _open: dict[str, _Open] = field(default_factory=dict)
    _activities: dict[str, list[ScheduledTask]] = field(default_factory=dict)

    def open(self, token: str) -> None:
        """Start to wait for a token; inside the event loop."""
        self._open[token] = _Open(asyncio.get_running_loop().create_future(), self.clock.monotonic())

    def close(self, token: str) -> None:
        """Stop to wait for a token: what is sent for it from now on is refused."""
        answer = self._open.pop(token).answer
        if not answer.cancel() and not answer.cancelled():
            # A failure that nobody waited for is no failure of the program.
            answer.exception()

    def alive_at(self, token: str) -> float:
        """Return when the holder of a token last showed that it lives, on the clock's ``monotonic``."""
        return self._open[token].alive

    async def answer(self, token: str) -> Json:
        """Return what SendTaskSuccess brings; raises TaskFailed with what SendTaskFailure brings."""
        return await self._found(token).answer

    def send_task_success(self, token: str, output: Json) -> None:
        """End the task well; raises RunError for a token that is not out."""
        answer = self._found(token).answer
        if not answer.done():
            answer.set_result(output)

    def send_task_failure(self, token: str, error: str = "", cause: str = "") -> None:
        """Let the task fail; raises RunError for a token that is not out."""
        answer = self._found(token).answer
        if not answer.done():
            answer.set_exception(TaskFailed(error, cause))

    def send_task_heartbeat(self, token: str) -> None:
        """Show that the task is alive; raises RunError for a token that is not out."""
        self._found(token).alive = self.clock.monotonic()

    def offer(self, task: ScheduledTask) -> None:
        """Let a worker find an activity's task."""
        self._activities.setdefault(task.resource, []).append(task)

    def get_activity_task(self, activity: str) -> ScheduledTask | None:
        """Return the oldest task of an activity that no worker has taken, None where there is none."""
        waiting = self._activities.get(activity, [])
        while waiting:
            task = waiting.pop(0)
            if task.token in self._open:
                return task
        return None

    def _found(self, token: str) -> _Open:
        if token not in self._open:
            raise RunError("Task Timed Out: 'Provided task does not exist anymore'", hint="its state has ended")
        return self._open[token]


@dataclass(frozen=True, slots=True)
class CallbackExecutor:
    """A TaskExecutor that waits for the answers to tokens; what else there is to do, ``tasks`` does."""

    tasks: TaskExecutor
    callbacks: Callbacks

    async def execute(self, task: ScheduledTask) -> Json:
        """Make the call that hands the token on, or offer an activity's task; return the answer. Raises TaskFailed."""
        if task.token is None or not waits(task.resource):
            return await self.tasks.execute(task)
        if is_activity(task.resource):
            self.callbacks.offer(task)
        else:
            await self.tasks.execute(task)
        return await self.callbacks.answer(task.token)


def waits(resource: str) -> bool:
    """Tell whether a task of the resource ends when someone sends its token back."""
    return resource.endswith(WAIT_FOR_TOKEN) or is_activity(resource)


def is_activity(resource: str) -> bool:
    """Tell whether a resource is an activity's ARN, whose work any worker may take."""
    parts = resource.split(":", 6)
    return parts[0] == "arn" and parts[2:3] == ["states"] and parts[5:6] == ["activity"]


def has_token(resource: str) -> bool:
    """Tell whether the context of a task has a token: AWS gives one to jobs that it waits for as well."""
    return waits(resource) or resource.endswith((".sync", ".sync:2"))


def new_token(chance: random.Random) -> str:
    """Return a token that nobody guesses, as long as the chance is not seeded."""
    return base64.b64encode(chance.randbytes(_TOKEN_BYTES)).decode()
