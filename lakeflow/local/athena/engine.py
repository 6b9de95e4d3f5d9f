"""Run a translated query on DuckDB, over the Delta tables it names."""

import re
from typing import Any

from lakeflow.errors import QueryError
from lakeflow.local.athena.catalog import Column, LakeCatalog
from lakeflow.local.athena.rewrites import DIVIDE
from lakeflow.local.athena.transpile import Translation

Rows = tuple[tuple[object, ...], ...]

# Exact division of decimals, rounded half up as in Trino; DuckDB's own is in doubles. Sides come as text, which shows
# the scale that DuckDB really gave them: where that is not the derived one, better an error than a wrong digit.
_DIVIDE = f"""
CREATE MACRO {DIVIDE}(dividend, divisor, dividend_scale, divisor_scale, shift, unit) AS CASE
    WHEN length(split_part(dividend, '.', 2)) <> dividend_scale OR length(split_part(divisor, '.', 2)) <> divisor_scale
        THEN error('the scale of a decimal is not the one derived: CAST both sides of the division to decimal(p, s)')
    WHEN CAST(replace(divisor, '.', '') AS HUGEINT) = 0 THEN error('DIVISION_BY_ZERO: Division by zero')
    ELSE CAST(
        sign(CAST(replace(dividend, '.', '') AS HUGEINT)) * sign(CAST(replace(divisor, '.', '') AS HUGEINT)) * (
            (2 * abs(CAST(replace(dividend, '.', '') AS HUGEINT)) * shift
                + abs(CAST(replace(divisor, '.', '') AS HUGEINT)))
            // (2 * abs(CAST(replace(divisor, '.', '') AS HUGEINT)))
        ) AS DECIMAL(38, 0)) * unit
END
"""

# DuckDB's words for types that Athena calls otherwise.
_TYPES = {
    "HUGEINT": "bigint", "TIMESTAMP WITH TIME ZONE": "timestamp(3) with time zone", "TIMESTAMP": "timestamp(3)",
    "FLOAT": "real", "BLOB": "varbinary", "JSON": "json", "UUID": "uuid",
}  # fmt: skip


def run(translation: Translation, catalog: LakeCatalog) -> tuple[tuple[Column, ...], Rows]:
    """Return the columns and rows of a query; raises QueryError with Athena's code for what fails while it runs."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        _prepare(connection)
        for table in translation.tables:
            connection.register(table.view, catalog.dataset(table.database, table.table))
        try:
            connection.execute(translation.sql)
            rows = connection.fetchall()
        except duckdb.Error as error:
            raise _translated(error) from error
        described = connection.description or []
    columns = tuple(
        Column(wanted.name, wanted.type or _athena_name(str(kind)))
        for wanted, (_, kind, *_rest) in zip(translation.columns, described, strict=True)
    )
    return columns, tuple(tuple(row) for row in rows)


def plan(translation: Translation, catalog: LakeCatalog) -> str:
    """Return DuckDB's plan for a query: what a local EXPLAIN can show."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        _prepare(connection)
        for table in translation.tables:
            connection.register(table.view, catalog.dataset(table.database, table.table))
        found = connection.execute(f"EXPLAIN {translation.sql}").fetchall()
        return "\n".join(str(text) for _, text in found)


def _prepare(connection: Any) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(_DIVIDE)


def _athena_name(kind: str) -> str:
    return _TYPES.get(kind, kind.lower())


# The first words of DuckDB's message say its kind; Athena's codes for the same.
_CODES = (
    ("Conversion Error", "INVALID_CAST_ARGUMENT", "check the values, or use TRY_CAST"),
    ("Out of Range Error", "NUMERIC_VALUE_OUT_OF_RANGE", "cast to a wider type"),
    ("Binder Error", "SYNTAX_ERROR", "check columns, types and GROUP BY"),
    ("Parser Error", "SYNTAX_ERROR", "check the statement"),
    ("Catalog Error", "NOT_SUPPORTED", "Athena may have it, a local run does not: write it with other functions"),
)


def _translated(error: Exception) -> QueryError:
    text = str(error)
    zero = re.search(r"DIVISION_BY_ZERO: Division by zero|Division by zero", text)
    if zero:
        return QueryError("DIVISION_BY_ZERO: Division by zero", hint="divide by NULLIF(x, 0) for NULL instead")
    for start, code, hint in _CODES:
        if text.startswith(start):
            detail = text.removeprefix(f"{start}: ").split("\n\nLINE")[0]
            return QueryError(f"{code}: {detail}", hint=hint)
    return QueryError(f"GENERIC_INTERNAL_ERROR: {text}", hint="the statement ran into a limit of local runs")
