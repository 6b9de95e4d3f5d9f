"""Spark's Java process and the door to it: starts it, connects pyspark to it, stops what jobs left in it."""

import importlib
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lakeflow.local.spark.messages import ServerSettings

_START_SECONDS = 120
_QUIET_SECONDS = 10


class SparkNotStartedError(Exception):
    """Java ended, or said nothing, before Spark was up."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A running Spark: its Java process and pyspark's handles on it.

    ``context`` is the JavaSparkContext and ``session`` the Java SparkSession that all jobs' sessions come from. No
    Python object of pyspark stands for them here, so that a forked job starts with an untouched pyspark.
    """

    process: subprocess.Popen[bytes]
    gateway: Any
    context: Any
    session: Any

    def kill(self) -> None:
        """End Java at once."""
        self.process.kill()
        self.process.wait()

    def forget_caches(self) -> None:
        """Drop what jobs cached; for moments when none runs."""
        self.session.sharedState().cacheManager().clearCache()

    def quiet(self, job: str) -> None:
        """Return when nothing in Java works for a job whose process is gone.

        Java does not notice that its caller died until it has done what it was asked: a killed job would go on
        writing. Its Spark jobs are cancelled and its thread is interrupted until that thread ends.
        """
        deadline = time.monotonic() + _QUIET_SECONDS
        while time.monotonic() < deadline:
            threads = [each for each in self._threads() if each.getName() == thread_name(job)]
            if not threads:
                return
            self.context.sc().cancelJobGroup(job)
            for thread in threads:
                thread.interrupt()
            time.sleep(0.02)

    def _threads(self) -> list[Any]:
        return list(self.gateway.jvm.Thread.getAllStackTraces().keySet().toArray())


def thread_name(job: str) -> str:
    """Return the name that a job's Java thread goes by."""
    return f"lakeflow {job}"


def start_spark(settings: ServerSettings) -> Spark:
    """Start Java and Spark in it.

    Raises:
        SparkNotStartedError: with what went wrong; Java's own words are on stderr.

    """
    with tempfile.TemporaryDirectory(dir=settings.scratch) as folder:
        address_file = Path(folder) / "address"
        properties = [f"-D{key}={value}" for key, value in settings.spark_conf.items()]
        java, *options = settings.java_command
        process = subprocess.Popen(  # noqa: S603  Java as the parent found it
            [java, *properties, *options, "org.apache.spark.api.python.PythonGatewayServer"],
            stdin=subprocess.PIPE,  # Java ends when this pipe does, that is with this process
            stdout=2,
            cwd=settings.project_root,
            env=_environment() | {"_PYSPARK_DRIVER_CONN_INFO_PATH": str(address_file)},
        )
        _import_pyspark()
        _wait_for(address_file, process)
        return _connect(process, address_file.read_bytes())


def _environment() -> dict[str, str]:
    return dict(os.environ)  # noqa: TID251  this process's environment is what lakeflow handed it


def _import_pyspark() -> None:
    # While Java starts; jobs are forked with these modules loaded.
    for name in ("pyspark.sql.functions", "pyspark.sql.types", "pyspark.sql.window", "delta.tables"):
        importlib.import_module(name)


def _wait_for(address_file: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not address_file.exists():
        if process.poll() is not None:
            raise SparkNotStartedError(f"Java ended with {describe_exit(process.returncode)} before Spark was up")
        if time.monotonic() > deadline:
            process.kill()
            raise SparkNotStartedError(f"Java did not answer within {_START_SECONDS} seconds")
        time.sleep(0.01)


def _connect(process: subprocess.Popen[bytes], address: bytes) -> Spark:
    from pyspark.context import SparkContext
    from pyspark.java_gateway import launch_gateway

    # Spark writes the port as four bytes, then the secret with its length before it.
    port = int.from_bytes(address[:4], "big")
    secret = address[8:].decode()
    connection = {"PYSPARK_GATEWAY_PORT": str(port), "PYSPARK_GATEWAY_SECRET": secret}
    os.environ.update(connection)  # noqa: TID251  pyspark takes the address of a running gateway from nowhere else
    gateway = launch_gateway()
    for name in connection:
        del os.environ[name]  # noqa: TID251
    SparkContext._gateway = gateway  # noqa: SLF001  where pyspark keeps the gateway it launched
    SparkContext._jvm = gateway.jvm  # noqa: SLF001
    context = gateway.jvm.JavaSparkContext(gateway.jvm.SparkConf())
    session = gateway.jvm.SparkSession(context.sc(), {})
    gateway.jvm.SparkSession.setDefaultSession(session)
    return Spark(process, gateway, context, session)


def describe_exit(code: int) -> str:
    """Return an exit code, or a signal's name for a negative one, as people say it."""
    if code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name}"
