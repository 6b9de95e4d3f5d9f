"""Values as text: what ``$string`` and ``&`` make of a value, with AWS's way of writing numbers."""

import re
from collections.abc import Callable
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Any, Final

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.values import MAX_SAFE, UNDEFINED, Function, WrappedInput, double, is_finite

_DIGITS: Final = Context(prec=15, rounding=ROUND_FLOOR)
"""AWS keeps 15 significant digits and rounds towards minus infinity."""

_SPECIAL: Final = re.compile(r'["\\\b\f\n\r\t]')
_ESCAPES: Final = {
    '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
}  # fmt: skip
_PLAIN_LIMIT: Final = 1e21
_SMALLEST: Final = 5e-324


def text_of(value: Any, spend: Callable[[int], None], *, pretty: bool = False) -> str:
    """Return a value as text: a string as it is, another as JSON, a function as nothing; ``spend`` counts the work.

    Raises:
        ExpressionError: D3001 for an infinite number or NaN, D1001 for one inside.

    """
    if isinstance(value, str):
        return value
    if isinstance(value, Function):
        return ""
    if type(value) is float and not is_finite(value):
        raise failure("D3001")
    return _json(value[0] if isinstance(value, WrappedInput) else value, "\n" if pretty else "", spend)


def _json(value: Any, indent: str, spend: Callable[[int], None]) -> str:  # noqa: PLR0911  one return a JSON type
    """Return a value as JSON; ``indent`` is a line break and the spaces of this level, empty for one line."""
    if isinstance(value, str):
        return _quoted(value)
    if value is None or value is UNDEFINED:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list):
        spend(len(value))
        deeper = indent and indent + "  "
        return _joined("[", [_json(item, deeper, spend) for item in value], "]", indent)
    if isinstance(value, dict):
        spend(len(value))
        deeper, colon = indent and indent + "  ", ": " if indent else ":"
        fields = [
            f"{_quoted(key)}{colon}{_json(item, deeper, spend)}" for key, item in value.items() if item is not UNDEFINED
        ]
        return _joined("{", fields, "}", indent)
    return '""'


def _quoted(text: str) -> str:
    return '"' + _SPECIAL.sub(lambda match: _ESCAPES[match.group()], text) + '"'


def _joined(opening: str, parts: list[str], closing: str, indent: str) -> str:
    if not parts:
        return opening + closing
    deeper = indent and indent + "  "
    return f"{opening}{deeper}{(',' + deeper).join(parts)}{indent}{closing}"


def number_text(number: float) -> str:
    """Return a number as AWS writes it: whole ones below 1e21 in full, others with at most 15 digits."""
    if isinstance(number, int) and -MAX_SAFE <= number <= MAX_SAFE:
        return str(number)
    number = double(number)
    if not is_finite(number):
        raise failure("D1001", value=number)
    exact = Decimal(repr(number)) if abs(number) != _SMALLEST else Decimal("4.9e-324").copy_sign(Decimal(number))
    if number == int(number) and abs(number) < _PLAIN_LIMIT:
        return str(int(exact))
    rounded = _DIGITS.plus(exact).normalize(_DIGITS)
    exponent = rounded.adjusted()
    if isinstance(power := rounded.as_tuple().exponent, int) and power <= 0 and exponent >= -6:
        return format(rounded, "f")
    sign, digits, _ = rounded.as_tuple()
    mantissa = f"{digits[0]}.{''.join(map(str, digits[1:]))}".rstrip(".")
    return f"{'-' if sign else ''}{mantissa}e{exponent:+d}".replace("e-0", "e-")
