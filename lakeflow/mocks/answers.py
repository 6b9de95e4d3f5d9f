"""What a mocked task answers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeAlias

from lakeflow.asl.states import Json
from lakeflow.errors import MockError, suggestion

Duration: TypeAlias = "float | str | timedelta"
"""Seconds, a timedelta, or text such as ``"90s"``, ``"2m"``, ``"1h30m"``."""

_UNITS: Final = {"d": 86_400, "h": 3600, "m": 60, "s": 1, "ms": 0.001}
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|[dhms])\s*")


@dataclass(frozen=True, slots=True)
class Returned:
    """The step's own result: a Lambda function's Payload, any other service's whole response."""

    value: Json


@dataclass(frozen=True, slots=True)
class Responded:
    """The service's whole response, as the state gets it."""

    response: Json


@dataclass(frozen=True, slots=True)
class Raised:
    """An error, as AWS names it."""

    error: str
    cause: str


@dataclass(frozen=True, slots=True)
class Succeeded:
    """What the service answers when all is well and nobody reads the answer."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an Athena query."""

    rows: tuple[Mapping[str, Json], ...]


@dataclass(frozen=True, slots=True)
class Unending:
    """No answer: only a timeout ends the task."""


@dataclass(frozen=True, slots=True)
class Computed:
    """What a function makes of the arguments: the payload of a Lambda function, the Arguments of any other task."""

    function: Callable[[Any], "Json | Answer"]


Outcome: TypeAlias = Returned | Responded | Raised | Succeeded | Rows | Unending | Computed


@dataclass(frozen=True, slots=True)
class Answer:
    """One outcome after so many seconds, so many times in a row."""

    outcome: Outcome
    seconds: float = 0.0
    times: int = 1


Mock: TypeAlias = "Answer | Callable[[Any], Json | Answer] | Sequence[Answer | Callable[[Any], Json | Answer]]"
"""What may be said of a step: one answer for every call, answers in turn (the last repeats), or a function."""


def returns(value: Json, *, after: Duration = 0, times: int = 1) -> Answer:
    """Answer with a step's result: what a Lambda function returns, or the response of any other service.

    >>> returns({"count": 3}, after="2m").seconds
    120.0
    """
    return Answer(Returned(value), seconds_of(after), _counted(times))


def responds(response: Json, *, after: Duration = 0, times: int = 1) -> Answer:
    """Answer with the service's whole response, such as ``{"StatusCode": 200, "Payload": ...}`` of ``lambda:invoke``.

    >>> responds({"StatusCode": 200, "Payload": {"count": 3}}).outcome
    Responded(response={'StatusCode': 200, 'Payload': {'count': 3}})
    """
    return Answer(Responded(response), seconds_of(after), _counted(times))


def raises(error: str, cause: str = "", *, after: Duration = 0, times: int = 1) -> Answer:
    """Fail with an error, under the name that Retry and Catch match.

    >>> raises("Glue.ThrottlingException", times=3).times
    3
    """
    return Answer(Raised(error, cause), seconds_of(after), _counted(times))


def succeeds(*, after: Duration = 0, times: int = 1) -> Answer:
    """Answer as the service does when all is well; for steps whose result nobody reads.

    >>> succeeds(after=90).seconds
    90.0
    """
    return Answer(Succeeded(), seconds_of(after), _counted(times))


def rows(*records: Mapping[str, Json], after: Duration = 0, times: int = 1) -> Answer:
    """Answer an Athena step with rows, column name to value; every value arrives as text, as on AWS.

    >>> rows({"failures": 0}).outcome.rows
    ({'failures': 0},)
    """
    return Answer(Rows(records), seconds_of(after), _counted(times))


def never_ends() -> Answer:
    """Give no answer: the state's timeout ends the task.

    >>> never_ends().outcome
    Unending()
    """
    return Answer(Unending())


def answers_of(step: str, mock: Mock) -> tuple[Answer, ...]:
    """Return a step's answers in turn.

    Raises:
        MockError: there is none, or one is a bare value.

    """
    given = list(mock) if isinstance(mock, (list, tuple)) else [mock]
    if not given:
        raise MockError(f"the mock of {step!r} is an empty list", hint="list at least one answer, such as succeeds()")
    return tuple(_answer(step, each) for each in given)


def _answer(step: str, given: object) -> Answer:
    if isinstance(given, Answer):
        return given
    if callable(given):
        return Answer(Computed(given))
    raise MockError(
        f"the mock of {step!r} is the bare value {given!r}",
        hint="say what the step does with it: returns(value), responds(response), raises(error) or a function",
    )


def seconds_of(duration: Duration) -> float:
    """Return a duration's seconds.

    >>> seconds_of("1h30m"), seconds_of(2), seconds_of("250ms")
    (5400.0, 2.0, 0.25)

    Raises:
        MockError: it is none.

    """
    if isinstance(duration, timedelta):
        seconds = duration.total_seconds()
    elif isinstance(duration, str):
        seconds = _parsed(duration)
    else:
        seconds = float(duration)
    if seconds < 0:
        raise MockError(f"a task cannot take {duration!r}", hint="give a duration of zero or more")
    return seconds


def _parsed(text: str) -> float:
    parts = _PART.findall(text)
    if not parts or "".join(_PART.split(text)[::3]).strip():
        hint = 'write seconds as a number, or a text such as "90s", "2m" or "1h30m"'
        raise MockError(f"{text!r} is no duration", hint=hint)
    return float(sum(float(number) * _UNITS[unit] for number, unit in parts))


def _counted(times: int) -> int:
    if times < 1:
        raise MockError(f"an answer cannot be given {times} times", hint="leave it out instead")
    return times


def unknown(what: str, name: str, known: Sequence[str]) -> MockError:
    """Return the error for a name that is none of those known, with the nearest as a hint."""
    hint = suggestion(name, known, f"there are: {', '.join(known) or 'none'}")
    return MockError(f"{what} {name!r}", hint=hint)
