"""How Spark and its Java are configured for one machine and small or large data. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# What Spark's own launcher adds on Java 17: org.apache.spark.launcher.JavaModuleOptions.
_OPENED = (
    "java.base/java.lang", "java.base/java.lang.invoke", "java.base/java.lang.reflect", "java.base/java.io",
    "java.base/java.net", "java.base/java.nio", "java.base/java.util", "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic", "java.base/jdk.internal.ref", "java.base/sun.nio.ch",
    "java.base/sun.nio.cs", "java.base/sun.security.action", "java.base/sun.util.calendar",
    "java.security.jgss/sun.security.krb5",
)  # fmt: skip

Profile = Literal["small", "large"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkFolders:
    """Where Spark keeps what is no table: blocks and shuffles in ``scratch``, managed tables in ``warehouse``."""

    scratch: Path
    warehouse: Path


def spark_conf(profile: Profile, folders: SparkFolders, extra: Mapping[str, str]) -> dict[str, str]:
    """Return Spark's settings: Glue's where they change results, a laptop's where they change speed; ``extra`` wins."""
    partitions = "2" if profile == "small" else "16"
    settings = {
        "spark.master": "local[*]",
        "spark.app.name": "lakeflow",
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        # Glue runs in UTC.
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.shuffle.partitions": partitions,
        "spark.databricks.delta.snapshotPartitions": partitions,
        # Jobs share one Spark: none waits for another's last task.
        "spark.scheduler.mode": "FAIR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(folders.scratch),
        "spark.sql.warehouse.dir": str(folders.warehouse),
    }
    if profile == "small":
        # Measured: on small inputs compiling expressions costs more than interpreting them, a sixth of a day's run.
        settings |= {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
    return settings | dict(extra)


def java_options(profile: Profile, *, major: int, log_settings: Path, scratch: Path) -> list[str]:
    """Return the options of Spark's Java; ``major`` is Java's version."""
    options = [
        "-Xmx2g" if profile == "small" else "-Xmx6g",
        f"-Djava.io.tmpdir={scratch}",
        f"-XX:ErrorFile={scratch}/java-crash.log",
        f"-Dlog4j2.configurationFile={log_settings}",
        "-Duser.timezone=UTC",
        "-Dfile.encoding=UTF-8",
    ]
    if profile == "small":
        options += ["-XX:TieredStopAtLevel=1", "-XX:+UseParallelGC"]
    if major > 8:
        options += ["-XX:+IgnoreUnrecognizedVMOptions"]
        options += [f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED]
    return options
