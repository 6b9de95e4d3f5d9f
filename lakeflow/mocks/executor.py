"""A TaskExecutor that gives mocked answers, and hands the tasks that have none to another one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from lakeflow.asl.states import Json
from lakeflow.asl.writing import compact
from lakeflow.clock import Clock
from lakeflow.errors import Location, MockError, TaskFailed
from lakeflow.interpreter.executor import ScheduledTask, TaskExecutor
from lakeflow.mocks.answers import Answer, Computed, Raised, Returned, Unending
from lakeflow.mocks.responses import integration, payload_of, response_to
from lakeflow.mocks.scripts import Player, Script

ResponseCheck: TypeAlias = Callable[[str, Json], Sequence[str]]
"""Tells what is wrong with a response to a Task's resource, nothing where it has the service's shape."""

_LONGEST_EXECUTION_SECONDS: Final = 366 * 86_400


def unchecked(_resource: str, _response: Json) -> Sequence[str]:
    """Find nothing wrong."""
    return ()


class MockExecutor:
    """Answers tasks from their scripts.

    A task without one goes to ``otherwise``; without that it is a mistake in the test, which no Catch of the machine
    may hide: MockError is raised through the interpreter. ``places`` are the states' lines, for its message.
    """

    def __init__(
        self,
        scripts: Mapping[str, Script],
        clock: Clock,
        *,
        otherwise: TaskExecutor | None = None,
        check: ResponseCheck = unchecked,
        places: Mapping[str, Location] | None = None,
    ) -> None:
        self._players = {name: Player(script) for name, script in scripts.items()}
        self._clock = clock
        self._otherwise = otherwise
        self._check = check
        self._places = places or {}
        self.calls: list[ScheduledTask] = []

    async def execute(self, task: ScheduledTask) -> Json:
        """Give the next answer; raises TaskFailed where it is an error, MockError where there is none."""
        self.calls.append(task)
        player = self._players.get(task.state)
        if player is not None:
            answer = player.next(task)
            if answer is None:
                raise self._exhausted(task)
            return await self._give(answer, task)
        if self._otherwise is None:
            raise self._missing(task)
        return await self._otherwise.execute(task)

    async def _give(self, answer: Answer, task: ScheduledTask) -> Json:
        await self._clock.sleep(answer.seconds)
        match answer.outcome:
            case Raised(error, cause):
                raise TaskFailed(error, cause)
            case Unending():
                await self._clock.sleep(_LONGEST_EXECUTION_SECONDS)
                raise TaskFailed("States.Timeout")
            case Computed(function):
                value = function(payload_of(task))
                if isinstance(value, Answer):
                    return await self._give(value, task)
                return self._checked(task, response_to(task, Returned(value)))
            case outcome:
                return self._checked(task, response_to(task, outcome))

    def _checked(self, task: ScheduledTask, response: Json) -> Json:
        problems = self._check(task.resource, response)
        if problems:
            raise MockError(
                f"the mock of {task.state!r} is no response of {integration(task.resource)}: {'; '.join(problems)}",
                hint='correct it, or check less: mock_validation="PRESENT" or "NONE"',
                location=self._places.get(task.state),
            )
        return response

    def _missing(self, task: ScheduledTask) -> MockError:
        example = "returns({...})" if "lambda" in task.resource else "succeeds()"
        return MockError(
            f"the task {task.state!r} ({integration(task.resource)}) has no mock; "
            f"it was called with {compact(task.arguments)}",
            hint=f'add "{task.state}": {example} to the mocks',
            location=self._places.get(task.state),
        )

    def _exhausted(self, task: ScheduledTask) -> MockError:
        calls = sum(call.state == task.state for call in self.calls)
        return MockError(
            f"the task {task.state!r} was called {calls} times, and its mock has fewer answers",
            hint="add an answer for each call, retries included",
            location=self._places.get(task.state),
        )
