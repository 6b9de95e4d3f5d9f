"""What each Glue job of the reference pipeline reads and writes is what it declares: its role derives from that.

Reads are seen by the access times of the lake's files, which a file system keeps of files that were not read since they
changed; every job loads a day alone.
"""

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from jobs.sample_data import sample_data
from lakeflow import GlueJob
from lakeflow.dsl.tasks.glue import Glue
from lakeflow.operations.compiling import compile_file
from lakeflow.project import Project

DAYS = ("2024-01-01", "2024-01-02")
LANDING = ("incoming", "archive")

pytestmark = pytest.mark.spark


class Touched(NamedTuple):
    """Tables and folders of a lake, as a job declares them."""

    read: set[str]
    written: set[str]


def named(lake: Path, file: Path) -> str:
    """Return the table or folder that a file is part of."""
    parts = file.relative_to(lake).parts
    return parts[0] if parts[0] in LANDING else ".".join(parts[:2])


def contents(lake: Path) -> dict[Path, tuple[int, int]]:
    return {file: (file.stat().st_mtime_ns, file.stat().st_ino) for file in lake.rglob("*") if file.is_file()}


def touched(lakeflow: Any, step: str, day: str) -> Touched:
    """Run one step of a day, and see what it touched."""
    lake = lakeflow.lake
    before = contents(lake)
    for file, (modified, _) in before.items():
        os.utime(file, ns=(0, modified))
    lakeflow("run", "--date", day, "--only", step)
    after = contents(lake)
    read = {named(lake, file) for file in before if file.exists() and file.stat().st_atime_ns > 0}
    changed = [file for file in before.keys() | after.keys() if before.get(file) != after.get(file)]
    return Touched(read, {named(lake, file) for file in changed})


@pytest.fixture
def sees_reads(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if not request.config.getoption("--exhaustive"):
        pytest.skip("takes a dozen runs: --exhaustive")
    probe = tmp_path / "probe"
    probe.write_text("x")
    os.utime(probe, ns=(0, probe.stat().st_mtime_ns))
    probe.read_text()
    if probe.stat().st_atime_ns == 0:
        pytest.skip("this file system keeps no access times")


@pytest.mark.usefixtures("sees_reads")
@pytest.mark.timeout(1800)
def test_jobs_touch_what_they_declare_and_all_of_it(lakeflow: Any) -> None:
    data = lakeflow.project / "data"
    sample_data(data, map(dt.date.fromisoformat, DAYS), orders_a_day=60)
    lakeflow.run(DAYS[0])
    shutil.rmtree(data)
    (compiled,) = compile_file(Project(lakeflow.project), lakeflow.project / "pipelines" / "ecommerce.py", "local")
    seen: dict[str, Touched] = {}
    declared: dict[str, Touched] = {}
    steps = [step for step in compiled.pipeline.steps() if isinstance(step, Glue)]
    for step in steps:
        assert isinstance(step.job, GlueJob)
        job = step.job.name
        declared[job] = Touched(set(step.job.reads), set(step.job.writes))
        # The first day's files are archived by now, the second day's have just arrived.
        days = DAYS if job == "bronze_ingest" else DAYS[1:]
        for day in days:
            now = touched(lakeflow, step.name, day)
            former = seen.get(job, Touched(set(), set()))
            seen[job] = Touched(former.read | now.read, former.written | now.written)
    for job, (read, written) in seen.items():
        may = declared[job]
        assert written <= may.written, job
        assert read - may.written == may.read, job
    # What a job has not written for the second day, such as products that did not change, it wrote for the first.
    tables = {".".join(log.parent.relative_to(lakeflow.lake).parts) for log in lakeflow.lake.glob("*/*/_delta_log")}
    assert {table for one in declared.values() for table in one.written} == tables
