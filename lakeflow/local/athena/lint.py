"""Refuse what Athena would refuse and DuckDB would not: in Athena's words, with a way out."""

from itertools import pairwise
from typing import Any

from lakeflow.errors import QueryError
from lakeflow.local.athena.catalog import LakeCatalog
from lakeflow.local.athena.functions import check_functions

_CLASSES = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INT", "BIGINT", "DECIMAL", "FLOAT", "DOUBLE"), "number"),
    **dict.fromkeys(("VARCHAR", "CHAR", "TEXT"), "text"),
    # Trino compares dates with timestamps.
    **dict.fromkeys(("DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPNTZ"), "moment"),
    "BOOLEAN": "truth",
}
# Notations that sqlglot's Athena reads and Athena does not.
_FOREIGN = {"::": "CAST(x AS type)", "==": "=", "QUALIFY": "a WHERE around the query", "ILIKE": "lower(x) LIKE"}


def check_text(sql: str, tree: Any) -> None:
    """Refuse notations and functions that Athena does not know; ``tree`` is the statement parsed."""
    from sqlglot import exp, tokenize
    from sqlglot.tokens import TokenType

    tokens = tokenize(sql, read="athena")
    quoted = (TokenType.STRING, TokenType.IDENTIFIER)
    for token in tokens:
        instead = _FOREIGN.get(token.text.upper()) if token.token_type not in quoted else None
        if instead:
            raise QueryError(
                f"SYNTAX_ERROR: line {token.line}: mismatched input '{token.text}'", hint=f"write {instead}"
            )
    # t in UNNEST(…) AS t(x) is no function.
    aliases = {alias.name.lower() for alias in tree.find_all(exp.TableAlias)}
    called = [(a, b) for a, b in pairwise(tokens) if a.token_type not in quoted and a.text.lower() not in aliases]
    check_functions((a.text, b.text, a.line) for a, b in called)


def check_tables(tree: Any, catalog: LakeCatalog, database: str | None) -> None:
    """Refuse tables that do not exist, time travel and a missing database."""
    from sqlglot import exp

    named = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not table.db and table.name.lower() in named:
            continue
        place = _place(table.this)
        if table.args.get("version") or table.args.get("when"):
            raise QueryError(
                f"NOT_SUPPORTED: {place}Athena reads the current version of a Delta table only",
                hint="read an earlier version with Spark: option('versionAsOf', n)",
            )
        owner = (table.db or database or "").lower()
        if not owner:
            raise QueryError(
                f"MISSING_SCHEMA_NAME: {place}Schema must be specified when session schema is not set",
                hint=f"write database.{table.name}",
            )
        if table.name.startswith("$") or "$" in table.name:
            raise QueryError(f"NOT_SUPPORTED: {place}metadata tables are not supported in a local run")
        catalog.require(owner, table.name.lower(), place)


def check_types(tree: Any) -> None:  # noqa: C901  one case a kind of expression
    """Refuse operators on types that Trino does not bring together; ``tree`` is annotated."""
    from sqlglot import exp

    arithmetic = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
    comparison = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)
    for node in tree.walk():
        match node:
            case exp.Where() | exp.Having() if _class(node.this) not in (None, "truth"):
                _refuse(node, f"{node.key.upper()} clause must evaluate to a boolean: actual type {_name(node.this)}")
            case exp.Between():
                _same(node, [node.this, node.args["low"], node.args["high"]], "BETWEEN")
            case exp.In():
                _same(node, [node.this, *node.expressions], "IN")
            case exp.Coalesce():
                _same(node, [node.this, *node.expressions], "COALESCE")
            case exp.Case():
                branches = [branch.args["true"] for branch in node.args["ifs"]]
                _same(node, [each for each in (*branches, node.args.get("default")) if each is not None], "CASE")
            case exp.DPipe():
                _text_only(node)
            case exp.Sub() if _is_date(node.left) and _is_date(node.right):
                _refuse(node, "Cannot apply operator: date - date", "write date_diff('day', start, end)")
            case exp.Binary() if isinstance(node, comparison):
                _same(node, [node.left, node.right], _operator(node))
            case exp.Binary() if isinstance(node, arithmetic):
                _numbers(node)
            case _:
                pass


def _same(node: Any, operands: list[Any], operator: str) -> None:
    first = next((each for each in operands if _class(each)), None)
    if first is None:
        return
    for other in operands:
        if _class(other) and _class(other) != _class(first):
            cast = (
                "DATE '2024-01-01' or CAST(x AS date)" if "moment" in (_class(first), _class(other)) else "CAST(x AS …)"
            )
            _refuse(node, f"Cannot apply operator: {_name(first)} {operator} {_name(other)}", f"write {cast}")


def _numbers(node: Any) -> None:
    for side in (node.left, node.right):
        if _class(side) in ("text", "truth"):
            names = f"{_name(node.left)} {_operator(node)} {_name(node.right)}"
            _refuse(node, f"Cannot apply operator: {names}", "CAST the text to a number first")


def _text_only(node: Any) -> None:
    for side in (node.left, node.right):
        if _class(side) not in (None, "text"):
            _refuse(
                node, f"Cannot apply operator: {_name(node.left)} || {_name(node.right)}", "CAST(x AS varchar) first"
            )


def _refuse(node: Any, message: str, hint: str = "") -> None:
    marked = [each for each in node.walk() if each.meta.get("line")]
    inner = _place(min(marked, key=lambda each: int(each.meta["start"]))) if marked else ""
    raise QueryError(f"TYPE_MISMATCH: {inner}{message}", hint=hint)


def _class(node: Any) -> str | None:
    return _CLASSES.get(node.type.this.name) if node.type is not None else None


def _is_date(node: Any) -> bool:
    return node.type is not None and node.type.this.name == "DATE"


def _name(node: Any) -> str:
    if node.is_string:
        return f"varchar({len(node.name)})"
    return str(node.type.sql("athena")).lower() if node.type is not None else "unknown"


def _operator(node: Any) -> str:
    names = {"eq": "=", "neq": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
    names |= {"add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%"}
    return names.get(node.key, "IS DISTINCT FROM")


def _place(node: Any) -> str:
    line, end = node.meta.get("line"), node.meta.get("col")
    return f"line {line}:{end - len(node.name) + 1}: " if line else ""
