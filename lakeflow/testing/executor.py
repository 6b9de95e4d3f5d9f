"""An executor that answers what it is told."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lakeflow.asl.states import Json
from lakeflow.clock import Clock, SystemClock
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.executor import ScheduledTask


@dataclass(frozen=True, slots=True)
class After:
    """An answer that takes some seconds of the executor's clock."""

    seconds: float
    answer: "Json | TaskFailed"


Answer: TypeAlias = "Json | TaskFailed | After"


class FakeExecutor:
    """A TaskExecutor that gives the answers listed under a state's name or its resource, in sequence.

    The last answer of a list repeats; a state that is not listed gets ``{}``. ``calls`` holds what was asked,
    ``cancelled`` what was stopped before its answer.
    """

    def __init__(self, answers: Mapping[str, Sequence[Answer]] | None = None, *, clock: Clock | None = None) -> None:
        self._answers = answers or {}
        self._clock = clock or SystemClock()
        self._given: dict[str, int] = {}
        self.calls: list[ScheduledTask] = []
        self.cancelled: list[ScheduledTask] = []

    async def execute(self, task: ScheduledTask) -> Json:
        """Return or raise the next answer."""
        self.calls.append(task)
        answer = self._next(task)
        if isinstance(answer, After):
            try:
                await self._clock.sleep(answer.seconds)
            except asyncio.CancelledError:
                self.cancelled.append(task)
                raise
            answer = answer.answer
        if isinstance(answer, TaskFailed):
            raise answer
        return answer

    def _next(self, task: ScheduledTask) -> Answer:
        key = task.state if task.state in self._answers else task.resource
        answers = self._answers.get(key, ({},))
        given = self._given.get(key, 0)
        self._given[key] = given + 1
        return answers[min(given, len(answers) - 1)]
