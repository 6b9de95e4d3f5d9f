"""The API models of what lakeflow's own steps call: a small copy, so that checking them needs no botocore and no time.

``lakeflow.aws.copy_operations`` writes it.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

COMMON: Final[Mapping[str, tuple[str, ...]]] = {
    "athena": ("GetQueryExecution", "GetQueryResults", "StartQueryExecution"),
    "dynamodb": ("DeleteItem", "GetItem", "PutItem", "UpdateItem"),
    "ecs": ("DescribeTasks", "RunTask"),
    "emrserverless": ("GetJobRun", "StartJobRun"),
    "eventbridge": ("PutEvents",),
    "glue": ("GetCrawler", "GetJobRun", "StartCrawler", "StartJobRun", "StopCrawler"),
    "lambda": ("Invoke",),
    "sfn": ("DescribeExecution", "StartExecution"),
    "sns": ("Publish",),
    "sqs": ("SendMessage",),
}
"""The operations of the copy, by the AWS SDK integration's name of the service."""

FILE: Final = Path(__file__).with_name("common_operations.json")
"""Where the copy lies."""


@cache
def common_model(service: str) -> Mapping[str, Any]:
    """Return a service's model cut down to the common operations; without any if it has none."""
    return _copy()["services"].get(service, {"operations": {}, "shapes": {}})  # type: ignore[no-any-return]


def copied_from() -> str:
    """Return the version of botocore that the copy was made from."""
    return str(_copy()["botocore"])


@cache
def _copy() -> Mapping[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
