"""Functions over numbers: casts, rounding, powers, randomness, bases and pictures."""

import math
import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.functions.native import native
from lakeflow.asl.jsonata.integer_pictures import format_integer, parse_integer
from lakeflow.asl.jsonata.number_pictures import format_number
from lakeflow.asl.jsonata.run import Run
from lakeflow.asl.jsonata.values import UNDEFINED, double, is_finite

_DECIMAL: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?", re.ASCII)
_RADIX: Final = re.compile(r"0[xX][0-9A-Fa-f]+|0[oO][0-7]+|0[bB][01]+", re.ASCII)
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_MAX_PRECISION: Final = 400


def _number(_run: Run, value: Any) -> Any:
    if value is UNDEFINED or type(value) in {int, float}:
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        number: float = double(int(value)) if value.lstrip("-").isdigit() and len(value) < 300 else float(value)
        if is_finite(number):
            return number
    if isinstance(value, str) and len(value) < 300 and _RADIX.fullmatch(value):
        return double(int(value, 0))
    raise failure("D3030", value=value)


def _abs(_run: Run, number: Any) -> Any:
    return number if number is UNDEFINED else abs(number)


def _floor(_run: Run, number: Any) -> Any:
    return math.floor(number) if number is not UNDEFINED and is_finite(number) else number


def _ceil(_run: Run, number: Any) -> Any:
    return math.ceil(number) if number is not UNDEFINED and is_finite(number) else number


def _round(_run: Run, number: Any, precision: Any) -> Any:
    if number is UNDEFINED or not is_finite(number):
        return number
    if precision is not UNDEFINED and not is_finite(precision):
        raise failure("D1001", value=precision)
    places = 0 if precision is UNDEFINED else max(-_MAX_PRECISION, min(_MAX_PRECISION, int(precision)))
    return rounded(number, places)


def rounded(number: float, places: int) -> float:
    """Return the number rounded half to even on its decimal digits, as written; negative places are tens."""
    exact = Decimal(repr(number))
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return number
    shifted = exact.scaleb(places).to_integral_value(ROUND_HALF_EVEN).scaleb(-places)
    return int(shifted) if places <= 0 and abs(shifted) < 2**53 else float(shifted) + 0.0


def _sqrt(_run: Run, number: Any) -> Any:
    if number is UNDEFINED:
        return number
    if number < 0:
        raise failure("D3060", value=number)
    return math.sqrt(number)


def _power(_run: Run, base: Any, exponent: Any) -> Any:
    if base is UNDEFINED or exponent is UNDEFINED:
        return UNDEFINED if base is UNDEFINED else _no_power(base, exponent)
    try:
        result = math.pow(base, exponent)
    except (OverflowError, ValueError):
        return _no_power(base, exponent)
    return result if is_finite(result) else _no_power(base, exponent)


def _no_power(base: Any, exponent: Any) -> Any:
    raise failure("D3061", value=base, exp=exponent)


def _format_base(_run: Run, number: Any, radix: Any) -> Any:
    if number is UNDEFINED:
        return number
    if not is_finite(number) or (radix is not UNDEFINED and not is_finite(radix)):
        raise failure("D1001", value=number)
    base = 10 if radix is UNDEFINED else int(rounded(radix, 0))
    if not 2 <= base <= 36:
        raise failure("D3100", value=base)
    rest = abs(int(rounded(number, 0)))
    digits = ""
    while rest:
        rest, digit = divmod(rest, base)
        digits = _DIGITS[digit] + digits
    return ("-" if number < 0 and digits else "") + (digits or "0")


def _format_number(_run: Run, number: Any, picture: Any, options: Any) -> Any:
    if number is UNDEFINED:
        return number
    if picture is UNDEFINED or not is_finite(number):
        raise failure("T0410" if picture is UNDEFINED else "D1001", index=2, value=number)
    return format_number(number, picture, {} if options is UNDEFINED else options)


def _format_integer(_run: Run, number: Any, picture: Any) -> Any:
    if number is UNDEFINED or picture is UNDEFINED:
        return UNDEFINED
    if not is_finite(number):
        raise failure("D1001", value=number)
    return format_integer(math.floor(number), picture)


def _parse_integer(_run: Run, text: Any, picture: Any) -> Any:
    return UNDEFINED if text is UNDEFINED or picture is UNDEFINED else parse_integer(text, picture)


FUNCTIONS: Final = (
    native("number", "<(nsb)-:n>", 1, _number),
    native("abs", "<n-:n>", 1, _abs),
    native("floor", "<n-:n>", 1, _floor),
    native("ceil", "<n-:n>", 1, _ceil),
    native("round", "<n-n?:n>", 2, _round),
    native("sqrt", "<n-:n>", 1, _sqrt),
    native("power", "<n-n:n>", 2, _power),
    native("formatBase", "<n-n?:s>", 2, _format_base),
    native("formatNumber", "<n-so?:s>", 3, _format_number),
    native("formatInteger", "<n-s:s>", 2, _format_integer),
    native("parseInteger", "<s-s:n>", 2, _parse_integer),
)
