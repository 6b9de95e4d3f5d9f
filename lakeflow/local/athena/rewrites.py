"""Where DuckDB computes the same expression differently, say it so that it computes what Trino does."""

from typing import Any

from lakeflow.errors import QueryError
from lakeflow.local.athena.types import decimal_of, is_decimal, is_whole

DIVIDE = "trino_decimal_divide"
"""The macro that the engine gives DuckDB: exact division of decimals."""


def rewrite(tree: Any) -> Any:
    """Return an annotated query with Trino's meaning in DuckDB's functions; children come before their parents."""
    for node in reversed(list(tree.walk(bfs=True))):
        new = _rewritten(node)
        if new is not None:
            # What is above still asks for this node's type.
            new.type = node.type
            node.replace(new)
    return tree


def _rewritten(node: Any) -> Any:  # noqa: PLR0911  one case a kind of expression
    from sqlglot import exp

    match node:
        case exp.Div():
            return _division(node)
        case exp.Mod() if is_whole(node.left) and is_whole(node.right):
            return exp.Mod(this=node.left.copy(), expression=_not_zero(node.right))
        case exp.Avg() if is_decimal(node.this):
            return _decimal_average(node)
        case exp.Round() if is_decimal(node):
            return _cast(node.copy(), node)
        case exp.Cast():
            return _conversion(node)
        case exp.DateDiff():
            # Trino counts whole units; DuckDB's date_diff counts the boundaries between.
            unit = exp.Literal.string(node.text("unit") or "day")
            return exp.Anonymous(this="DATE_SUB", expressions=[unit, node.expression.copy(), node.this.copy()])
        case exp.ApproxQuantile() if is_decimal(node.this):
            node.this.replace(exp.cast(node.this.copy(), "DOUBLE"))
        case (
            exp.GenerateSeries()
            | exp.Add()
            | exp.Sub()
            | exp.DateAdd()
            | exp.DateSub()
            | exp.DateTrunc()
            | (exp.TimestampTrunc() | exp.TsOrDsAdd())
        ):
            return _date(node)
        case _:
            pass
    return None


def _division(node: Any) -> Any:
    from sqlglot import exp

    left, right = node.left, node.right
    if is_whole(left) and is_whole(right):
        return exp.IntDiv(this=exp.paren(left.copy()), expression=_not_zero(right))
    if not is_decimal(node):
        return exp.Div(this=_double(left), expression=_double(right), typed=False, safe=False)
    return _cast(_divided(left, right, decimal_of(left), decimal_of(right), decimal_of(node)), node)


def _decimal_average(node: Any) -> Any:
    from sqlglot import exp

    if isinstance(node.parent, exp.Window | exp.Filter):
        raise QueryError(
            "NOT_SUPPORTED: avg of a decimal with OVER or FILTER is not supported in a local run",
            hint="write sum(x) OVER (…) / count(x) OVER (…), or sum(IF(…)) / count_if(…)",
        )
    scale = decimal_of(node.this)
    total, count = exp.Sum(this=node.this.copy()), exp.Count(this=node.this.copy())
    return _cast(_divided(total, count, scale, (19, 0), decimal_of(node)), node)


def _divided(left: Any, right: Any, *kinds: Any) -> Any:
    from sqlglot import exp

    if None in kinds:
        raise QueryError(
            "NOT_SUPPORTED: a local run cannot tell the scale of this division of decimals",
            hint="CAST both sides to decimal(p, s)",
        )
    (_, left_scale), (_, right_scale), (_, scale) = kinds
    numbers = [left_scale, right_scale, 10 ** (scale + right_scale - left_scale)]
    unit = exp.cast(exp.Literal.string(f"1e-{scale}"), f"DECIMAL({scale + 1}, {scale})")
    texts = [exp.cast(side.copy(), "TEXT") for side in (left, right)]
    return exp.Anonymous(this=DIVIDE, expressions=[*texts, *map(exp.Literal.number, numbers), unit])


def _conversion(node: Any) -> Any:
    """Return a CAST that rounds, cuts and prints as Trino does, or None where DuckDB does already."""
    from sqlglot import exp

    source, target = node.this, node.to
    kind = source.type.this.name if source.type is not None else ""
    if is_whole(node) and kind in ("DOUBLE", "FLOAT"):
        return _like(node, exp.func("ROUND", source.copy(), dialect="duckdb"))
    if target.this.name not in ("VARCHAR", "TEXT", "CHAR"):
        return None
    if kind in ("DOUBLE", "FLOAT"):
        raise QueryError(
            "NOT_SUPPORTED: Athena prints doubles as 1.5E0, a local run cannot",
            hint="CAST the double to decimal(p, s) first",
        )
    if kind in ("TIMESTAMP", "TIMESTAMPNTZ", "TIMESTAMPTZ"):
        zone = " UTC" if kind == "TIMESTAMPTZ" else ""
        pattern = exp.Literal.string(f"%Y-%m-%d %H:%M:%S.%g{zone}")
        return exp.Anonymous(this="STRFTIME", expressions=[source.copy(), pattern])
    if target.expressions:
        length = exp.Literal.number(target.expressions[0].name)
        return exp.Anonymous(this="LEFT", expressions=[exp.cast(source.copy(), "TEXT"), length])
    return None


def _date(node: Any) -> Any:
    """Return an expression over dates as the date, or dates, that it is in Trino."""
    from sqlglot import exp

    kind = node.type
    if kind is None:
        return None
    if kind.this.name == "DATE":
        return exp.cast(node.copy(), "DATE")
    if kind.this.name == "ARRAY" and kind.expressions and kind.expressions[0].sql() == "DATE":
        return exp.cast(node.copy(), exp.DataType.build("ARRAY<DATE>"))
    return None


def _not_zero(divisor: Any) -> Any:
    from sqlglot import exp

    if isinstance(divisor, exp.Literal) and divisor.name != "0":
        return divisor.copy()
    failure = exp.Anonymous(this="error", expressions=[exp.Literal.string("DIVISION_BY_ZERO: Division by zero")])
    return exp.paren(
        exp.case()
        .when(exp.EQ(this=exp.paren(divisor.copy()), expression=exp.Literal.number(0)), failure)
        .else_(divisor.copy())
    )


def _double(side: Any) -> Any:
    from sqlglot import exp

    return exp.cast(side.copy(), "DOUBLE")


def _cast(inner: Any, node: Any) -> Any:
    from sqlglot import exp

    return exp.Cast(this=inner, to=node.type.copy())


def _like(node: Any, inner: Any) -> Any:
    new = node.copy()
    new.set("this", inner)
    return new
