"""Row counts: the invariant, and how CloudWatch is told of them."""

import json

import pytest
from lakehouse.metrics import metric_line
from lakehouse.reconciliation import RowCounts, UnreconciledError


def test_counts_that_add_up_are_reconciled() -> None:
    RowCounts(read=10, valid=7, rejected=2, duplicate=1).reconcile("silver.orders", "2025-04-01")


@pytest.mark.parametrize("read", [9, 11])
def test_a_lost_or_an_invented_row_is_an_error_that_shows_the_counts(read: int) -> None:
    with pytest.raises(
        UnreconciledError, match=rf"{read} rows read, but 10 accounted for \(7 valid, 2 rejected, 1 dup"
    ):
        RowCounts(read, 7, 2, 1).reconcile("silver.orders", "2025-04-01")


def test_a_metric_line_is_embedded_metric_format() -> None:
    line = metric_line("silver.orders", "2025-04-01", RowCounts(10, 7, 2, 1), timestamp_ms=1_743_465_600_000)
    assert "\n" not in line
    document = json.loads(line)
    directive = document.pop("_aws")
    assert directive["Timestamp"] == 1_743_465_600_000
    (metrics,) = directive["CloudWatchMetrics"]
    assert (metrics["Namespace"], metrics["Dimensions"]) == ("lakehouse", [["table"]])
    names = [metric["Name"] for metric in metrics["Metrics"]]
    assert document == {"table": "silver.orders", "date": "2025-04-01", **dict(zip(names, (10, 7, 2, 1), strict=True))}
