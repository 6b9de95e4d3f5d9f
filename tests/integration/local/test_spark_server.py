"""Glue jobs on the warm Spark: one server for the tests that leave it alive, one each for those that do not."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lakeflow.asl.states import Json
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.local.executor import LocalExecutor
from lakeflow.local.spark.launch import plan_launch
from lakeflow.local.workspace import LocalOptions, Workspace
from lakeflow.resources.model import GlueJobResource, Resources

pytestmark = pytest.mark.spark

# Scripts of jobs; LAKE is where they may write.
SCRIPTS = {
    "write": """
import sys
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
import shared

args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake_root", "table"])
glue = GlueContext(SparkContext())
spark = glue.spark_session
job = Job(glue)
job.init(args["JOB_NAME"], args)
shared.seen.append(args["table"])
spark.range(10).createOrReplaceTempView("numbers")
assert spark.conf.get("spark.sql.session.timeZone") == "UTC"
path = f"{args['lake_root']}/t/{args['table']}"
spark.sql("SELECT id, current_timestamp() AS at FROM numbers").write.format("delta").save(path)
spark.sparkContext.stop()
print("wrote", shared.seen, args["JOB_NAME"], args["JOB_RUN_ID"][:3])
job.commit()
""",
    "stop": """
from pyspark.sql import SparkSession
spark = SparkSession.builder.appName("mine").config("spark.sql.shuffle.partitions", 7).getOrCreate()
assert spark.conf.get("spark.sql.shuffle.partitions") == "7"
spark.range(5).createOrReplaceTempView("mine")
spark.stop()
again = SparkSession.builder.getOrCreate()
assert again.range(3).count() == 3
again.stop()
""",
    "steady": """
import time
from pyspark.sql import SparkSession, functions as F
spark = SparkSession.builder.getOrCreate()
import shared
for _ in range(8):
    assert spark.range(1000).selectExpr("sum(id)").first()[0] == 499500
    time.sleep(0.1)
assert not spark.catalog.listTables()
plus = F.udf(lambda n: n + shared.ONE, "long")
counted = spark.sparkContext.accumulator(0)
spark.sparkContext.parallelize([1, 2, 3]).foreach(lambda n: counted.add(n))
assert counted.value == 6
assert [row[0] for row in spark.range(3).select(plus("id")).collect()] == [1, 2, 3]
""",
    "fail": "def check():\n    raise ValueError('no rows for 2025-04-01')\ncheck()",
    "exit_well": "import sys\nsys.exit(0)",
    "exit_badly": "import sys\nsys.exit(3)",
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "slow": """
import subprocess, sys, time
from pathlib import Path
from pyspark.sql import SparkSession, functions as F
spark = SparkSession.builder.getOrCreate()
lake = Path(sys.argv[sys.argv.index("--lake_root") + 1])
subprocess.Popen(["sh", "-c", f"while true; do date +%s%N > {lake}/beat; sleep 0.1; done"])
(lake / "started").touch()
sleep = F.udf(lambda n: time.sleep(0.2) or n, "long")
spark.range(0, 400, 1, 2).select(sleep("id").alias("id")).write.mode("overwrite").parquet(f"{lake}/late")
""",
    "java_dies": """
import os, signal, time
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
os.kill(spark._jvm.ProcessHandle.current().pid(), signal.SIGKILL)
time.sleep(60)
""",
}


class Project:
    """A folder with the scripts above, and a way to run them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lake = root / "lake"
        (root / "lib").mkdir(parents=True)
        self.lake.mkdir()
        (root / "lib" / "shared.py").write_text("seen = []\nONE = 1\n")
        for name, source in SCRIPTS.items():
            (root / f"{name}.py").write_text(source)
        # Jars are fetched once for all tests of this machine.
        cache = Path(os.path.expanduser("~")) / ".cache" / "lakeflow"  # noqa: PTH111
        self.workspace = Workspace(project_root=root, lake_root=self.lake, run_dir=root / "run", cache_dir=cache)
        self.options = LocalOptions(environment=dict(os.environ))

    def executor(self) -> LocalExecutor:
        defaults = {"--lake_root": str(self.lake)}
        jobs = {
            name: GlueJobResource(name=name, script=f"{name}.py", extra_py_files=("lib",), default_arguments=defaults)
            for name in SCRIPTS
        }
        return LocalExecutor(Resources(glue_jobs=jobs, functions={}, topics={}), self.workspace, self.options)

    def log(self, state: str) -> str:
        return (self.root / "run" / "logs" / f"{state}-0.log").read_text()

    async def wait_for(self, name: str) -> None:
        while not (self.lake / name).exists():  # noqa: ASYNC110  another process makes the file
            await asyncio.sleep(0.05)


