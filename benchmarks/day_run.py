"""Run one day of the reference pipeline: wall time beside the jobs' own time, and beside one cold Spark a job.

The jobs are copies that print, as their last line, how long they took themselves. Of a run's tasks the critical path is
followed back from the one that ended last: what ended just before it could start is what it waited for, be that an
edge of the graph or a free place among ``jobs_at_once``.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data" / "ecommerce"
STOPWATCH = "import time as _time\n_began = _time.perf_counter()\n"
READ_OFF = '\nprint(f"own seconds: {_time.perf_counter() - _began:.3f}", flush=True)\n'


@dataclass(frozen=True)
class Task:
    """A task of a run: when it was entered and left, in seconds of the run, and how long its own code took."""

    name: str
    entered: float
    ended: float
    own: float


@dataclass(frozen=True)
class Day:
    """A measured run."""

    wall: float
    peak_mib: float
    tasks: tuple[Task, ...]

    @property
    def critical_path(self) -> tuple[Task, ...]:
        """The chain of tasks that the run's length came from, first to last."""
        path = [max(self.tasks, key=lambda task: task.ended)]
        while True:
            start = path[0].ended - path[0].own
            earlier = [task for task in self.tasks if task.ended <= start + 0.05 and task not in path]
            if not earlier:
                return tuple(path)
            path.insert(0, max(earlier, key=lambda task: task.ended))


def prepare(folder: Path, settings: str = "") -> str:
    """Make a project with stopwatches in its jobs and a day of data; return the day."""
    for part in ("config", "jobs", "pipelines"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for script in (folder / "jobs" / "glue").glob("*.py"):
        text = script.read_text(encoding="utf-8")
        docstring_end = text.index('"""', 3) + 3
        script.write_text(text[:docstring_end] + "\n" + STOPWATCH + text[docstring_end:] + READ_OFF, encoding="utf-8")
    local = folder / "config" / "local.toml"
    local.write_text(local.read_text(encoding="utf-8") + settings, encoding="utf-8")
    if SHARED.is_dir():
        shutil.copytree(SHARED, folder / "data")
        return "2025-04-01"
    sample = [sys.executable, str(ROOT / "jobs/sample_data.py"), "--date", "2024-01-01", "--orders", "500"]
    subprocess.run([*sample, "--out", str(folder / "data")], check=True, stdout=subprocess.DEVNULL)
    return "2024-01-01"


def run_day(folder: Path, date: str, environment: Mapping[str, str] | None = None) -> Day:
    """Run the day and measure it."""
    command = [sys.executable, str(ROOT / "cli.py"), "run", "--date", date, "--json"]
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    peak = [0.0]
    watch = threading.Thread(target=_watch_memory, args=(process, peak))
    watch.start()
    out, _ = process.communicate()
    wall = time.perf_counter() - start
    watch.join()
    if process.returncode:
        raise SystemExit(f"the run failed:\n{out}")
    return Day(wall, peak[0], tuple(_tasks(folder, json.loads(out))))


def _tasks(folder: Path, record: dict[str, Any]) -> list[Task]:
    tasks = []
    for state in record["states"]:
        if state["type"] == "Task":
            log = folder / ".lakeflow" / "runs" / record["name"] / "logs" / f"{state['name']}-0.log"
            text = log.read_text(encoding="utf-8") if log.is_file() else ""
            own = re.search(r"^own seconds: (\S+)", text, re.MULTILINE)
            seconds = float(own[1]) if own else state["seconds"]
            tasks.append(Task(state["name"], state["entered"], state["entered"] + state["seconds"], seconds))
    return tasks


def _watch_memory(process: subprocess.Popen[str], peak: list[float]) -> None:
    """Keep the largest sum of what a process and its descendants hold; shared pages count once, by their share."""
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_held_mib(pid) for pid in _family(process.pid)))
        time.sleep(0.25)


def _family(root: int) -> list[int]:
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    family = [root]
    for member in family:
        family += [pid for pid, parent in parents.items() if parent == member]
    return family


def _held_mib(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def cold_jobs(folder: Path, date: str) -> float:
    """Run every job of the day in a Spark process of its own, one after the other; return the seconds."""
    start = time.perf_counter()
    for name, table in _jobs():
        extra = ["--table", table] if table else []
        command = [
            sys.executable,
            str(Path(__file__).with_name("cold_job.py")),
            str(folder),
            name,
            "--date",
            date,
            *extra,
        ]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def _jobs() -> list[tuple[str, str]]:
    bronze = [("bronze_ingest", table) for table in ("products", "orders", "order_items")]
    silver = [(f"silver_{table}", "") for table in ("products", "orders", "order_items")]
    gold = ("daily_sales", "product_performance", "department_analytics", "customer_insights")
    return [*bronze, *silver, *((f"gold_{table}", "") for table in gold)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-cold", action="store_true", help="leave out the cold processes")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        warm_up = Path(folder) / "warm-up"
        run_day(warm_up, prepare(warm_up))  # fetches jars and makes the class-data archive, once a machine
        days = []
        for number in range(arguments.runs):
            project = Path(folder) / f"run-{number}"
            days.append(run_day(project, prepare(project)))
        day = sorted(days, key=lambda measured: measured.wall)[len(days) // 2]
        own = sum(task.own for task in day.critical_path)
        walls = ", ".join(f"{measured.wall:.1f}" for measured in days)
        print(f"one day, wall                            {day.wall:7.1f} s  (all runs: {walls})")
        print(f"own time of the tasks on its critical path {own:5.1f} s  wall is {day.wall / own:.2f} times that")
        print("  " + " > ".join(f"{task.name} {task.own:.1f}" for task in day.critical_path))
        print(f"own time of all tasks                    {sum(task.own for task in day.tasks):7.1f} s")
        print(f"peak memory, all processes               {day.peak_mib:7.0f} MiB")
        if not arguments.no_cold:
            project = Path(folder) / "cold"
            date = prepare(project)
            shutil.copytree(project / "data", project / ".lakeflow/lake/incoming")
            cold = cold_jobs(project, date)
            print(f"one cold Spark process a job, in a row   {cold:7.1f} s  {cold / day.wall:.1f} times the run")


if __name__ == "__main__":
    main()
