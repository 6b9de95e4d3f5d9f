import json

from lakeflow.local.metrics import Metric, embedded_metrics


def line(**values: object) -> str:
    names = [{"Name": name} for name in ("rows_read", "rows_valid")]
    directive = {"Namespace": "lakehouse", "Dimensions": [["table"]], "Metrics": names}
    return json.dumps({"_aws": {"Timestamp": 0, "CloudWatchMetrics": [directive]}, **values})


def test_metrics_are_read_from_between_other_lines() -> None:
    text = f"starting\n{line(table='orders', rows_read=5, rows_valid=4)}\nWARN done\n"
    assert embedded_metrics(text) == (Metric("lakehouse", {"table": "orders"}, {"rows_read": 5.0, "rows_valid": 4.0}),)


def test_lines_come_in_the_order_they_were_printed() -> None:
    text = "\n".join(line(table=name, rows_read=1, rows_valid=1) for name in ("b", "a"))
    assert [metric.dimensions["table"] for metric in embedded_metrics(text)] == ["b", "a"]


def test_a_list_of_measurements_counts_with_its_sum() -> None:
    (metric,) = embedded_metrics(line(table="orders", rows_read=[1, 2], rows_valid=3))
    assert metric.values == {"rows_read": 3.0, "rows_valid": 3.0}


def test_without_dimensions_there_is_one_metric() -> None:
    directive = {"Namespace": "n", "Metrics": [{"Name": "m"}]}
    assert embedded_metrics(json.dumps({"_aws": {"CloudWatchMetrics": [directive]}, "m": 2})) == (
        Metric("n", {}, {"m": 2.0}),
    )


def test_what_is_no_metric_is_passed_over() -> None:
    wrong = ['{"_aws": 1}', '{"_aws": {"CloudWatchMetrics": [1]}}', '"_aws" {', line(table="orders", rows_read=1)]
    assert embedded_metrics("\n".join(wrong)) == ()
