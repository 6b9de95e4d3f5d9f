"""Failures on purpose: the first calls of a task fail, later ones go through."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lakeflow.asl.states import Json, StateMachine, Task, walk
from lakeflow.errors import MockError, TaskFailed
from lakeflow.interpreter.executor import ScheduledTask, TaskExecutor
from lakeflow.mocks.answers import unknown
from lakeflow.mocks.responses import integration

_KINDS: Final = ("timeout", "throttle", "failure")
_THROTTLED: Final = ("Throttl", "TooManyRequests", "LimitExceeded", "ConcurrentRunsExceeded", "RequestLimit")
_CAUSE: Final = "asked for by --chaos"


@dataclass(frozen=True, slots=True)
class Chaos:
    """A failure to come: ``times`` is how many calls of the state fail, None is every one."""

    state: str
    error: str
    times: int | None = 1


def parse_chaos(texts: Sequence[str], machine: StateMachine) -> tuple[Chaos, ...]:
    """Return what ``STEP:ERROR[:TIMES]`` asks for.

    ERROR is ``timeout``, ``throttle``, ``failure`` or an error's own name; TIMES a number or ``always``.

    Raises:
        MockError: a text has another form, or names no task.

    """
    tasks = {name: state for name, state, _ in walk(machine.states) if isinstance(state, Task)}
    return tuple(_parse(text, tasks) for text in texts)


def _parse(text: str, tasks: Mapping[str, Task]) -> Chaos:
    # A step's name may have colons in it where it comes from a definition.
    state = next((name for name in sorted(tasks, key=len, reverse=True) if f"{text}:".startswith(f"{name}:")), None)
    if state is None:
        raise unknown("--chaos names no task:", text.partition(":")[0], list(tasks))
    error, _, count = text[len(state) + 1 :].partition(":")
    if not error:
        raise MockError(f"--chaos {text!r} names no error", hint=f"say {state}:ERROR, ERROR being {_choices()}")
    return Chaos(state, error_name(error, tasks[state]), _times(text, count))


def _times(text: str, count: str) -> int | None:
    if count == "always":
        return None
    if not count:
        return 1
    if not count.isdecimal() or int(count) < 1:
        raise MockError(f"--chaos {text!r}: {count!r} is no number of times", hint="say 1, 2, ... or always")
    return int(count)


def _choices() -> str:
    return f"{', '.join(_KINDS)} or an error's name"


def error_name(kind: str, task: Task) -> str:
    """Return the error that a kind of failure has at a task; a throttle is the one that its retriers wait for."""
    service = integration(task.resource).removeprefix("aws-sdk:").partition(":")[0]
    if kind == "timeout":
        return "States.Timeout"
    if kind == "throttle":
        return next(_throttles(task), f"{service.capitalize()}.ThrottlingException")
    if kind == "failure":
        return "Lambda.Unknown" if service == "lambda" else "States.TaskFailed"
    return kind


def _throttles(task: Task) -> Iterator[str]:
    names = (name for retrier in task.retry for name in retrier.error_equals)
    return (name for name in names if any(word in name for word in _THROTTLED))


class ChaosExecutor:
    """Fails the calls that chaos asks for and hands on the others; ``failed`` counts them by state."""

    def __init__(self, failures: Sequence[Chaos], executor: TaskExecutor) -> None:
        self._failures = failures
        self._executor = executor
        self._left: dict[Chaos, int | None] = {failure: failure.times for failure in failures}
        self.failed: dict[str, int] = {failure.state: 0 for failure in failures}

    async def execute(self, task: ScheduledTask) -> Json:
        """Fail, or run the task."""
        for failure in self._failures:
            left = self._left[failure]
            if failure.state == task.state and left != 0:
                self._left[failure] = None if left is None else left - 1
                self.failed[task.state] += 1
                raise TaskFailed(failure.error, _CAUSE)
        return await self._executor.execute(task)
