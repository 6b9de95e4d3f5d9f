"""The border between the evaluator and its caller: results as plain JSON."""

import math
from collections.abc import Callable
from typing import Any

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.values import MAX_SAFE, UNDEFINED, Function, double


def to_json(value: Any, spend: Callable[[int], None]) -> Any:
    """Return a value as plain JSON, sharing what needs no change; whole doubles become ints, infinities text.

    ``spend`` is told how much is looked at: a few steps build a value that holds the same one a million times.

    Raises:
        ExpressionError: it is or holds a function, or ``spend`` found it too much.

    """
    kind = type(value)
    if kind is str or kind is bool or value is None or value is UNDEFINED:
        return value
    if kind is int:
        return value if -MAX_SAFE <= value <= MAX_SAFE else _number(double(value))
    if kind is float:
        return _number(value)
    if isinstance(value, dict):
        return _object(value, spend)
    if isinstance(value, list):
        return _array(value, spend)
    if isinstance(value, Function):
        raise failure("LF-FUNCTION")
    return value


def _number(number: float) -> Any:
    if number.is_integer() and -MAX_SAFE < number < MAX_SAFE:
        return int(number)
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def _object(value: dict[str, Any], spend: Callable[[int], None]) -> dict[str, Any]:
    spend(len(value))
    changed: dict[str, Any] | None = None
    for key, item in value.items():
        kind = type(item)
        if kind is str or item is None or kind is bool:
            continue
        plain = to_json(item, spend)
        if plain is not item:
            if changed is None:
                changed = dict(value)
            changed[key] = plain
    return value if changed is None else changed


def _array(value: list[Any], spend: Callable[[int], None]) -> list[Any]:
    spend(len(value))
    plain = [item if type(item) is str else to_json(item, spend) for item in value]
    for position, item in enumerate(plain):
        if item is UNDEFINED:
            plain[position] = None
    if type(value) is list and all(new is old for new, old in zip(plain, value, strict=True)):
        return value
    return plain
