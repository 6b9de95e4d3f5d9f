"""Numbers that jobs print for CloudWatch: lines in the Embedded Metric Format, read out of a log. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Metric:
    """Values measured together: one namespace, one set of dimensions."""

    namespace: str
    dimensions: Mapping[str, str]
    values: Mapping[str, float]


def embedded_metrics(text: str) -> tuple[Metric, ...]:
    """Return the metrics in a log, in the order printed; a line that is none is passed over, as CloudWatch does."""
    return tuple(metric for line in text.splitlines() if '"_aws"' in line for metric in _metrics_of(line.strip()))


def _metrics_of(line: str) -> Iterator[Metric]:
    try:
        record = json.loads(line)
        directives = record["_aws"]["CloudWatchMetrics"]
        yield from [metric for directive in directives for metric in _metrics_in(record, directive)]
    except (ValueError, KeyError, TypeError, AttributeError):
        return


def _metrics_in(record: Mapping[str, Any], directive: Mapping[str, Any]) -> Iterator[Metric]:
    values = {}
    for definition in directive["Metrics"]:
        measured = record[definition["Name"]]
        # A list holds several measurements of one period; their sum is what a run's summary shows.
        values[definition["Name"]] = float(sum(measured) if isinstance(measured, list) else measured)
    for names in directive.get("Dimensions") or [[]]:
        yield Metric(directive["Namespace"], {name: str(record[name]) for name in names}, values)
