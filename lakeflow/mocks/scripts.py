"""Which answers each task of a machine gives, from mocks told by step, by pattern or by service."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from lakeflow.asl.states import Json, StateMachine, Task, walk
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.mocks.answers import Answer, Rows, Succeeded, unknown
from lakeflow.mocks.responses import integration


@dataclass(frozen=True, slots=True)
class Script:
    """A task's answers in turn; the last one repeats unless the script ``ends``.

    ``arguments`` are those that each answer was recorded for: a call that has them gets that answer first.
    """

    answers: tuple[Answer, ...]
    ends: bool = False
    arguments: tuple[Json, ...] = ()


class Player:
    """How far one execution has got in a script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._left = [answer.times for answer in script.answers]

    def next(self, task: ScheduledTask) -> Answer | None:
        """Return the answer to a call, None when the script has ended."""
        open_turns = [turn for turn, left in enumerate(self._left) if left]
        if not open_turns:
            return None if self._script.ends else self._script.answers[-1]
        turn = next(iter(self._recorded_for(task.arguments, open_turns)), open_turns[0])
        self._left[turn] -= 1
        return self._script.answers[turn]

    def _recorded_for(self, arguments: Json, turns: Iterable[int]) -> Iterator[int]:
        if self._script.arguments:
            yield from (turn for turn in turns if self._script.arguments[turn] == arguments)


def scripts_of(machine: StateMachine, given: Mapping[str, Script]) -> dict[str, Script]:
    """Return the script of each mocked task state, by its name.

    A key is a step's name, a pattern (``bronze_*``) or a service's (``glue:startJobRun.sync``, ``glue:*``); the first
    kind wins over the second, and that over the third. States that the compiler made for a step (``audit.rows`` for
    ``audit``) follow the step.

    Raises:
        MockError: a key means no task of the machine.

    """
    tasks = {name: state.resource for name, state, _ in walk(machine.states) if isinstance(state, Task)}
    found: dict[str, Script] = {}
    for key, script in sorted(given.items(), key=lambda item: _rank(item[0], tasks)):
        meant = [name for name, resource in tasks.items() if _means(key, name, resource)]
        made = [name for name in tasks if name.startswith(f"{key}.")]
        if not meant and not made:
            raise unknown("a mock is given for what is no task:", key, _nameable(tasks))
        for name in meant:
            found.setdefault(name, script)
        for name in made:
            found.setdefault(name, _for_made_state(script) if meant else script)
    return found


def _rank(key: str, tasks: Mapping[str, str]) -> int:
    return 0 if key in tasks else 2 if ":" in key else 1


def _means(key: str, name: str, resource: str) -> bool:
    return key == name or fnmatchcase(name, key) or (":" in key and fnmatchcase(integration(resource), key))


def _nameable(tasks: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys([*tasks, *(integration(resource) for resource in tasks.values())]))


def _for_made_state(script: Script) -> Script:
    """Return what a second state of the same step answers: the rows of a query, or success."""
    rows = tuple(answer for answer in script.answers if isinstance(answer.outcome, Rows))
    return Script(rows or (Answer(Succeeded()),))
