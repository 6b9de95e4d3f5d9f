"""Answer a statement as Athena would: queries by DuckDB, SHOW and DESCRIBE from the catalog, the rest with a reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lakeflow.errors import QueryError
from lakeflow.local.athena.catalog import Column, LakeCatalog
from lakeflow.local.athena.engine import Rows, plan, run
from lakeflow.local.athena.transpile import transpile


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A statement's answer; values are Python's own (int, Decimal, str, date, datetime, ...), NULL is None."""

    columns: tuple[Column, ...]
    rows: Rows


def run_query(sql: str, *, catalog: LakeCatalog, database: str | None, parameters: Sequence[str] = ()) -> QueryResult:
    """Run one statement in Athena's dialect; ``parameters`` are literals in SQL, one a ``?``.

    Raises:
        QueryError: Athena would refuse the statement, a local run does not know it, or it fails while it runs.

    """
    statement = _without_comments(sql).strip().removesuffix(";").strip()
    verb = re.match(r"[A-Za-z]*", statement)
    match verb[0].upper() if verb else "":
        case "SELECT" | "WITH" | "VALUES" | "":
            translation = transpile(statement, catalog, database, parameters)
            return QueryResult(*run(translation, catalog))
        case "EXPLAIN":
            return _explain(statement, catalog, database, parameters)
        case "SHOW":
            return _show(statement, catalog, database)
        case "DESCRIBE" | "DESC":
            return _describe(statement, catalog, database)
        case "INSERT" | "UPDATE" | "DELETE" | "MERGE" as word:
            raise QueryError(
                f"NOT_SUPPORTED: {word} on a Delta table: Athena only reads Delta Lake", hint="write with a Glue job"
            )
        case word:
            raise QueryError(
                f"NOT_SUPPORTED: a local run cannot {word}",
                hint="it knows SELECT, WITH, EXPLAIN, SHOW TABLES, SHOW DATABASES, SHOW COLUMNS and DESCRIBE",
            )


def _explain(sql: str, catalog: LakeCatalog, database: str | None, parameters: Sequence[str]) -> QueryResult:
    query = re.sub(r"^EXPLAIN(\s+ANALYZE)?(\s*\([^)]*\))?\s+", "", sql, flags=re.IGNORECASE)
    text = plan(transpile(query, catalog, database, parameters), catalog)
    return QueryResult((Column("query plan", "varchar"),), ((text,),))


def _show(sql: str, catalog: LakeCatalog, database: str | None) -> QueryResult:
    name = r"[`\"]?(?P<name>\w+)[`\"]?"
    if re.fullmatch(r"SHOW\s+(DATABASES|SCHEMAS)", sql, re.IGNORECASE):
        return _listed("database_name", catalog.databases())
    tables = re.fullmatch(rf"SHOW\s+TABLES(\s+(IN|FROM)\s+{name})?", sql, re.IGNORECASE)
    if tables:
        owner = (tables["name"] or database or "").lower()
        if owner not in catalog.databases():
            raise QueryError(
                f"SCHEMA_NOT_FOUND: Schema '{owner}' does not exist", hint="SHOW DATABASES lists those there are"
            )
        return _listed("tab_name", catalog.tables(owner))
    columns = re.fullmatch(r"SHOW\s+COLUMNS\s+(IN|FROM)\s+(?P<table>\S+)", sql, re.IGNORECASE)
    if columns:
        return _listed("field", tuple(each.name for each in _columns_of(columns["table"], catalog, database)))
    raise QueryError(f"NOT_SUPPORTED: a local run cannot {sql}", hint="it knows SHOW TABLES, DATABASES and COLUMNS")


def _describe(sql: str, catalog: LakeCatalog, database: str | None) -> QueryResult:
    table = re.fullmatch(r"DESC(RIBE)?\s+(?P<table>[^\s]+)", sql, re.IGNORECASE)
    if table is None:
        raise QueryError("SYNTAX_ERROR: DESCRIBE takes one table", hint="write DESCRIBE database.table")
    columns = _columns_of(table["table"], catalog, database)
    names = (Column("col_name", "varchar"), Column("data_type", "varchar"))
    return QueryResult(names, tuple((column.name, column.type) for column in columns))


def _columns_of(reference: str, catalog: LakeCatalog, database: str | None) -> tuple[Column, ...]:
    *owners, table = [part.strip('`"').lower() for part in reference.split(".")]
    owner = owners[-1] if owners else (database or "").lower()
    return catalog.columns(owner, table)


def _listed(column: str, names: tuple[str, ...]) -> QueryResult:
    return QueryResult((Column(column, "varchar"),), tuple((name,) for name in names))


def _without_comments(sql: str) -> str:
    # Only before the statement's first word: what follows is for the parser.
    return re.sub(r"\A(\s*(--[^\n]*\n|/\*.*?\*/))*", "", sql, flags=re.DOTALL)
