"""Rows and results of declared types: columns come as numbers and truth values, fields are checked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from lakeflow import Athena, DistributedMap, Lambda, LambdaFunction, Map, Pass, Pipeline, Sdk, fn


class File(TypedDict):
    """A landed file."""

    name: str
    size: int


@dataclass
class Found:
    """What find returns."""

    count: int
    files: list[File]
    newest: File | None


class Check(TypedDict):
    """A row of the audit."""

    failures: int
    ratio: float
    total: Decimal
    passed: bool
    day: date


find = LambdaFunction("find", handler="jobs/find.py:handler", returns=Found)

with Pipeline("typed") as typed:
    found = Lambda("found", find)
    audit = Athena("audit", "SELECT * FROM gold.audit", columns=Check, after=found)
    counts = Athena("counts", "SELECT 1 AS n", columns={"n": int, "name": str}, after=audit)
    with Map("each", found.output.files, after=counts) as each:
        Pass("seen", {"name": each.item.name, "size": each.item.size})
    with DistributedMap("each_again", found.output.files, after=each) as again:
        Pass("seen_again", {"name": again.item.name})
    listed = Sdk("list", "s3:listObjectsV2", {"Bucket": "lake"}, after=again)
    Pass(
        "all",
        {
            "failures": audit.rows[0]["failures"] + 1,
            "day": audit.rows[0]["day"],
            "n": counts.rows[0]["n"],
            "newest": fn.coalesce(found.output.newest, "none"),
            "scanned": audit.output.Statistics.DataScannedInBytes,
            "key": listed.output.Contents[0].Key,
        },
    )
