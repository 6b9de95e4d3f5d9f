"""The versions of Glue that jobs may run on: https://docs.aws.amazon.com/glue/latest/dg/release-notes.html.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-delta-lake.html has Delta's versions.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Runtime(NamedTuple):
    """What a version of Glue runs jobs with."""

    spark: str
    delta: str
    python: str

    def __str__(self) -> str:
        return f"Spark {self.spark}, Delta {self.delta}, Python {self.python}"


RUNTIMES: Final[Mapping[str, Runtime]] = {
    "4.0": Runtime("3.3.0", "2.1.0", "3.10"),
    "5.0": Runtime("3.5.4", "3.3.0", "3.11"),
    "5.1": Runtime("3.5.6", "3.3.2", "3.11"),
}

LOCAL: Final = "5.1"
"""The version whose Spark and Delta a local run has."""

DELTA: Final[Mapping[str, str]] = {
    "--datalake-formats": "delta",
    "--conf": "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension"
    " --conf spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog"
    " --conf spark.delta.logStore.class=org.apache.spark.sql.delta.storage.S3SingleDriverLogStore",
}
"""The arguments that give a job Delta: its jars, and one --conf whose value chains the others; alike in all."""


def differs_here(version: str) -> str:
    """Return what to tell of a local run for a version of Glue; nothing for the version that it is true to.

    >>> print(differs_here("4.0"))
    jobs are for Glue 4.0 (Spark 3.3.0, Delta 2.1.0, Python 3.10) and run here as on 5.1 (Spark 3.5.6, Delta 3.3.2): \
what only one of them has shows on AWS
    """
    if version == LOCAL:
        return ""
    here = RUNTIMES[LOCAL]
    return (
        f"jobs are for Glue {version} ({RUNTIMES[version]}) and run here as on {LOCAL} "
        f"(Spark {here.spark}, Delta {here.delta}): what only one of them has shows on AWS"
    )
