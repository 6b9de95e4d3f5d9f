"""From Athena's SQL to DuckDB's, with the types of the lake's tables, so that the same query gives the same values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lakeflow.errors import QueryError, suggestion
from lakeflow.local.athena.catalog import Column, LakeCatalog
from lakeflow.local.athena.lint import check_tables, check_text, check_types
from lakeflow.local.athena.parameters import substitute
from lakeflow.local.athena.rewrites import rewrite
from lakeflow.local.athena.types import annotations

_GENERATED = re.compile(r"_col_(\d+)")


@dataclass(frozen=True, slots=True)
class TableName:
    """A table's place in the catalog."""

    database: str
    table: str

    @property
    def view(self) -> str:
        """The name that DuckDB knows it by."""
        return f"{self.database}.{self.table}"


@dataclass(frozen=True, slots=True)
class Translation:
    """A query in DuckDB's dialect, the tables it reads, and the columns that Athena would answer with.

    A column's type is empty where sqlglot cannot tell; DuckDB's own then counts.
    """

    sql: str
    tables: tuple[TableName, ...]
    columns: tuple[Column, ...]


def transpile(sql: str, catalog: LakeCatalog, database: str | None, parameters: Sequence[str] = ()) -> Translation:
    """Translate one SELECT or WITH statement.

    Raises:
        QueryError: the statement is not one, or Athena would refuse it.

    """
    sql = substitute(sql, parameters)
    tree = parse(sql)
    check_text(sql, tree)
    check_tables(tree, catalog, database)
    tables = _name_tables(tree, database)
    typed = _typed(tree, {name.view: catalog.columns(name.database, name.table) for name in tables})
    check_types(typed)
    columns = tuple(_column(selected, index) for index, selected in enumerate(typed.selects))
    rewritten = rewrite(typed)
    return Translation(rewritten.sql("duckdb"), tables, columns)


def parse(sql: str) -> Any:
    """Return the syntax tree of a single query; raises QueryError for anything else."""
    import sqlglot
    from sqlglot import exp

    try:
        trees = [tree for tree in sqlglot.parse(sql, read="athena") if tree is not None]
    except sqlglot.errors.SqlglotError as error:
        raise QueryError(f"SYNTAX_ERROR: {_first_line(error)}", hint="check the statement at that place") from error
    if len(trees) != 1:
        raise QueryError("SYNTAX_ERROR: Only one sql statement is allowed", hint="run the statements one by one")
    if not isinstance(trees[0], exp.Query):
        raise QueryError(f"SYNTAX_ERROR: not a query: {trees[0].key}", hint="write a SELECT")
    return trees[0]


def _name_tables(tree: Any, database: str | None) -> tuple[TableName, ...]:
    """Give every lake table in the tree the one-part name that DuckDB knows it by; return the tables."""
    from sqlglot import exp

    ctes = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    names = {}
    for table in list(tree.find_all(exp.Table)):
        if not table.db and table.name.lower() in ctes:
            continue
        name = TableName((table.db or database or "").lower(), table.name.lower())
        names[name.view] = name
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(name.table)))
        _shorten_references(tree, name)
        table.set("this", exp.to_identifier(name.view, quoted=True))
        table.set("db", None)
        table.set("catalog", None)
    return tuple(names.values())


def _shorten_references(tree: Any, name: TableName) -> None:
    # silver.orders.order_id: the alias orders stands for silver.orders by now.
    from sqlglot import exp

    for column in tree.find_all(exp.Column):
        if column.db and column.db.lower() == name.database and column.table.lower() == name.table:
            column.set("db", None)
            column.set("catalog", None)


def _typed(tree: Any, tables: dict[str, tuple[Column, ...]]) -> Any:
    from sqlglot import MappingSchema, exp
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.annotate_types import annotate_types
    from sqlglot.optimizer.qualify import qualify

    schema = MappingSchema(dialect="athena")
    for view, columns in tables.items():
        described = {column.name: column.type for column in columns}
        schema.add_table(_quoted_table(view), described, dialect="athena", normalize=False)
    aliases = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
    known = tuple({column.name for columns in tables.values() for column in columns})
    try:
        _type_literals(tree)
        qualified = qualify(tree, schema=schema, dialect="athena", expand_alias_refs=False)
        return annotate_types(qualified, schema=schema, dialect="athena", expression_metadata=annotations())
    except SqlglotError as error:
        raise _unresolved(str(error), known, aliases) from error


def _quoted_table(view: str) -> Any:
    from sqlglot import exp

    return exp.Table(this=exp.to_identifier(view, quoted=True))


def _type_literals(tree: Any) -> None:
    """Make 2.5 the decimal(2,1) that it is in Trino; sqlglot takes it for a double."""
    from sqlglot import exp

    for literal in list(tree.find_all(exp.Literal)):
        text = literal.name
        if literal.is_string or "." not in text or "e" in text.lower():
            continue
        whole, _, fraction = text.partition(".")
        precision = max(1, len(whole.lstrip("0")) + len(fraction))
        literal.replace(exp.cast(literal.copy(), f"DECIMAL({precision}, {len(fraction)})"))


def _column(selected: Any, index: int) -> Column:
    # Trino numbers columns without a name: _col0.
    name = selected.alias_or_name
    if _GENERATED.fullmatch(name):
        name = f"_col{index}"
    kind = selected.type
    known = kind is not None and kind.this.name not in ("UNKNOWN", "NULL")
    return Column(name.lower(), str(kind.sql("athena")).lower() if known else "")


def _unresolved(said: str, known: tuple[str, ...], aliases: set[str]) -> QueryError:
    found = re.match(r"Column '([^']+)' could not be resolved\.(?: Line: (\d+), Col: (\d+))?", said)
    if found is None:
        return QueryError(f"SYNTAX_ERROR: {said.splitlines()[0]}", hint="check the names in the statement")
    name = found[1].split(".")[-1].strip('"')
    place = f"line {found[2]}:{max(1, int(found[3]) - len(name) + 1)}: " if found[2] else ""
    hint = suggestion(name, known, "DESCRIBE shows a table's columns")
    if name.lower() in aliases:
        hint = "an alias cannot be used in WHERE, GROUP BY or HAVING: repeat its expression"
    return QueryError(f"COLUMN_NOT_FOUND: {place}Column '{name}' cannot be resolved", hint=hint)


def _first_line(error: Exception) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", str(error)).splitlines()[0]
