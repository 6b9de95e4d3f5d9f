"""Rows for a reader: a table in a terminal, aligned text when piped, JSON and CSV for scripts."""

import csv
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lakeflow.local.athena.statements import QueryResult


def print_result(result: "QueryResult", form: str) -> None:
    """Print a query's result as ``table``, ``json`` or ``csv``."""
    names = [column.name for column in result.columns]
    if form == "json":
        records = [dict(zip(names, row, strict=True)) for row in result.rows]
        sys.stdout.write(json.dumps(records, indent=2, ensure_ascii=False, default=str) + "\n")
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(result.rows)
    else:
        print_rows(names, [["" if cell is None else str(cell) for cell in row] for row in result.rows])
        sys.stderr.write(f"{len(result.rows)} row{'s' if len(result.rows) != 1 else ''}\n")


def print_rows(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, its numbers to the right."""
    numeric = [all(_is_number(row[index]) for row in rows) for index in range(len(names))]
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table

        table = Table()
        for name, right in zip(names, numeric, strict=True):
            table.add_column(name, justify="right" if right else "left")
        for row in rows:
            table.add_row(*row)
        Console().print(table)
        return
    widths = [max(len(name), *(len(row[index]) for row in rows), 0) for index, name in enumerate(names)]
    for line in (names, *rows):
        cells = zip(line, widths, numeric, strict=True)
        text = "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells)
        sys.stdout.write(text.rstrip() + "\n")


def without_empty_columns(
    names: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Return a table without the columns in which no row has anything."""
    kept = [index for index in range(len(names)) if not rows or any(row[index] for row in rows)]
    return [names[index] for index in kept], [[row[index] for index in kept] for row in rows]


def _is_number(text: str) -> bool:
    try:
        float(text or 0)
    except ValueError:
        return False
    return True
