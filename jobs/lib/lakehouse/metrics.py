"""Row counts as CloudWatch metrics: one line of the Embedded Metric Format a table, on the job's output."""

import json
import time

from lakehouse.reconciliation import RowCounts

NAMESPACE = "lakehouse"


def metric_line(table: str, date: str, counts: RowCounts, *, timestamp_ms: int) -> str:
    """Return the line; CloudWatch makes a metric of each count, by table, and keeps ``date`` for searching."""
    values = {
        "rows_read": counts.read,
        "rows_valid": counts.valid,
        "rows_rejected": counts.rejected,
        "rows_duplicate": counts.duplicate,
    }
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [["table"]],
        "Metrics": [{"Name": name, "Unit": "Count"} for name in values],
    }
    header = {"Timestamp": timestamp_ms, "CloudWatchMetrics": [directive]}
    return json.dumps({"_aws": header, "table": table, "date": date, **values})


def emit(table: str, date: str, counts: RowCounts) -> None:
    """Print the counts of one table, stamped with the present time."""
    print(metric_line(table, date, counts, timestamp_ms=time.time_ns() // 1_000_000), flush=True)
