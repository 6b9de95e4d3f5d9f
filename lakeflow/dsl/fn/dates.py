"""Dates and times, as ISO 8601 text, in UTC."""

import re
from collections.abc import Mapping

from lakeflow.dsl.arguments import Number, Text
from lakeflow.dsl.declared import declared
from lakeflow.dsl.expressions import Call, Expression, Literal, Operation
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Ref, Value, expression_of

_DAY = 86_400_000
_DATE = "[Y0001]-[M01]-[D01]"
_PICTURES: Mapping[str, str] = {
    "%Y": "[Y0001]", "%y": "[Y01]", "%m": "[M01]", "%d": "[D01]", "%H": "[H01]", "%M": "[m01]", "%S": "[s01]",
    "%j": "[d001]", "%%": "%",
}  # fmt: skip


@declared
def now() -> Ref:
    """Return the moment at which the state is entered, such as ``2026-09-15T13:36:42.245Z``.

    >>> from lakeflow import fn
    >>> started = fn.now()
    """
    return Ref(Call("now", ()))


@declared
def add_days(date: Text, days: Number) -> Ref:
    """Return the date, ``YYYY-MM-DD``, so many days later.

    >>> from lakeflow import DateParam, Pipeline, fn
    >>> yesterday = fn.add_days(Pipeline("shop", params={"date": DateParam()}).params.date, -1)
    """
    later = Operation("+", _millis(date), Operation("*", expression_of(days), Literal(_DAY)))
    return Ref(Call("fromMillis", (later, Literal(_DATE))))


@declared
def add_seconds(moment: Text, seconds: Number) -> Ref:
    """Return the timestamp so many seconds later.

    >>> from lakeflow import fn
    >>> deadline = fn.add_seconds(fn.now(), 3600)
    """
    later = Operation("+", _millis(moment), Operation("*", expression_of(seconds), Literal(1000)))
    return Ref(Call("fromMillis", (later,)))


@declared
def days_between(earlier: Text, later: Text) -> Ref:
    """Return how many days lie between two dates; negative if they are the other way round.

    >>> from lakeflow import DateParam, Pipeline, fn
    >>> age = fn.days_between(Pipeline("shop", params={"date": DateParam()}).params.date, fn.date(fn.now()))
    """
    difference = Operation("-", _millis(later), _millis(earlier))
    return Ref(Call("floor", (Operation("/", difference, Literal(_DAY)),)))


@declared
def isoweekday(date: Text) -> Ref:
    """Return the day of the week, 1 for Monday to 7 for Sunday.

    >>> from lakeflow import DateParam, Pipeline, fn
    >>> is_weekend = fn.isoweekday(Pipeline("shop", params={"date": DateParam()}).params.date) > 5
    """
    return Ref(Call("number", (Call("fromMillis", (_millis(date), Literal("[F1]"))),)))


@declared
def strftime(moment: Text, form: str) -> Ref:
    """Return a date or timestamp in another form; ``%Y %y %m %d %H %M %S %j`` and ``%%`` are known.

    >>> from lakeflow import DateParam, Pipeline, fn
    >>> folder = fn.strftime(Pipeline("shop", params={"date": DateParam()}).params.date, "%Y/%m/%d")
    """
    unknown = [code for code in re.findall("%.?", form) if code not in _PICTURES]
    if unknown:
        mistake("LF225", f"strftime does not know {unknown[0]!r}", f"it knows {' '.join(_PICTURES)}")
    doubled = form.replace("[", "[[").replace("]", "]]")
    picture = re.sub("%.", lambda code: _PICTURES.get(code[0], ""), doubled)
    return Ref(Call("fromMillis", (_millis(moment), Literal(picture))))


def _millis(moment: Value) -> Expression:
    return Call("toMillis", (expression_of(moment),))
