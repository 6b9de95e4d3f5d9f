"""The lake's Delta tables: ``silver.orders`` is the folder ``silver/orders`` below the lake's root."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from delta.tables import DeltaTable
from pyspark.sql import DataFrame, SparkSession

SESSION_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # Athena does not read deletion vectors.
    "spark.databricks.delta.properties.defaults.enableDeletionVectors": "false",
}
EVERYWHERE = "true"
LAST_UPDATED = "last_updated_timestamp"


class TableMissingError(Exception):
    """A table that is read before anything has written it."""


@dataclass(frozen=True, slots=True)
class Lake:
    """Delta tables below ``root``, a directory or ``s3://bucket/prefix``, and the session that reaches them."""

    spark: SparkSession
    root: str

    def path(self, table: str) -> str:
        """Return the folder of ``database.table``."""
        return f"{self.root}/{table.replace('.', '/')}"

    def exists(self, table: str) -> bool:
        """Tell whether the table has been written."""
        found: bool = DeltaTable.isDeltaTable(self.spark, self.path(table))
        return found

    def read(self, table: str) -> DataFrame:
        """Return the table as it is now."""
        if not self.exists(table):
            raise TableMissingError(f"{table} does not exist in {self.root}: run the job that writes it first")
        return self.spark.read.format("delta").load(self.path(table))

    def replace(self, table: str, rows: DataFrame, *, where: str = EVERYWHERE, partition_by: str | None = None) -> None:
        """Put ``rows`` in the place of those that satisfy ``where``, in one commit; the first call makes the table.

        Delta refuses rows that do not satisfy ``where`` themselves.
        """
        writer = rows.write.format("delta").mode("overwrite").option("replaceWhere", where)
        if partition_by:
            writer = writer.partitionBy(partition_by)
        writer.save(self.path(table))

    def merge(self, table: str, rows: DataFrame, *, key: str, where: str, partition_by: str | None = None) -> None:
        """Make the rows that satisfy ``where`` equal to ``rows``, touching only those that differ.

        Rows are matched by ``key`` in the whole table, because a corrected file may move a key to another date.
        """
        if not self.exists(table):
            self.replace(table, rows, partition_by=partition_by)
            return
        compared = ", ".join(f"{{0}}.{name}" for name in rows.columns if name != LAST_UPDATED)
        differs = f"NOT (struct({compared.format('old')}) <=> struct({compared.format('new')}))"
        (
            DeltaTable.forPath(self.spark, self.path(table))
            .alias("old")
            .merge(rows.alias("new"), f"old.{key} = new.{key}")
            .whenMatchedUpdateAll(differs)
            .whenNotMatchedInsertAll()
            .whenNotMatchedBySourceDelete(where)
            .execute()
        )


def on_date(*dates: str) -> str:
    """Return the predicate of the rows of some dates, each ``YYYY-MM-DD``; raises ValueError for anything else."""
    literals = (f"DATE'{dt.date.fromisoformat(date)}'" for date in dates)
    return f"date IN ({', '.join(literals)})"


def open_lake(lake_root: str) -> Lake:
    """Return the lake, reached through the session that the job runs in."""
    spark = SparkSession.builder.getOrCreate()
    for name, value in SESSION_SETTINGS.items():
        spark.conf.set(name, value)
    return Lake(spark, lake_root.rstrip("/"))


@contextmanager
def cached(rows: DataFrame) -> Iterator[DataFrame]:
    """Keep ``rows`` while they are used more than once: computed once, and the same each time."""
    kept = rows.cache()
    try:
        yield kept
    finally:
        kept.unpersist()
