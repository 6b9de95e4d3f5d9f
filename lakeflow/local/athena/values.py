"""Values as Athena prints them in a result."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal


def athena_text(value: object) -> str | None:  # noqa: C901, PLR0911  one line a type
    """Return a value of a result as text, None for NULL."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case float():
            return java_double(value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            zone = " UTC" if value.tzinfo is not None else ""
            moment = value.astimezone(UTC) if value.tzinfo is not None else value
            return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}{zone}"
        case date():
            return value.isoformat()
        case bytes():
            return " ".join(f"{byte:02x}" for byte in value)
        case str():
            return value
        case Mapping():
            # A row and a map look alike to Python, and alike in Athena's text.
            return "{" + ", ".join(f"{key}={_inner(each)}" for key, each in value.items()) + "}"
        case Sequence():
            return "[" + ", ".join(_inner(each) for each in value) + "]"
        case _:
            return str(value)


def java_double(value: float) -> str:
    """Return a double as Java's Double.toString does: ``1.0``, ``1.0E7``, ``NaN``, ``-Infinity``."""
    if value != value:  # noqa: PLR0124  the test for NaN
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return f"{Decimal(repr(value)):f}" if "e" in repr(value) else repr(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{exponent + len(text) - 1}"


def _inner(value: object) -> str:
    text = athena_text(value)
    return "null" if text is None else text
