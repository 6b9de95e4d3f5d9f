"""EventBridge Scheduler's cron and rate expressions: whether they are legal, and at which times of day they start.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple


class Field(NamedTuple):
    """One of a cron expression's fields: what it is called, which numbers it takes, and which names for them."""

    name: str
    least: int
    most: int
    names: Sequence[str] = ()

    def number(self, text: str) -> int:
        """Return what a number or name stands for; raises ValueError for what the field does not take."""
        if text.upper() in self.names:
            return self.least + self.names.index(text.upper())
        if not re.fullmatch(r"\d{1,4}", text) or not self.least <= int(text) <= self.most:
            raise ValueError(f"{self.name} cannot be {text!r}: {self.least} to {self.most} are")
        return int(text)


_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIELDS: Final = (
    Field("minutes", 0, 59),
    Field("hours", 0, 23),
    Field("day-of-month", 1, 31),
    Field("month", 1, 12, _MONTHS),
    Field("day-of-week", 1, 7, _DAYS),
    Field("year", 1970, 2199),
)
"""The fields in their order."""

_DAY_OF_MONTH: Final = re.compile(r"\?|L|LW|L-\d{1,2}|\d{1,2}W")
_DAY_OF_WEEK: Final = re.compile(rf"\?|L|(?:[1-7]|{'|'.join(_DAYS)})(?:L|#[1-5])", re.IGNORECASE)
_SPECIAL: Final[Mapping[str, re.Pattern[str]]] = {"day-of-month": _DAY_OF_MONTH, "day-of-week": _DAY_OF_WEEK}
_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)(s?)\)")

_DAY: Final = 24 * 60


def times_of_day(expression: str) -> tuple[int, int]:
    """Return the earliest and the latest minute of the day at which an expression starts; a rate starts at any.

    Raises:
        ValueError: it is none, with the reason.

    """
    if expression.startswith("rate("):
        _check_rate(expression)
        return 0, _DAY - 1
    found = re.fullmatch(r"cron\((.*)\)", expression)
    if found is None:
        raise ValueError("it is neither cron(...) nor rate(...)")
    minutes, hours = _cron(found[1].split())
    return min(hours) * 60 + min(minutes), max(hours) * 60 + max(minutes)


def _check_rate(expression: str) -> None:
    found = _RATE.fullmatch(expression)
    if found is None:
        raise ValueError("a rate is a whole number and minutes, hours or days, such as rate(6 hours)")
    if int(found[1]) == 0:
        raise ValueError("a rate starts at 1")
    if (int(found[1]) == 1) != (not found[3]):
        raise ValueError("a rate of 1 has its unit in the singular, every other in the plural")


def _cron(given: Sequence[str]) -> tuple[set[int], set[int]]:
    """Return the minutes and the hours; raises ValueError."""
    if len(given) != len(FIELDS):
        names = ", ".join(field.name for field in FIELDS)
        raise ValueError(f"it has {len(given)} fields of {len(FIELDS)}: {names}")
    values = [_values(field, text) for field, text in zip(FIELDS, given, strict=True)]
    if [given[2], given[4]].count("?") != 1:
        raise ValueError("one of day-of-month and day-of-week is '?', the other is not")
    return values[0], values[1]


def _values(field: Field, text: str) -> set[int]:
    """Return the numbers that a field's text means, none for days that depend on the month; raises ValueError."""
    special = _SPECIAL.get(field.name)
    if special is not None and special.fullmatch(text):
        return set()
    return {number for part in text.split(",") for number in _range(field, part)}


def _range(field: Field, part: str) -> Iterator[int]:
    span, slash, step = part.partition("/")
    first, dash, last = span.partition("-")
    if span == "*":
        least, most = field.least, field.most
    else:
        least = field.number(first)
        most = field.number(last) if dash else field.most if slash else least
    if slash and not re.fullmatch(r"[1-9]\d*", step):
        raise ValueError(f"{field.name} cannot go on by {step!r}")
    if most < least:
        raise ValueError(f"{field.name} cannot go from {first} back to {last}")
    return iter(range(least, most + 1, int(step) if slash else 1))
