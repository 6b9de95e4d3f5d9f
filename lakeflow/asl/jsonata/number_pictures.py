"""Pictures of ``$formatNumber``, as XPath's format-number defines them: ``#,##0.00;(0.00)``."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import lru_cache
from typing import Any, Final

from lakeflow.asl.jsonata.failures import failure

_DEFAULTS: Final = {
    "decimal-separator": ".", "grouping-separator": ",", "exponent-separator": "e", "minus-sign": "-",
    "percent": "%", "per-mille": "\u2030", "zero-digit": "0", "digit": "#", "pattern-separator": ";",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Symbols:
    """The characters with a meaning in a picture."""

    decimal: str
    grouping: str
    exponent: str
    minus: str
    percent: str
    per_mille: str
    zero: str
    optional: str
    pattern: str

    @property
    def digits(self) -> str:
        """The ten digits of the family that starts at ``zero``."""
        return "".join(chr(ord(self.zero) + digit) for digit in range(10))

    @property
    def active(self) -> str:
        """Every character that is not plain text."""
        return self.digits + self.decimal + self.exponent + self.grouping + self.optional + self.pattern


@dataclass(frozen=True, slots=True)
class SubPicture:
    """One half of a picture, cut into its parts; ``exponent`` is None where it has none."""

    text: str
    prefix: str
    suffix: str
    active: str
    mantissa: str
    exponent: str | None
    integer: str
    fraction: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What a sub-picture asks for: sizes in digits, grouping positions counted from the decimal separator."""

    prefix: str
    suffix: str
    minimum_integer: int
    minimum_fraction: int
    maximum_fraction: int
    minimum_exponent: int
    regular_grouping: int
    integer_grouping: tuple[int, ...]
    fraction_grouping: tuple[int, ...]
    has_decimal: bool
    factor: int
    scaling: int


def format_number(number: float, picture: str, options: Mapping[str, Any]) -> str:
    """Return the number as the picture shows it, rounded half to even on its decimal digits.

    Raises:
        ExpressionError: the picture is wrong (D308x, D309x).

    """
    named = {name: options.get(name, default) for name, default in _DEFAULTS.items()}
    symbols = Symbols(*(str(value) for value in named.values()))
    if len(symbols.zero) != 1 or not all(named.values()):
        raise failure("T0410", index=3)
    positive, negative = _layouts(picture, symbols)
    layout = negative if number < 0 else positive
    with localcontext() as context:
        context.prec = 800
        value = abs(Decimal(repr(number))) * layout.factor
        exponent = 0
        if layout.minimum_exponent and value:
            exponent = _exponent(value, layout.scaling)
            value = value.scaleb(-exponent)
        text = f"{value.quantize(Decimal(1).scaleb(-layout.maximum_fraction), ROUND_HALF_EVEN):f}"
    return _laid_out(text, exponent, layout, symbols)


def _exponent(value: Decimal, scaling: int) -> int:
    """Return the exponent that leaves a mantissa of ``scaling`` integer digits; 1 and its tens may have one more."""
    exponent = value.adjusted() - scaling + 1
    is_power_of_ten = value.normalize().as_tuple().digits == (1,)
    return exponent - 1 if is_power_of_ten and exponent > 0 else exponent


def _laid_out(text: str, exponent: int, layout: Layout, symbols: Symbols) -> str:
    whole, _, fraction = text.partition(".")
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    whole, fraction = whole.rjust(layout.minimum_integer, "0"), fraction.ljust(layout.minimum_fraction, "0")
    table = str.maketrans("0123456789", symbols.digits)
    shown = _grouped(whole, fraction, layout, symbols).translate(table)
    if not layout.has_decimal or shown.endswith(symbols.decimal):
        shown = shown[:-1]
    if layout.minimum_exponent:
        digits = str(abs(exponent)).rjust(layout.minimum_exponent, "0").translate(table)
        shown += symbols.exponent + (symbols.minus if exponent < 0 else "") + digits
    return layout.prefix + shown + layout.suffix


def _grouped(whole: str, fraction: str, layout: Layout, symbols: Symbols) -> str:
    """Return both parts and what separates digits; irregular positions beyond the digits go where a slice puts them."""
    shown, point, mark = whole + symbols.decimal + fraction, len(whole), symbols.grouping
    if layout.regular_grouping:
        for at in range(point - layout.regular_grouping, 0, -layout.regular_grouping):
            shown = shown[:at] + mark + shown[at:]
    else:
        for position in layout.integer_grouping:
            at = point - position
            shown = shown[:at] + mark + shown[at:]
            point += 1
    point = shown.find(symbols.decimal)
    for position in layout.fraction_grouping:
        at = point + 1 + position
        shown = shown[:at] + mark + shown[at:]
    return shown


