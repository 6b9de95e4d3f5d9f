"""Types of expressions as Trino derives them, where sqlglot would say otherwise: decimals above all."""

from collections.abc import Callable, Mapping
from typing import Any

# Digits of whole numbers when they meet decimals: https://trino.io/docs/current/functions/decimal.html
_DIGITS = {"TINYINT": 3, "SMALLINT": 5, "INT": 10, "BIGINT": 19}
_WIDEST = 38

Decimal = tuple[int, int]
"""Precision and scale."""


def decimal_of(node: Any) -> Decimal | None:
    """Return an annotated expression's precision and scale, a whole number's too; None for other types."""
    kind = node.type
    if kind is None:
        return None
    name = kind.this.name
    if name in _DIGITS:
        return _DIGITS[name], 0
    if name != "DECIMAL" or len(kind.expressions) != 2:
        return None
    precision, scale = (int(parameter.name) for parameter in kind.expressions)
    return precision, scale


def is_decimal(node: Any) -> bool:
    """Return whether an annotated expression is a decimal."""
    kind = node.type
    return kind is not None and kind.this.name == "DECIMAL"


def is_whole(node: Any) -> bool:
    """Return whether an annotated expression is a whole number."""
    kind = node.type
    return kind is not None and kind.this.name in _DIGITS


def annotations() -> Mapping[Any, Mapping[str, Any]]:
    """Return sqlglot's table of how types are derived, with Trino's rules for decimals."""
    from sqlglot import exp
    from sqlglot.dialects.athena import Athena

    rules: dict[Any, Callable[[Any, Any], Any]] = {
        exp.Add: _binary(_sum_type),
        exp.Sub: _binary(_sum_type),
        exp.Mul: _binary(lambda a, b: (a[0] + b[0], a[1] + b[1])),
        exp.Div: _binary(lambda a, b: (a[0] + b[1] + max(0, b[1] - a[1]), max(a[1], b[1]))),
        exp.Mod: _binary(lambda a, b: (min(a[0] - a[1], b[0] - b[1]) + max(a[1], b[1]), max(a[1], b[1]))),
        exp.Sum: _aggregate(lambda d: (_WIDEST, d[1])),
        exp.Avg: _aggregate(lambda d: d),
        exp.DateTrunc: _as_argument,
        exp.TimestampTrunc: _as_argument,
        exp.Round: _aggregate(lambda d: (min(_WIDEST, d[0] + 1), d[1])),
    }
    return {**Athena.EXPRESSION_METADATA, **{kind: {"annotator": rule} for kind, rule in rules.items()}}


def _sum_type(a: Decimal, b: Decimal) -> Decimal:
    scale = max(a[1], b[1])
    return max(a[0] - a[1], b[0] - b[1]) + scale + 1, scale


def _binary(rule: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Any, Any], Any]:
    def annotate(annotator: Any, node: Any) -> Any:
        left, right = node.left, node.right
        sides = decimal_of(left), decimal_of(right)
        if (is_decimal(left) or is_decimal(right)) and sides[0] and sides[1]:
            return _set_decimal(annotator, node, rule(sides[0], sides[1]))
        return annotator._annotate_binary(node)  # noqa: SLF001  the rule that is extended here

    return annotate


def _aggregate(rule: Callable[[Decimal], Decimal]) -> Callable[[Any, Any], Any]:
    from sqlglot import exp

    def annotate(annotator: Any, node: Any) -> Any:
        argument = node.this
        known = decimal_of(argument)
        if is_decimal(argument) and known:
            return _set_decimal(annotator, node, rule(known))
        if isinstance(node, exp.Avg):
            annotator._set_type(node, exp.DataType.Type.DOUBLE)  # noqa: SLF001
            return node
        return annotator._annotate_by_args(node, "this", promote=True)  # noqa: SLF001

    return annotate


def _as_argument(annotator: Any, node: Any) -> Any:
    return annotator._annotate_by_args(node, "this")  # noqa: SLF001


def _set_decimal(annotator: Any, node: Any, kind: Decimal) -> Any:
    from sqlglot import exp

    precision, scale = min(_WIDEST, kind[0]), kind[1]
    annotator._set_type(node, exp.DataType.build(f"DECIMAL({precision}, {scale})"))  # noqa: SLF001
    return node
