"""The jobs as Glue runs them, but in this process: one Spark session, each script by its path with its arguments."""

import gc
import runpy
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from lakeflow.local.java import find_java
from lakeflow.local.spark.configuration import SparkFolders, spark_conf
from lakeflow.local.spark.jars import delta_jars
from lakeflow.project import cache_folder, process_environment

PROJECT = Path(__file__).parents[3]
GLUE_RUNTIME = PROJECT / "lakeflow/local/glue_runtime"
SILVER = ("silver_products", "silver_orders", "silver_order_items")
GOLD = ("gold_daily_sales", "gold_product_performance", "gold_department_analytics", "gold_customer_insights")
DATASETS = ("products", "orders", "order_items")

RunJob = Callable[..., None]
LoadDays = Callable[[Path, Iterable[object]], None]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A Spark session in this process, with the Java, the jars and the settings of a local run."""
    from pyspark.sql import SparkSession

    environment = process_environment()
    folders = SparkFolders(scratch=tmp_path_factory.mktemp("scratch"), warehouse=tmp_path_factory.mktemp("warehouse"))
    java = find_java(environment)
    jars = delta_jars(cache_folder(environment) / "jars", print)
    settings = {
        "spark.driver.extraClassPath": ":".join(map(str, jars)),
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseParallelGC",
        "spark.log.level": "ERROR",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_HOME", str(java.home))
        interrupt = signal.getsignal(signal.SIGINT)
        session = SparkSession.builder.config(map=spark_conf("small", folders, settings)).getOrCreate()
        signal.signal(signal.SIGINT, interrupt)  # PySpark takes it, and later tests of interruption need it
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
