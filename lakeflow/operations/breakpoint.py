"""A breakpoint: the state after which a run stops."""

import asyncio
from collections.abc import Callable

from lakeflow.asl.states import Json
from lakeflow.interpreter.executor import ScheduledTask, TaskExecutor
from lakeflow.interpreter.history import HistoryEvent


class Breakpoint:
    """Stops an execution once a state has been left: tasks in flight come to their end, none is started any more.

    States that only compute may still be entered before the execution stops. ``stop`` is called when it should.
    """

    def __init__(self, state: str) -> None:
        self._state = state
        self._in_flight = 0
        self.stop: Callable[[], object] = lambda: None
        self.reached: str | None = None
        """The state's name, once it has been left."""

    def around(self, executor: TaskExecutor) -> TaskExecutor:
        """Return the executor, under the breakpoint's control."""
        return _Gate(self, executor)

    def event(self, event: HistoryEvent) -> None:
        """Take note of what the execution does."""
        if event.type.endswith("StateExited") and (event.details or {}).get("name") == self._state:
            self.reached = self._state
            self._stop_if_idle()

    async def run(self, executor: TaskExecutor, task: ScheduledTask) -> Json:
        """Run a task, or hold it for ever once the state has been left."""
        if self.reached is not None:
            await asyncio.Event().wait()
        self._in_flight += 1
        try:
            return await executor.execute(task)
        finally:
            self._in_flight -= 1
            if self.reached is not None:
                self._stop_if_idle()

    def _stop_if_idle(self) -> None:
        if not self._in_flight:
            self.stop()


class _Gate:
    def __init__(self, control: Breakpoint, executor: TaskExecutor) -> None:
        self._control = control
        self._executor = executor

    async def execute(self, task: ScheduledTask) -> Json:
        """Run a task as the breakpoint allows."""
        return await self._control.run(self._executor, task)
