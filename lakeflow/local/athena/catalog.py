"""The lake as Athena sees it: a database is a folder, a table is a Delta folder in it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lakeflow.errors import QueryError, suggestion

CATALOG = "awsdatacatalog"

# https://docs.aws.amazon.com/athena/latest/ug/delta-lake-tables.html, "Supported non-partition column data types"
_TYPES = {
    "string": "varchar", "long": "bigint", "integer": "integer", "short": "smallint", "byte": "tinyint",
    "float": "real", "double": "double", "boolean": "boolean", "binary": "varbinary", "date": "date",
    "timestamp": "timestamp(3) with time zone", "timestamp_ntz": "timestamp(3)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its type in Athena's words, such as ``decimal(10,2)``."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class LakeCatalog:
    """Every table under ``lake_root``; names are in lower case, as in the Glue Data Catalog."""

    lake_root: Path

    def databases(self) -> tuple[str, ...]:
        """Return the names of the folders that hold a table."""
        if not self.lake_root.is_dir():
            return ()
        return tuple(sorted({log.parent.parent.name.lower() for log in self.lake_root.glob("*/*/_delta_log")}))

    def tables(self, database: str) -> tuple[str, ...]:
        """Return the names of a database's tables."""
        return tuple(sorted(folder.name.lower() for folder in self._folders(database)))

    def columns(self, database: str, table: str) -> tuple[Column, ...]:
        """Return a table's columns; raises QueryError if there is no such table."""
        schema = self._open(database, table).schema()
        return tuple(Column(field.name.lower(), athena_type(field.type)) for field in schema.fields)

    def dataset(self, database: str, table: str) -> Any:
        """Return a table's current version as a pyarrow dataset; raises QueryError if there is no such table."""
        return self._open(database, table).to_pyarrow_dataset()

    def require(self, database: str, table: str, place: str = "") -> None:
        """Raise QueryError, with what was perhaps meant, unless the table exists; ``place`` is ``line 1:15: ``."""
        if database not in self.databases():
            raise QueryError(
                f"SCHEMA_NOT_FOUND: {place}Schema '{database}' does not exist",
                hint=_nearest(database, self.databases(), "databases"),
            )
        if table not in self.tables(database):
            raise QueryError(
                f"TABLE_NOT_FOUND: {place}Table '{CATALOG}.{database}.{table}' does not exist",
                hint=_nearest(table, self.tables(database), f"tables of {database}"),
            )

    def _open(self, database: str, table: str) -> Any:
        from deltalake import DeltaTable

        self.require(database, table)
        return DeltaTable(next(folder for folder in self._folders(database) if folder.name.lower() == table))

    def _folders(self, database: str) -> list[Path]:
        if not self.lake_root.is_dir():
            return []
        return [
            log.parent for log in self.lake_root.glob("*/*/_delta_log") if log.parent.parent.name.lower() == database
        ]


def athena_type(delta_type: Any) -> str:
    """Return a Delta type, as deltalake describes it, in Athena's words."""
    match delta_type.type:
        case "array":
            return f"array({athena_type(delta_type.element_type)})"
        case "map":
            return f"map({athena_type(delta_type.key_type)}, {athena_type(delta_type.value_type)})"
        case "struct":
            return f"row({', '.join(f'{field.name} {athena_type(field.type)}' for field in delta_type.fields)})"
        case _:
            name = str(delta_type.type)
            return _TYPES.get(name, name)


def _nearest(name: str, known: tuple[str, ...], what: str) -> str:
    return suggestion(name, known, f"the {what}: {', '.join(known) or 'none yet; run the pipeline first'}")
