"""What the value of one field must be: each check takes the value, its JSON pointer and the state it is in."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final, TypeAlias

from lakeflow.asl.placeholders import is_name_of_value, is_placeholder
from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.expressions import is_expression, shown
from lakeflow.asl.validation.sites import JSONATA, Site
from lakeflow.asl.validation.templates import check_jsonata
from lakeflow.errors import closest

Check: TypeAlias = Callable[[Any, str, Site], None]

LONGEST: Final = 99_999_999
"""Seconds, attempts and the like end here."""

_TIMESTAMP: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d:\d\d))", re.ASCII)


def anything(_value: Any, _pointer: str, _site: Site) -> None:
    """Take any value, as it is."""


def text(value: Any, pointer: str, site: Site) -> None:
    """Take a string that is used as it is written."""
    if not isinstance(value, str):
        wrong_type(value, pointer, site, "a string")


def state_name(value: Any, pointer: str, site: Site) -> None:
    """Take a string; whether there is such a state is the graph's matter."""
    constant_text(value, pointer, site)


def constant_text(value: Any, pointer: str, site: Site) -> None:
    """Take a string that must be known when the machine is created."""
    if not isinstance(value, str):
        wrong_type(value, pointer, site, "a string")
    elif is_expression(value):
        site.report(
            Code.CONSTANT_FIELD,
            pointer,
            f"{_field(pointer)} takes no expression: it is fixed when the machine is created",
            "write the text itself",
        )


def flag(value: Any, pointer: str, site: Site) -> None:
    """Take true or false."""
    if not isinstance(value, bool) and not _is_hidden(value, site):
        wrong_type(value, pointer, site, "true or false")


def one_of(*values: str) -> Check:
    """Take one of some strings."""

    def check(value: Any, pointer: str, site: Site) -> None:
        if value in values or _is_hidden(value, site):
            return
        if not isinstance(value, str):
            wrong_type(value, pointer, site, "a string")
            return
        lowered = {known.lower(): known for known in values}
        near = lowered.get(value.lower()) or closest(value, values)
        hint = f"did you mean {near}?" if near else f"write {_listed(values)}"
        site.report(Code.WRONG_VALUE, pointer, f"{_field(pointer)} cannot be {shown(value)}", hint)

    return check


def integer(least: int, most: int = LONGEST) -> Check:
    """Take a whole number within bounds, in JSONata also an expression."""

    def check(value: Any, pointer: str, site: Site) -> None:
        if _is_unknown_number(value, pointer, site):
            return
        if type(value) is not int and not (type(value) is float and value.is_integer()):
            wrong_type(value, pointer, site, "a whole number")
        elif not least <= value <= most:
            _out_of_bounds(value, pointer, site, f"{least} to {most}")

    return check


def number(least: float, most: float | None = None) -> Check:
    """Take a number within bounds, in JSONata also an expression."""

    def check(value: Any, pointer: str, site: Site) -> None:
        if _is_unknown_number(value, pointer, site):
            return
        if isinstance(value, bool) or not isinstance(value, int | float):
            wrong_type(value, pointer, site, "a number")
        elif not (least <= value and (most is None or value <= most)):
            _out_of_bounds(value, pointer, site, f"{least:g} or more" if most is None else f"{least:g} to {most:g}")

    return check


def timestamp(value: Any, pointer: str, site: Site) -> None:
    """Take an RFC 3339 timestamp with T and Z or an offset, in JSONata also an expression."""
    if _is_computed(value, pointer, site):
        return
    if not isinstance(value, str):
        wrong_type(value, pointer, site, "a string")
    elif not is_timestamp(value):
        site.report(
            Code.TIMESTAMP,
            pointer,
            f"{shown(value)} is no timestamp",
            "write it as 2026-01-31T09:00:00Z, or with an offset such as +01:00 for Z",
        )


def is_timestamp(value: str) -> bool:
    """Return whether a text is a timestamp of a day and time that exist.

    >>> is_timestamp("2016-03-14T01:59:00Z"), is_timestamp("2016-13-05T21:29:29Z")
    (True, False)
    """
    found = _TIMESTAMP.fullmatch(value)
    if found is None:
        return False
    day, time, sign, offset = found.groups()
    try:
        datetime.fromisoformat(f"{day}T{time}{sign or '+'}{offset or '00:00'}")
    except ValueError:
        return False
    return True


def texts(value: Any, pointer: str, site: Site) -> None:
    """Take a list of strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        wrong_type(value, pointer, site, "a list of strings")


def template(offered: Collection[str]) -> Check:
    """Take any JSON with JSONata in it; ``offered`` are the fields that ``$states`` has there."""

    def check(value: Any, pointer: str, site: Site) -> None:
        check_jsonata(value, pointer, site, offered)

    return check


def items(value: Any, pointer: str, site: Site) -> None:
    """Take what a Map iterates over: an array, for a distributed Map also an object, or an expression."""
    if isinstance(value, list | dict) or is_expression(value):
        check_jsonata(value, pointer, site)
    elif not _is_computed(value, pointer, site):
        wrong_type(value, pointer, site, "an array or an expression {% ... %}")


def text_or_expression(value: Any, pointer: str, site: Site) -> None:
    """Take a string, in JSONata also an expression."""
    if not _is_computed(value, pointer, site):
        text(value, pointer, site)


def condition(value: Any, pointer: str, site: Site) -> None:
    """Take a boolean or an expression."""
    if _is_computed(value, pointer, site) or isinstance(value, bool):
        return
    wrong_type(value, pointer, site, "a boolean or an expression {% ... %}")


def wrong_type(value: Any, pointer: str, site: Site, wanted: str) -> None:
    """Report a value of the wrong JSON type; a placeholder may become one of any type."""
    if _is_hidden(value, site) and is_placeholder(value):
        return
    quoted = wanted != "a string" and isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?|true|false", value)
    hint = "drop the quotes" if quoted else f"write {wanted.removesuffix(',')}"
    site.report(Code.WRONG_TYPE, pointer, f"{_field(pointer)} is {shown(value)}, where {wanted} is needed", hint)


def _out_of_bounds(value: float, pointer: str, site: Site, bounds: str) -> None:
    site.report(Code.WRONG_VALUE, pointer, f"{_field(pointer)} is {value}", f"it may be {bounds}")


def _is_computed(value: Any, pointer: str, site: Site) -> bool:
    """Return whether a value is known only later; an expression is checked on the way."""
    if _is_hidden(value, site):
        return True
    if site.language == JSONATA and isinstance(value, str) and (value.startswith("{%") or value.endswith("%}")):
        check_jsonata(value, pointer, site)
        return True
    return False


def _is_hidden(value: Any, site: Site) -> bool:
    return isinstance(value, str) and site.hides(value)


def _is_unknown_number(value: Any, pointer: str, site: Site) -> bool:
    """Return whether a number is known only later: no text is one, so that a name in capitals is enough to say so."""
    if site.options.placeholders and isinstance(value, str) and is_name_of_value(value):
        return True
    return _is_computed(value, pointer, site)


def _field(pointer: str) -> str:
    """Return what a pointer points to, as a message names it."""
    *_, before, last = ["", *pointer.split("/")]
    return f"{before}[{last}]" if last.isdigit() else last or "the definition"


def _listed(values: Collection[str]) -> str:
    *most, last = values
    return f"{', '.join(most)} or {last}" if most else last
