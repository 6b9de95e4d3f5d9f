"""Delta's jars: resolved once from Maven Central by Spark's own Ivy, and kept."""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from lakeflow.errors import ToolMissingError
from lakeflow.local.java import Java

DELTA = "io.delta:delta-spark_2.12:3.3.2"

JARS = ("delta-spark_2.12-3.3.2.jar", "delta-storage-3.3.2.jar", "antlr4-runtime-4.9.3.jar")
"""What DELTA resolves to; everything else that it needs is in Spark itself."""

_LONGEST_SECONDS = 600


def delta_jars(
    folder: Path,
    java: Java,
    environment: Mapping[str, str],
    notify: Callable[[str], None],
    *,
    ivy_settings: Path | None = None,
) -> tuple[Path, ...]:
    """Return Delta's jars, resolving into ``folder`` what is not there yet.

    Ivy checks what it fetches against the repository's checksums. ``ivy_settings`` is a file that names other
    repositories than its own (https://ant.apache.org/ivy/history/latest-milestone/settings.html).

    Raises:
        ToolMissingError: a jar cannot be had.

    """
    jars = tuple(folder / name for name in JARS)
    if not all(jar.is_file() for jar in jars):
        notify(f"Fetching Delta Lake from Maven Central, once: {DELTA}")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            _resolve(Path(scratch), java, environment, ivy_settings)
            _keep(Path(scratch), folder)
    return jars


def spark_jars() -> tuple[Path, ...]:
    """Return the jars of the installed pyspark, in one order everywhere.

    Raises:
        ToolMissingError: pyspark is not installed.

    """
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        raise ToolMissingError("Glue steps need pyspark to run here", hint="pip install 'lakeflow[local]'")
    return tuple(sorted((Path(found.origin).parent / "jars").glob("*.jar")))


def _resolve(scratch: Path, java: Java, environment: Mapping[str, str], ivy_settings: Path | None) -> None:
    """Have Spark resolve the package for a program that does nothing; the jars are then in ``scratch/jars``."""
    program = scratch / "nothing.py"
    program.write_text("", encoding="utf-8")
    conf = {"spark.jars.ivy": str(scratch), "spark.pyspark.python": sys.executable}
    if ivy_settings is not None:
        conf["spark.jars.ivySettings"] = str(ivy_settings)
    command = [str(java.executable), "-cp", ":".join(map(str, spark_jars())), "org.apache.spark.deploy.SparkSubmit"]
    command += ["--master", "local[1]", "--packages", DELTA]
    command += [word for name, value in conf.items() for word in ("--conf", f"{name}={value}")]
    submitted = subprocess.run(  # noqa: S603  Java and the class path are what was found on this machine
        [*command, str(program)],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=_LONGEST_SECONDS,
        check=False,
    )
    if submitted.returncode:
        reasons = [line.strip() for line in submitted.stderr.splitlines() if "not found" in line or "Exception" in line]
        raise ToolMissingError(
            f"cannot fetch Delta Lake from Maven Central: {reasons[-1] if reasons else submitted.stderr[-300:]}",
            hint=f"connect to the network once, or copy {', '.join(JARS)} into {scratch.parent}",
        )


def _keep(scratch: Path, folder: Path) -> None:
    """Move the jars to where they stay: renaming is atomic, so another run sees a whole jar or none."""
    for name in JARS:
        # Ivy puts the organisation before the name.
        (found,) = (scratch / "jars").glob(f"*_{name}")
        shutil.move(found, folder / name)
