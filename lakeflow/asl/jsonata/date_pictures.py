"""Pictures of moments, as XPath's format-dateTime defines them: ``[Y0001]-[M01]-[D01]``."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.integer_pictures import IntegerPicture, parse_picture, show_integer

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ISO_8601: Final = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"
"""The picture of a timestamp where none is given."""

_DEFAULTS: Final = {
    "Y": "1", "M": "1", "D": "1", "d": "1", "F": "n", "W": "1", "w": "1", "X": "1", "x": "1", "H": "1", "h": "1",
    "P": "n", "m": "01", "s": "01", "f": "1", "Z": "01:01", "z": "01:01", "C": "n", "E": "n",
}  # fmt: skip
_NUMERIC: Final = frozenset("YMDdFWwXxHhmsf")

NameCase: TypeAlias = Literal["", "upper", "lower", "title"]


@dataclass(frozen=True, slots=True)
class Marker:
    """One ``[component]`` of a picture.

    ``names`` is set where the component is shown by name; ``year_digits`` cuts a year; ``exact_width`` is how many
    digits it takes when read, 0 for any number.
    """

    component: str
    names: NameCase = ""
    maximum: int | None = None
    integer: IntegerPicture | None = None
    year_digits: int = 0
    exact_width: int = 0
    is_traditional: bool = False


Part: TypeAlias = str | Marker


@lru_cache(maxsize=256)
def parse_date_picture(picture: str) -> tuple[Part, ...]:
    """Return the literal texts and markers of a picture.

    Raises:
        ExpressionError: a bracket is left open (D3135), or a component unknown (D3132).

    """
    parts: list[Part] = []
    position = start = 0
    while position < len(picture):
        if picture[position] != "[":
            position += 1
            continue
        _add_literal(parts, picture[start:position])
        if picture.startswith("[[", position):
            parts.append("[")
            position += 2
            start = position
            continue
        close = picture.find("]", position)
        if close < 0:
            raise failure("D3135")
        marker = _marker("".join(picture[position + 1 : close].split()))
        previous = parts[-1] if parts else ""
        if marker.component in _NUMERIC and isinstance(previous, Marker) and previous.integer:
            # Two numbers with nothing between them: how many digits the first takes must be known.
            parts[-1] = replace(previous, exact_width=previous.integer.mandatory_digits)
        parts.append(marker)
        position = start = close + 1
    _add_literal(parts, picture[start:])
    return tuple(parts)


def _add_literal(parts: list[Part], text: str) -> None:
    if text:
        parts.append(text.replace("]]", "]"))


def _marker(text: str) -> Marker:
    component, modifiers = text[:1], text[1:]
    presentation, _, width = modifiers.rpartition(",") if "," in modifiers else (modifiers, "", "")
    low, dash, high = width.partition("-")
    minimum, maximum = _width(low), _width(high) if dash else None
    second = ""
    if len(presentation) > 1 and presentation[-1] in "atco":
        presentation, second = presentation[:-1], presentation[-1]
    presentation = presentation or _DEFAULTS.get(component, "")
    if not presentation or component not in _DEFAULTS:
        raise failure("D3132", value=component)
    marker = Marker(component, maximum=maximum, is_traditional=second == "t")
    if presentation[0] in "nN" and component not in "Zz":
        names: NameCase = "lower" if presentation[0] == "n" else "title" if presentation[1:2] == "n" else "upper"
        return replace(marker, names=names)
    if component in _NUMERIC:
        picture = parse_picture(presentation + (f";{second}" if second else ""))
        return _numeric(marker, picture, minimum)
    return replace(marker, integer=parse_picture(presentation)) if component in "Zz" else marker


def _numeric(marker: Marker, picture: IntegerPicture, minimum: int | None) -> Marker:
    picture = replace(picture, mandatory_digits=max(picture.mandatory_digits, minimum or 0))
    year_digits = 0
    if marker.component in "YMD":
        if marker.maximum is not None:
            year_digits = marker.maximum
            picture = replace(picture, mandatory_digits=year_digits)
        elif (width := picture.mandatory_digits + picture.optional_digits) >= 2:
            year_digits = width
    return replace(marker, integer=picture, year_digits=year_digits)


def _width(text: str) -> int | None:
    digits = re.match(r"\d+", text)
    return int(digits.group()) if digits else None


def format_moment(millis: int, picture: str, offset_minutes: int) -> str:
    """Return a moment (milliseconds since 1970 in UTC) in a picture, in the time zone of an offset.

    Raises:
        ExpressionError: the picture is wrong (D313x), or the year is not between 1 and 9999 (D1001).

    """
    try:
        moment = EPOCH + timedelta(milliseconds=millis, minutes=offset_minutes)
    except OverflowError:
        raise failure("D1001", value=millis) from None
    shown = (
        part if isinstance(part, str) else _show(moment, part, offset_minutes) for part in parse_date_picture(picture)
    )
    return "".join(shown)


def _show(moment: datetime, marker: Marker, offset_minutes: int) -> str:
    component = marker.component
    if component in "Zz":
        return _show_zone(marker, offset_minutes)
    if component == "P":
        half = "am" if moment.hour < 12 else "pm"
        return half.upper() if marker.names == "upper" else half
    if component in "CE":
        return "ISO"
    number = fragment(moment, component)
    if marker.names:
        return _show_name(marker, number)
    assert marker.integer is not None
    if component == "Y" and marker.year_digits:
        number %= 10**marker.year_digits
    return show_integer(number, marker.integer)


def _show_name(marker: Marker, number: int) -> str:
    if marker.component in "Mx":
        name = MONTHS[number - 1]
    elif marker.component == "F":
        name = DAYS[number - 1]
    else:
        raise failure("D3133", value=marker.component)
    if marker.names != "title":
        name = name.upper() if marker.names == "upper" else name.lower()
    return name[: marker.maximum] if marker.maximum else name


def _show_zone(marker: Marker, offset_minutes: int) -> str:
    assert marker.integer is not None
    hours, minutes = divmod(abs(offset_minutes), 60)
    sign = -1 if offset_minutes < 0 else 1
    if marker.integer.interval or marker.integer.mandatory_digits in {3, 4}:
        shown = show_integer(sign * (hours * 100 + minutes), marker.integer)
    elif marker.integer.mandatory_digits in {1, 2}:
        shown = show_integer(sign * hours, marker.integer) + (f":{minutes:02}" if minutes else "")
    else:
        raise failure("D3134", value=marker.integer.mandatory_digits)
    if offset_minutes == 0 and marker.is_traditional:
        return "Z"
    return ("GMT" if marker.component == "z" else "") + ("+" if offset_minutes >= 0 else "") + shown


def fragment(moment: datetime, component: str) -> int:
    """Return one numeric component of a moment; weeks are ISO 8601's, also those of a month."""
    return _FRAGMENTS[component](moment)


def _week_of_month(day: date) -> tuple[int, int]:
    """Return the month that a day's week belongs to, the one its Thursday is in, and the week's number there."""
    thursday = day + timedelta(days=4 - day.isoweekday())
    return thursday.month, (thursday.day - 1) // 7 + 1


_FRAGMENTS: Final[dict[str, Callable[[datetime], int]]] = {
    "Y": lambda moment: moment.year,
    "M": lambda moment: moment.month,
    "D": lambda moment: moment.day,
    "d": lambda moment: moment.timetuple().tm_yday,
    "F": lambda moment: moment.isoweekday(),
    "X": lambda moment: moment.isocalendar().year,
    "W": lambda moment: moment.isocalendar().week,
    "x": lambda moment: _week_of_month(moment.date())[0],
    "w": lambda moment: _week_of_month(moment.date())[1],
    "H": lambda moment: moment.hour,
    "h": lambda moment: moment.hour % 12 or 12,
    "P": lambda moment: int(moment.hour >= 12),
    "m": lambda moment: moment.minute,
    "s": lambda moment: moment.second,
    "f": lambda moment: moment.microsecond // 1000,
}
"""The numeric components of a moment."""
