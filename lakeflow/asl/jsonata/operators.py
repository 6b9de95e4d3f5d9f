"""Operators to closures: arithmetic on doubles, comparison, equality, text, ranges."""

import math
from collections.abc import Callable
from typing import Any, Final

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.run import Code, Run
from lakeflow.asl.jsonata.text import text_of
from lakeflow.asl.jsonata.tree import Binary
from lakeflow.asl.jsonata.values import (
    INFINITY,
    MAX_SAFE,
    NUMBERS,
    UNDEFINED,
    Frame,
    Sequence,
    double,
    is_less,
    require_finite,
    same,
    truth,
)

_MAX_RANGE: Final = 10_000_000
_LONG: Final = 4096
"""The length from which a text is worth accounting for."""


def compile_binary(node: Binary, left: Code, right: Code) -> Code:  # noqa: PLR0911  one return a kind of operator
    """Return the closure of an operator other than ``~>``, given those of its operands."""
    operator = node.operator
    if operator == "and":
        return lambda context, frame, run: truth(left(context, frame, run)) and truth(right(context, frame, run))
    if operator == "or":
        return lambda context, frame, run: truth(left(context, frame, run)) or truth(right(context, frame, run))
    if operator in _ARITHMETIC:
        return _arithmetic(node, left, right, _ARITHMETIC[operator])
    if operator in {"<", "<=", ">", ">="}:
        return _comparison(node, left, right)
    if operator == "..":
        return _range(node, left, right)
    if operator == "&":
        return _concatenation(left, right)
    return _equality(operator, left, right)


def _remainder(left: float, right: float) -> float:
    """Return the remainder with the sign of the dividend, NaN for a division by zero."""
    if right == 0:
        return math.nan
    if type(left) is int and type(right) is int:
        remainder = abs(left) % abs(right)
        return -remainder if left < 0 else remainder
    return math.fmod(left, right)


def _quotient(left: float, right: float) -> float:
    """Return the quotient; a division by zero is infinite or NaN, as on AWS, and no failure."""
    if right == 0:
        if left == 0:
            return math.nan
        return math.copysign(INFINITY, left) * math.copysign(1.0, right)
    result = left / right
    return int(result) if result.is_integer() and -MAX_SAFE < result < MAX_SAFE else result


_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _quotient,
    "%": _remainder,
}


def _arithmetic(node: Binary, left: Code, right: Code, compute: Callable[[float, float], float]) -> Code:
    def arithmetic(context: Any, frame: Frame, run: Run) -> Any:
        first, second = left(context, frame, run), right(context, frame, run)
        if type(first) in NUMBERS and type(second) in NUMBERS:
            try:
                result = compute(first, second)
            except (OverflowError, ValueError):
                return _careful(node, first, second, compute)
            if -MAX_SAFE <= result <= MAX_SAFE and -MAX_SAFE <= first <= MAX_SAFE and -MAX_SAFE <= second <= MAX_SAFE:
                return result
        return _careful(node, first, second, compute)

    return arithmetic


def _careful(node: Binary, first: Any, second: Any, compute: Callable[[float, float], float]) -> Any:
    """Compute with operands of any kind, rounded to doubles; T2001 and T2002 for what is no number."""
    for value, code, place in ((first, "T2001", node.left), (second, "T2002", node.right)):
        if value is not UNDEFINED and (type(value) not in NUMBERS or value != value):  # noqa: PLR0124  NaN
            raise failure(code, place.start, token=node.operator)
        if value in (INFINITY, -INFINITY):
            raise failure("D1001", place.start, value=value)
    if first is UNDEFINED or second is UNDEFINED:
        return UNDEFINED
    return double(compute(double(first), double(second)))


def _comparison(node: Binary, left: Code, right: Code) -> Code:
    operator = node.operator
    swapped = operator in {">", "<="}
    negated = operator in {"<=", ">="}

    def comparison(context: Any, frame: Frame, run: Run) -> Any:
        first, second = left(context, frame, run), right(context, frame, run)
        kinds = (type(first), type(second))
        if not (kinds[0] in NUMBERS and kinds[1] in NUMBERS) and not (kinds[0] is str and kinds[1] is str):
            return _uncomparable(node, first, second)
        result = is_less(second, first) if swapped else is_less(first, second)
        return result is not negated

    return comparison


def _uncomparable(node: Binary, first: Any, second: Any) -> Any:
    """Return undefined for an undefined operand, or raise T2009 or T2010."""
    for value, place in ((first, node.left), (second, node.right)):
        if value is not UNDEFINED and type(value) is not str and type(value) not in NUMBERS:
            raise failure("T2010", place.start, token=node.operator, value=value)
    if first is UNDEFINED or second is UNDEFINED:
        return UNDEFINED
    raise failure("T2009", node.start, token=node.operator, value=first, value2=second)


def _equality(operator: str, left: Code, right: Code) -> Code:
    wanted = operator != "!="
    if operator == "in":

        def included(context: Any, frame: Frame, run: Run) -> Any:
            item, items = left(context, frame, run), right(context, frame, run)
            if item is UNDEFINED or items is UNDEFINED:
                return False
            candidates = items if isinstance(items, list) else (items,)
            # An array or object is in another only as itself, not as its equal.
            if isinstance(item, list | dict):
                return any(item is candidate for candidate in candidates)
            return any(same(item, candidate, run.spend) for candidate in candidates)

        return included

    def equality(context: Any, frame: Frame, run: Run) -> Any:
        first, second = left(context, frame, run), right(context, frame, run)
        if type(first) is str and type(second) is str:
            return (first == second) is wanted
        if first is UNDEFINED or second is UNDEFINED:
            return False
        return same(first, second, run.spend) is wanted

    return equality


def _concatenation(left: Code, right: Code) -> Code:
    def concatenation(context: Any, frame: Frame, run: Run) -> Any:
        first, second = left(context, frame, run), right(context, frame, run)
        if type(first) is not str:
            first = "" if first is UNDEFINED else text_of(first, run.spend)
        if type(second) is not str:
            second = "" if second is UNDEFINED else text_of(second, run.spend)
        if (size := len(first) + len(second)) > _LONG:
            run.allot(size)
        return first + second

    return concatenation


def _range(node: Binary, left: Code, right: Code) -> Code:
    def between(context: Any, frame: Frame, run: Run) -> Any:
        first, last = left(context, frame, run), right(context, frame, run)
        for value, code, place in ((first, "T2003", node.left), (last, "T2004", node.right)):
            whole = type(value) is int or (type(value) is float and value.is_integer())
            if value is not UNDEFINED and not whole:
                raise failure(code, place.start, value=value)
        if first is UNDEFINED or last is UNDEFINED or first > last:
            return UNDEFINED
        size = int(last) - int(first) + 1
        if size > _MAX_RANGE:
            raise failure("D2014", node.start, value=size)
        run.allot(8 * size)
        return Sequence(range(int(first), int(last) + 1))

    return between


def compile_negation(operand: Code, start: int) -> Code:
    """Return the closure of a unary minus; ``start`` is where it stands."""

    def negate(context: Any, frame: Frame, run: Run) -> Any:
        value = operand(context, frame, run)
        if value is UNDEFINED:
            return value
        if type(value) not in NUMBERS or value != value:  # noqa: PLR0124  NaN
            raise failure("D1002", start, value=value)
        return -require_finite(value)

    return negate