def task(job: str, state: str = "", **arguments: str) -> ScheduledTask:
    given: Json = {"JobName": job, "Arguments": {f"--{key}": value for key, value in arguments.items()}}
    return ScheduledTask(
        state=state or job,
        resource="arn:aws:states:::glue:startJobRun.sync",
        arguments=given,
        attempt=0,
        scheduled_event_id=1,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project") / "root")


Run = Callable[[Callable[[LocalExecutor], Coroutine[Any, Any, Any]]], Any]


@pytest.fixture(scope="module")
def shared(project: Project) -> Iterator[Run]:
    with asyncio.Runner() as runner:
        executor = project.executor()
        yield lambda work: runner.run(work(executor))
        runner.run(executor.__aexit__(None, None, None))


def failure(shared: Run, job: str) -> dict[str, Any]:
    with pytest.raises(TaskFailed) as failed:
        shared(lambda executor: executor.execute(task(job)))
    assert failed.value.error == "States.TaskFailed"
    cause: dict[str, Any] = json.loads(failed.value.cause)
    return cause


def test_jobs_side_by_side_have_arguments_modules_views_and_logs_of_their_own(shared: Run, project: Project) -> None:
    async def both(executor: LocalExecutor) -> list[Any]:
        tasks = [task("write", f"write_{table}", table=table) for table in ("a", "b")]
        return await asyncio.gather(*map(executor.execute, tasks))

    first, second = shared(both)
    assert (first["JobRunState"], second["JobRunState"]) == ("SUCCEEDED", "SUCCEEDED")
    assert first["Arguments"] == {"--table": "a"}
    assert first["Id"] != second["Id"]
    for table in ("a", "b"):
        assert project.log(f"write_{table}") == f"wrote ['{table}'] write jr_\n"
        assert list((project.lake / "t" / table).glob("*.parquet"))


def test_a_job_that_stops_spark_stops_it_for_nobody_else(shared: Run) -> None:
    async def both(executor: LocalExecutor) -> None:
        await asyncio.gather(
            executor.execute(task("steady")), *[executor.execute(task("stop", f"stop{n}")) for n in "ab"]
        )

    shared(both)


@pytest.mark.parametrize(
    ("job", "message"),
    [
        ("fail", "ValueError: no rows for 2025-04-01"),
        ("exit_badly", "SystemExit: 3"),
        ("killed", "The job's process ended with signal SIGKILL"),
    ],
)
def test_a_failed_job_says_why_in_the_job_run(shared: Run, job: str, message: str) -> None:
    cause = failure(shared, job)
    assert (cause["JobRunState"], cause["ErrorMessage"], cause["JobName"]) == ("FAILED", message, job)


def test_a_traceback_starts_in_the_script(shared: Run, project: Project) -> None:
    failure(shared, "fail")
    lines = project.log("fail").splitlines()
    assert lines[-1] == "ValueError: no rows for 2025-04-01"
    assert lines[1 - lines[::-1].index("Traceback (most recent call last):") - 1].strip().startswith("File")
    assert "runpy" not in project.log("fail")


def test_exit_code_zero_is_success(shared: Run) -> None:
    assert shared(lambda executor: executor.execute(task("exit_well")))["JobRunState"] == "SUCCEEDED"


def still_writing(lake: Path) -> bool:
    def files() -> list[tuple[str, int]]:
        return sorted((str(path), path.stat().st_mtime_ns) for path in lake.rglob("*") if path.is_file())

    before = files()
    time.sleep(1)
    return files() != before


def test_a_cancelled_job_writes_no_more_and_the_next_one_runs(shared: Run, project: Project) -> None:
    async def cancel(executor: LocalExecutor) -> None:
        running = asyncio.create_task(executor.execute(task("slow")))
        await project.wait_for("started")
        await asyncio.sleep(2)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    shared(cancel)
    assert not still_writing(project.lake)
    assert not list(project.lake.glob("late/*.parquet"))
    assert shared(lambda executor: executor.execute(task("exit_well")))["JobRunState"] == "SUCCEEDED"


def test_when_java_dies_its_jobs_fail_and_the_next_one_gets_a_new_one(shared: Run) -> None:
    assert (
        "Spark was lost while the job ran: Java died with signal SIGKILL"
        in failure(shared, "java_dies")["ErrorMessage"]
    )
    assert shared(lambda executor: executor.execute(task("stop")))["JobRunState"] == "SUCCEEDED"


PARENT = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, {here!r})
from test_spark_server import Project, task

async def main():
    async with Project(Path({root!r})).executor() as executor:
        await executor.execute(task("slow"))

asyncio.run(main())
"""


def test_a_killed_parent_leaves_nothing_that_still_writes(tmp_path: Path) -> None:
    root = tmp_path / "root"
    source = PARENT.format(here=str(Path(__file__).parent), root=str(root))
    parent = subprocess.Popen([sys.executable, "-c", source], start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while not (root / "lake" / "beat").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert (root / "lake" / "beat").exists()
    time.sleep(2)
    assert not still_writing(root / "lake")
    assert not [line for line in processes() if str(root) in line]


def processes() -> list[str]:
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended since
            lines.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return lines


def test_a_damaged_class_data_archive_does_not_keep_spark_from_starting(tmp_path: Path) -> None:
    project = Project(tmp_path / "root")
    made = plan_launch(project.workspace, project.options).archive.file
    # A cache of this test's own, with the jars that are there already.
    cache = tmp_path / "cache"
    (cache / "classes").mkdir(parents=True)
    (cache / "jars").symlink_to(project.workspace.cache_dir / "jars")
    project.workspace = replace(project.workspace, cache_dir=cache)
    damaged = plan_launch(project.workspace, project.options).archive.file
    damaged.write_bytes(made.read_bytes()[:5_000_000] if made.is_file() else b"not an archive")

    async def run() -> None:
        async with project.executor() as executor:
            await executor.execute(task("exit_well"))

    asyncio.run(run())
