"""The jobs as Glue runs them, but in this process: one Spark session, each script by its path with its arguments."""

import gc
import runpy
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
GLUE_RUNTIME = PROJECT / "lakeflow/local/glue_runtime"
SILVER = ("silver_products", "silver_orders", "silver_order_items")
GOLD = ("gold_daily_sales", "gold_product_performance", "gold_department_analytics", "gold_customer_insights")
DATASETS = ("products", "orders", "order_items")

RunJob = Callable[..., None]
LoadDays = Callable[[Path, Iterable[object]], None]


@pytest.fixture(scope="session")
def spark() -> Iterator[object]:
    """A Spark session with Delta, sized for a test."""
    from delta import configure_spark_with_delta_pip
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("jobs")
    for name, value in {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.shuffle.partitions": "2",
        "spark.databricks.delta.snapshotPartitions": "2",
        "spark.ui.enabled": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseParallelGC",
    }.items():
        builder = builder.config(name, value)
    session = configure_spark_with_delta_pip(builder).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture
def run_job(spark: object, monkeypatch: pytest.MonkeyPatch) -> RunJob:  # noqa: ARG001  jobs find the session that runs
    """Run a script of ``jobs/glue`` with Glue's arguments."""
    monkeypatch.syspath_prepend(str(PROJECT / "jobs/lib"))
    monkeypatch.syspath_prepend(str(GLUE_RUNTIME))

    def run(script: str, **arguments: object) -> None:
        options = {"JOB_NAME": script, **arguments}
        argv = [script, *(part for name, value in options.items() for part in (f"--{name}", str(value)))]
        monkeypatch.setattr(sys, "argv", argv)
        with warnings.catch_warnings():
            # PySpark leaves the sockets of collect() to the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            runpy.run_path(str(PROJECT / f"jobs/glue/{script}.py"), run_name="__main__")
            gc.collect()

    return run


@pytest.fixture
def load_days(run_job: RunJob) -> LoadDays:
    """Run bronze and silver for each date, then gold once: it is recomputed whole, for whatever date."""

    def load(lake_root: Path, dates: Iterable[object]) -> None:
        last: object = None
        for last in dates:
            for table in DATASETS:
                run_job("bronze_ingest", lake_root=lake_root, table=table, date=last)
            for script in SILVER:
                run_job(script, lake_root=lake_root, date=last)
        for script in GOLD:
            run_job(script, lake_root=lake_root, date=last)

    return load
