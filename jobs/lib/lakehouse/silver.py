"""From bronze to silver: recompute the dates that a day's rows touch, each as a pure function of bronze.

A key may come again on another day, so a day's load can change which row of another day is kept. The dates that
share a key with the loaded one are therefore recomputed with it, and the same tables result in whatever order days
are loaded, however often, and after a crash at any point.
"""

from dataclasses import dataclass
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it

from lakehouse.lake import LAST_UPDATED, Lake, cached, on_date
from lakehouse.metrics import emit
from lakehouse.quality import IS_VALID, REASONS, Rule, duplicate_reason, judge, mark_duplicates
from lakehouse.reconciliation import RowCounts


@dataclass(frozen=True, slots=True)
class SilverTable:
    """How a silver table is made of its bronze rows.

    ``preference`` orders the rows of one key (see ``mark_duplicates``); ``columns`` are Spark SQL expressions.
    """

    name: str
    key: str
    rules: tuple[Rule, ...]
    preference: tuple[str, ...]
    columns: tuple[str, ...]
    partition_by: str | None = "date"


def dates_sharing_keys(lake: Lake, table: SilverTable, date: str) -> DataFrame:
    """Return the dates (column ``date``) of bronze rows whose key the load of ``date`` brings, or used to bring."""
    bronze = lake.read(f"bronze.{table.name}")
    keys = bronze.where(on_date(date)).select(table.key)
    if lake.exists(f"silver.{table.name}"):
        keys = keys.union(lake.read(f"silver.{table.name}").where(on_date(date)).select(table.key))
    return bronze.join(keys, table.key, "left_semi").select("date")


def touched_dates(date: str, *dates: DataFrame) -> list[str]:
    """Return ``date`` and the distinct dates of the frames, sorted."""
    rows = reduce(DataFrame.union, dates).distinct().collect()
    return sorted({date, *(str(row.date) for row in rows)})


def rows_and_rivals(bronze: DataFrame, key: str, scope: str) -> DataFrame:
    """Return the rows in ``scope`` and every other row that shares a key with one of them."""
    inside = bronze.where(scope)
    outside = bronze.where(f"NOT ({scope})")
    return inside.union(outside.join(inside.select(key), key, "left_semi").select(inside.columns))


def refine(lake: Lake, table: SilverTable, rows: DataFrame, *, scope: str, date: str) -> None:
    """Write what ``rows`` give within ``scope``: valid ones to silver, all others, with reasons, to rejected.

    ``rows`` may hold columns beyond bronze's for the rules to look at. Raises UnreconciledError before anything is
    written when the rows of any date do not add up. The counts of ``date`` are emitted as metrics.
    """
    bronze = lake.read(f"bronze.{table.name}").where(scope)
    judged = mark_duplicates(judge(rows, table.rules), table.key, table.preference).where(scope)
    with cached(judged) as outcome:
        counts = _count(bronze, outcome, table, date)
        for day, day_counts in counts.items():
            day_counts.reconcile(f"silver.{table.name}", day)
        # Silver is written last: as long as it holds a date's old keys, a rerun finds every date they touch.
        rejected = outcome.where(f"NOT ({IS_VALID})").select(*bronze.columns, REASONS)
        lake.replace(f"rejected.{table.name}", rejected, where=scope, partition_by=table.partition_by)
        valid = outcome.where(IS_VALID).selectExpr(
            *table.columns, "source_file", f"ingestion_timestamp AS {LAST_UPDATED}"
        )
        lake.merge(f"silver.{table.name}", valid, key=table.key, where=scope, partition_by=table.partition_by)
    emit(f"silver.{table.name}", date, counts.get(date, RowCounts()))


def _count(bronze: DataFrame, outcome: DataFrame, table: SilverTable, date: str) -> dict[str, RowCounts]:
    """Count by date what is in bronze and, independently, what became of it."""
    day = F.col(table.partition_by) if table.partition_by else F.lit(date)
    is_duplicate = F.array_contains(REASONS, duplicate_reason(table.key))
    fate = F.when(F.expr(IS_VALID), "valid").when(is_duplicate, "duplicate").otherwise("rejected")
    fates = outcome.select(day.cast("string").alias("day"), fate.alias("fate"))
    read = bronze.select(day.cast("string").alias("day"), F.lit("read").alias("fate"))
    counts: dict[str, dict[str, int]] = {}
    for row in read.union(fates).groupBy("day", "fate").agg(F.count("*").alias("rows")).collect():
        counts.setdefault(row.day, {})[row.fate] = row.rows
    return {day: RowCounts(**fates) for day, fates in counts.items()}