@lru_cache(maxsize=256)
def _layouts(picture: str, symbols: Symbols) -> tuple[Layout, Layout]:
    """Return the layouts for positive and for negative numbers."""
    texts = picture.split(symbols.pattern)
    if len(texts) > 2:
        raise failure("D3080")
    parts = [_cut(text, symbols) for text in texts]
    for part in parts:
        _validate(part, symbols)
    layouts = [_analyse(part, symbols) for part in parts]
    if len(layouts) == 1:
        layouts.append(replace(layouts[0], prefix=symbols.minus + layouts[0].prefix))
    return layouts[0], layouts[1]


def _cut(text: str, symbols: Symbols) -> SubPicture:
    marks = symbols.active.replace(symbols.exponent, "")
    active = [position for position, char in enumerate(text) if char in marks]
    first, last = (active[0], active[-1] + 1) if active else (0, len(text))
    prefix, suffix, body = text[:first], text[last:], text[first:last]
    position = text.find(symbols.exponent, first)
    mantissa, exponent = body, None
    if 0 <= position <= last:
        # Counted from the start of the sub-picture, as the reference does: a prefix and an exponent exclude each other.
        mantissa, exponent = body[:position], body[position + 1 :]
    whole, dot, fraction = mantissa.partition(symbols.decimal)
    return SubPicture(text, prefix, suffix, body, mantissa, exponent, whole, fraction if dot else suffix)


def _validate(part: SubPicture, symbols: Symbols) -> None:
    digits, text = symbols.digits, part.text
    counts = [text.count(symbols.percent), text.count(symbols.per_mille)]
    decimal = text.find(symbols.decimal)
    exponent = part.exponent
    around = text[max(0, decimal - 1) : decimal + 2] if decimal >= 0 else ""
    required_before_optional = any(char in digits for char in part.integer[: part.integer.find(symbols.optional) + 1])
    last_optional = part.fraction.rfind(symbols.optional)
    faults = {
        "D3081": text.count(symbols.decimal) > 1,
        "D3082": counts[0] > 1,
        "D3083": counts[1] > 1,
        "D3084": min(counts) > 0,
        "D3085": not any(char in digits + symbols.optional for char in part.mantissa),
        "D3086": any(char not in symbols.active for char in part.active),
        "D3087": symbols.grouping in around,
        "D3088": decimal < 0 and part.integer.endswith(symbols.grouping),
        "D3089": symbols.grouping * 2 in text,
        "D3090": required_before_optional,
        "D3091": last_optional >= 0 and any(char in digits for char in part.fraction[last_optional:]),
        "D3092": bool(exponent) and max(counts) > 0,
        "D3093": exponent is not None and (not exponent or any(char not in digits for char in exponent)),
    }
    found = [code for code, is_wrong in faults.items() if is_wrong]
    if found:
        # The last rule that is broken counts, as in the reference and on AWS.
        raise failure(found[-1])


def _analyse(part: SubPicture, symbols: Symbols) -> Layout:
    digits = symbols.digits
    places = digits + symbols.optional
    whole = sum(char in digits for char in part.integer)
    least, most = (sum(char in kind for char in part.fraction) for kind in (digits, places))
    scaling, has_exponent = whole, part.exponent is not None
    if whole == 0 and most == 0:
        if has_exponent:
            least = most = 1
        else:
            whole = 1
    if has_exponent and whole == 0 and symbols.optional in part.integer:
        whole = 1
    if whole == 0 and least == 0:
        least = 1
    places_after = [at for at, char in enumerate(part.integer) if char == symbols.grouping]
    integer_grouping = tuple(sum(char in places for char in part.integer[at:]) for at in places_after)
    # The reference looks for a fraction's further separators in the integer part.
    first = part.fraction.find(symbols.grouping)
    places_before = [] if first < 0 else [first, *(at for at in places_after if at > first)]
    return Layout(
        prefix=part.prefix,
        suffix=part.suffix,
        minimum_integer=whole,
        minimum_fraction=least,
        maximum_fraction=max(least, most),
        minimum_exponent=sum(char in digits for char in part.exponent or ""),
        regular_grouping=regular_interval(integer_grouping),
        integer_grouping=integer_grouping,
        fraction_grouping=tuple(sum(char in places for char in part.fraction[:at]) for at in places_before),
        has_decimal=symbols.decimal in part.text,
        factor=100 if symbols.percent in part.text else 1000 if symbols.per_mille in part.text else 1,
        scaling=scaling,
    )


def regular_interval(positions: tuple[int, ...]) -> int:
    """Return the interval at which positions repeat, 0 where they do not."""
    if not positions:
        return 0
    interval = math.gcd(*positions)
    return interval if all(interval * step in positions for step in range(1, len(positions) + 1)) else 0
