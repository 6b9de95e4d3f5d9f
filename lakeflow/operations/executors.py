"""What opens the executor of a run, and the numbers that a redrive gives to its attempts."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

from lakeflow.asl.states import Json
from lakeflow.interpreter.executor import ScheduledTask, TaskExecutor
from lakeflow.interpreter.history import HistoryEvent
from lakeflow.recordings.visits import read_recording

Executors: TypeAlias = Callable[[], AbstractAsyncContextManager[TaskExecutor]]
"""Opens what runs tasks; whatever that started has stopped when it is closed."""


@dataclass(frozen=True, slots=True)
class Renumbered:
    """Counts the attempts of a redrive on from those of before: each attempt's log is a file of its own."""

    executor: TaskExecutor
    made: Mapping[str, int]

    @staticmethod
    def around(executors: Executors, past: Iterable[HistoryEvent]) -> Executors:
        """Return the executors for a redrive of an execution with these events."""
        made = Counter[str]()
        for visit in read_recording(past).visits:
            made[visit.name] = max(made[visit.name], len(visit.attempts))

        @asynccontextmanager
        async def renumbered() -> AsyncIterator[TaskExecutor]:
            async with executors() as executor:
                yield Renumbered(executor, made)

        return renumbered

    async def execute(self, task: ScheduledTask) -> Json:
        """Run the task under its number."""
        return await self.executor.execute(replace(task, attempt=task.attempt + self.made.get(task.state, 0)))
