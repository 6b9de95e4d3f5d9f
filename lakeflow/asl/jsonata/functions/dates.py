"""Functions over moments: $now $millis $toMillis $fromMillis."""

import re
from datetime import timedelta
from typing import Any, Final

from lakeflow.asl.jsonata.date_parsing import parse_moment, to_millis
from lakeflow.asl.jsonata.date_pictures import EPOCH, ISO_8601, format_moment
from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.functions.native import native
from lakeflow.asl.jsonata.run import Run
from lakeflow.asl.jsonata.values import UNDEFINED, is_finite

_OFFSET: Final = re.compile(r"\s*([+-]?\d+)", re.ASCII)
_DIGITS_OF_AN_OFFSET: Final = 7
_FAR: Final = 10**16
"""Milliseconds beyond any year that can be written."""


def _millis(run: Run) -> int:
    return (run.now("millis") - EPOCH) // timedelta(milliseconds=1)


def _now(run: Run, picture: Any, timezone: Any) -> Any:
    return _from_millis(run, (run.now("now") - EPOCH) // timedelta(milliseconds=1), picture, timezone)


def _to_millis(run: Run, text: Any, picture: Any) -> Any:
    if text is UNDEFINED:
        return text
    if picture is UNDEFINED:
        return to_millis(text)
    moment = parse_moment(text, picture, lambda: run.now("toMillis"))
    return UNDEFINED if moment is None else moment


def _from_millis(_run: Run, millis: Any, picture: Any, timezone: Any) -> Any:
    if millis is UNDEFINED:
        return millis
    if not is_finite(millis) or abs(millis) > _FAR:
        raise failure("D1001", value=millis)
    offset = 0 if timezone is UNDEFINED else _offset_minutes(timezone)
    return format_moment(int(millis), ISO_8601 if picture is UNDEFINED else picture, offset)


def _offset_minutes(timezone: str) -> int:
    """Return the minutes of an offset such as ``-0500``; a name, such as ``utc``, is UTC.

    The reference rounds the hours of a negative offset down and still takes its minutes off: ``-0130`` is -2:30.
    """
    match = _OFFSET.match(timezone)
    offset = int(match.group(1)[:_DIGITS_OF_AN_OFFSET]) if match else 0
    minutes = offset % 100 if offset >= 0 else -(-offset % 100)
    return offset // 100 * 60 + minutes


FUNCTIONS: Final = (
    native("now", "<s?s?:s>", 2, _now),
    native("millis", "<:n>", 0, _millis),
    native("toMillis", "<s-s?:n>", 2, _to_millis),
    native("fromMillis", "<n-s?s?:s>", 3, _from_millis),
)
