"""Gold tables are recomputed whole from silver: what they hold never depends on which day ran last."""

from pyspark.sql import DataFrame

from lakehouse.lake import Lake
from lakehouse.metrics import emit
from lakehouse.reconciliation import RowCounts

MONEY = "DECIMAL(18,2)"
AVERAGE = "DECIMAL(10,2)"


def publish(lake: Lake, table: str, rows: DataFrame, *, date: str, partition_by: str | None = None) -> None:
    """Replace the gold table by ``rows`` in one commit, and emit how many it holds."""
    lake.replace(f"gold.{table}", rows, partition_by=partition_by)
    published = lake.read(f"gold.{table}").count()
    emit(f"gold.{table}", date, RowCounts(read=published, valid=published))
