"""Glue's context: Spark's, with the session at hand."""

import logging
import sys
from typing import Any


class GlueContext:
    """The part of Glue's context that scripts use when Spark does the work."""

    def __init__(self, sparkContext: Any, **_options: Any) -> None:  # noqa: N803  Glue's own name
        from pyspark.sql import SparkSession

        # A script may hand over its session or its context.
        self._context = getattr(sparkContext, "sparkContext", sparkContext)
        self.spark_session = SparkSession(self._context)

    def getSparkSession(self) -> Any:  # noqa: N802  Glue's own name
        """Return the Spark session."""
        return self.spark_session

    def get_logger(self) -> "GlueLogger":
        """Return the job's logger."""
        return GlueLogger()

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("create_", "write_", "getSink", "getSource", "purge_", "transition_")):
            raise NotImplementedError(
                f"GlueContext.{name} works with Glue's own Java library, which only AWS has: read and write with "
                "glueContext.spark_session, as in spark.read.format('delta').load(path)"
            )
        return getattr(self._context, name)


class GlueLogger:
    """Glue's logger: four levels, one argument."""

    def __init__(self) -> None:
        self._logger = logging.Logger("glue")  # noqa: LOG001  apart from the root logger, which scripts configure
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        self._logger.addHandler(handler)

    def debug(self, msg: str) -> None:
        """Log what helps to find a mistake."""
        self._logger.debug("%s", msg)

    def info(self, msg: str) -> None:
        """Log what happens."""
        self._logger.info("%s", msg)

    def warn(self, msg: str) -> None:
        """Log what should be looked at."""
        self._logger.warning("%s", msg)

    def error(self, msg: str) -> None:
        """Log what went wrong."""
        self._logger.error("%s", msg)
