"""Text to moments: ISO 8601 as Step Functions accepts it, and texts in a date picture."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

from lakeflow.asl.jsonata.date_pictures import DAYS, EPOCH, MONTHS, Marker, Part, fragment, parse_date_picture
from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.integer_pictures import WORDS_PATTERN, IntegerPicture, read_integer
from lakeflow.asl.jsonata.values import is_finite

_TIMESTAMP: Final = re.compile(
    r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d):(\d\d))?(?:\.(\d+))?(?:Z|([+-])(\d\d):?(\d\d))?", re.ASCII
)
_DATE_KINDS: Final = (({"Y", "M", "D"}, "YMD"), ({"Y", "d"}, "YD"), ({"X", "x", "w"}, "XxwF"), ({"X", "W"}, "XWF"))
"""Which components may be given together for a date, and in which order they are filled in."""
_TIME_KINDS: Final = (({"H", "m", "s", "f"}, "Hmsf"), ({"P", "h", "m", "s", "f"}, "Phmsf"))
_Reader: TypeAlias = Callable[[str], "float | None"]
"""Returns a component's number; None for a name that is none, which counts as not given."""


def to_millis(text: str) -> int:
    """Return the moment of an ISO 8601 timestamp, UTC where it has no offset; D3110 where it is none."""
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise failure("D3110", value=text)
    year, month, day, hour, minute, second = (int(part or default) for part, default in zip(match.groups(), "011000"))  # noqa: B905
    millis = int((match.group(7) or "").ljust(3, "0")[:3])
    offset = int(match.group(9) or 0) * 60 + int(match.group(10) or 0)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise failure("D3110", value=text) from None
    return _millis(moment) + millis + (offset if match.group(8) == "-" else -offset) * 60_000


def _millis(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def parse_moment(text: str, picture: str, now: Callable[[], datetime]) -> int | None:
    """Return the moment that ``text`` in ``picture`` means, None where it does not match.

    Components above the first given one are those of ``now``, below the last the least.

    Raises:
        ExpressionError: the picture is wrong (D313x), or leaves a gap between what it names (D3136).

    """
    expression, readers = _reader(parse_date_picture(picture))
    match = expression.fullmatch(text)
    if match is None:
        return None
    found: dict[str, int] = {}
    for number, (component, read) in enumerate(readers, 1):
        value = read(match.group(number))
        if value is not None and is_finite(value):
            found[component] = int(value)
    if not readers:
        return None
    given = {component for component, value in found.items() if value}
    date_order = _kind(given & set("YXMxWwdD"), _DATE_KINDS)
    time_order = _kind(given & set("PHhmsf"), _TIME_KINDS)
    if date_order.startswith("X"):
        raise failure("D3136")
    _fill(found, date_order + time_order, now)
    return _moment(found, date_order, time_order)


def _kind(given: set[str], kinds: tuple[tuple[set[str], str], ...]) -> str:
    return next((order for components, order in kinds if given and given <= components), kinds[0][1])


def _fill(found: dict[str, int], order: str, now: Callable[[], datetime]) -> None:
    has_started = has_ended = False
    for component in order:
        if component in found:
            has_started = True
            if has_ended:
                raise failure("D3136")
        elif has_started:
            found[component] = int(component in "MDd")
            has_ended = True
        else:
            found[component] = fragment(now(), component)


def _moment(found: dict[str, int], date_order: str, time_order: str) -> int:
    hour = found.get("H", 0)
    if time_order == "Phmsf":
        hour = (0 if found["h"] == 12 else found["h"]) + (12 if found["P"] == 1 else 0)
    month, day = max(found.get("M", 1), 1), found.get("D", 1)
    if date_order == "YD":
        month, day = 1, found["d"]
    # Two digits are a year of the twentieth century, as JavaScript's Date.UTC has it.
    year = found["Y"] + 1900 if 0 <= found["Y"] < 100 else found["Y"]
    try:
        start = datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=UTC)
        offset = found.get("Z") or found.get("z") or 0
        moment = start + timedelta(days=day - 1, hours=hour, minutes=found["m"] - offset, seconds=found["s"])
    except (ValueError, OverflowError):
        raise failure("D3136") from None
    return _millis(moment) + found["f"]


@lru_cache(maxsize=256)
def _reader(parts: tuple[Part, ...]) -> tuple[re.Pattern[str], tuple[tuple[str, _Reader], ...]]:
    """Return what matches a text in the picture, and a reader for each of its groups."""
    expression = ""
    readers: list[tuple[str, _Reader]] = []
    for part in parts:
        if isinstance(part, str):
            expression += re.escape(part)
        else:
            pattern, read = _marker_reader(part)
            expression += f"({pattern})"
            readers.append((part.component, read))
    return re.compile(expression, re.IGNORECASE), tuple(readers)


def _marker_reader(marker: Marker) -> tuple[str, _Reader]:
    if marker.component in "Zz":
        assert marker.integer is not None
        return _zone_reader(marker.component, marker.integer)
    if marker.integer is not None:
        picture = marker.integer
        return _integer_pattern(picture, marker.exact_width), lambda text: read_integer(text, picture)
    # A name is read in any case: the picture [MN] writes JANUARY, which the reference cannot read back.
    if marker.component in "Mx":
        names = {name[: marker.maximum].lower(): number for number, name in enumerate(MONTHS, 1)}
    elif marker.component == "F":
        names = {name[: marker.maximum].lower(): number for number, name in enumerate(DAYS, 1)}
    elif marker.component == "P":
        names = {"am": 0, "pm": 1}
    else:
        raise failure("D3133", value=marker.component)
    return "[a-zA-Z]+", lambda text: names.get(text.lower())


def _integer_pattern(picture: IntegerPicture, width: int) -> str:
    match picture.style:
        case "letters":
            return "[a-zA-Z]+"
        case "roman":
            return "[MDCLXVImdclxvi]+"
        case "words":
            return WORDS_PATTERN
        case "unknown":
            raise failure("D3130", value=picture.token)
        case "decimal":
            digits = f"\\d{{{width}}}" if width else r"\d+"
            return digits + ("(?:th|st|nd|rd)" if picture.ordinal else "")


def _zone_reader(component: str, picture: IntegerPicture) -> tuple[str, _Reader]:
    separator = re.escape(picture.separators[0][1]) if picture.separators else ""
    prefix = "GMT" if component == "z" else ""
    pattern = prefix + r"[-+]\d+" + (separator + r"\d+" if separator else "")

    def read(text: str) -> int:
        sign, digits = text[len(prefix)], re.sub(r"\D", " ", text[len(prefix) + 1 :]).split()
        if len(digits) == 1 and len(digits[0]) > 2:
            digits = [digits[0][:2], digits[0][2:]]
        minutes = int(digits[0]) * 60 + (int(digits[1]) if len(digits) > 1 else 0)
        return -minutes if sign == "-" else minutes

    return pattern, read
