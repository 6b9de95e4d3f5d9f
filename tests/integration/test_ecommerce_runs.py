"""The reference pipeline through the command line, against an independent computation over the raw files."""

import contextlib
import csv
import datetime as dt
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable

from jobs.sample_data import sample_data
from tests.ecommerce_oracle import differences, expect, read_lake

REAL_DATA = Path(__file__).parents[3] / "shared" / "data" / "ecommerce"
DAYS = ("2024-01-01", "2024-01-02")
STAGES = ("bronze_orders", "silver_orders", "silver_order_items", "gold_daily_sales", "archive_files")

pytestmark = pytest.mark.spark


def make_days(out: Path) -> None:
    sample_data(out, map(dt.date.fromisoformat, DAYS), orders_a_day=60)


def contents(lake: Path) -> dict[str, list[str]]:
    """Return every row of every table, load times included, in an order of its own."""
    tables = sorted(".".join(log.parent.relative_to(lake).parts) for log in lake.glob("*/*/_delta_log"))
    return {table: sorted(map(str, read_lake(lake, table).to_pylist())) for table in tables}


def processes_of(project: Path) -> list[str]:
    """Return the command lines of the processes that still work for a project."""
    commands = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended since
            commands.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [command for command in commands if str(project) in command]


def wait_for(condition: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_days_are_loaded_again_without_a_trace_and_a_changed_file_replaces_what_it_gave(lakeflow: Any) -> None:
    data = lakeflow.project / "data"
    make_days(data)
    for day in DAYS:
        record = lakeflow.run(day)
        assert record["status"] == "SUCCEEDED"
    assert differences(expect(data, DAYS), lakeflow.lake) == {}
    for counts in (table["rows"] for table in record["tables"]):
        parts = counts["rows_valid"] + counts["rows_rejected"] + counts["rows_duplicate"]
        assert counts["rows_read"] == parts

    before = contents(lakeflow.lake)
    lakeflow.run(DAYS[0])
    assert contents(lakeflow.lake) == before

    orders = data / "orders" / f"{DAYS[0]}.csv"
    rows = orders.read_text(encoding="utf-8").splitlines()
    orders.write_text("\n".join([rows[0], *rows[5:]]) + "\n", encoding="utf-8")
    lakeflow.run(DAYS[0])
    assert differences(expect(data, DAYS), lakeflow.lake) == {}


def test_a_run_killed_at_any_stage_leaves_nothing_that_the_next_run_does_not_put_right(lakeflow: Any) -> None:
    data = lakeflow.project / "data"
    make_days(data)
    lakeflow.run(DAYS[0])
    for stage in STAGES:
        kill_at(lakeflow, stage)
    record = lakeflow.run(DAYS[1])
    assert record["status"] == "SUCCEEDED"
    assert differences(expect(data, DAYS), lakeflow.lake) == {}


def kill_at(lakeflow: Any, stage: str) -> None:
    """Start a run of the second day and kill it, outright, when a state is entered."""
    process = lakeflow.start("run", "--date", DAYS[1])
    for line in process.stderr:
        if f" running  {stage}" in line:
            break
    else:
        pytest.fail(f"the run ended before {stage}: {process.communicate()}")
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    wait_for(lambda: processes_of(lakeflow.project) == [])


def test_an_interrupted_run_stops_its_children_and_says_aborted(lakeflow: Any) -> None:
    make_days(lakeflow.project / "data")
    process = lakeflow.start("run", "--date", DAYS[0])
    for line in process.stderr:
        if " running  silver_orders" in line:
            break
    os.kill(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "ABORTED" in out
    assert processes_of(lakeflow.project) == []
    (record,) = lakeflow.project.glob(".lakeflow/runs/*/run.json")
    assert '"status": "ABORTED"' in record.read_text(encoding="utf-8")
    history = (record.parent / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert "ExecutionAborted" in history[-1]


def test_a_failing_job_is_reported_with_error_place_and_log(lakeflow: Any) -> None:
    make_days(lakeflow.project / "data")
    script = lakeflow.project / "jobs" / "glue" / "silver_orders.py"
    script.write_text("print('about to fail')\nraise ValueError('no such luck')\n", encoding="utf-8")
    out, _ = lakeflow("run", "--date", DAYS[0], exit_code=1)
    assert (
        "silver_orders failed: States.TaskFailed\n  ValueError: no such luck\n  declared at pipelines/ecommerce.py:"
        in out
    )
    assert "about to fail" in out
    assert "parallel" not in out
    log = Path(next(line for line in out.splitlines() if line.startswith("  log: ")).removeprefix("  log: "))
    assert "ValueError: no such luck" in log.read_text(encoding="utf-8")
    (told,) = lakeflow.project.glob(".lakeflow/runs/*/notifications.jsonl")
    assert "no such luck" in told.read_text(encoding="utf-8")


def test_a_day_goes_on_with_the_repaired_job_and_does_nothing_twice(lakeflow: Any) -> None:
    make_days(lakeflow.project / "data")
    script = lakeflow.project / "jobs" / "glue" / "gold_daily_sales.py"
    good = script.read_text(encoding="utf-8")
    script.write_text("raise ValueError('no such luck')\n", encoding="utf-8")
    lakeflow("run", "--date", DAYS[0], exit_code=1)
    script.write_text(good, encoding="utf-8")
    record = json.loads(lakeflow("run", "--resume", "latest", "--json")[0])
    assert (record["status"], record["redrives"]) == ("SUCCEEDED", 1)
    attempts = {state["name"]: state["attempts"] for state in record["states"] if state["attempts"]}
    assert attempts["gold_daily_sales"] == 2
    assert {attempts[name] for name in ("find_files", "bronze_orders", "silver_orders", "silver_order_items")} == {1}
    assert {counts["table"] for counts in record["tables"]} >= {"gold.daily_sales", "silver.orders"}


@pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the real data set is not beside the repository")
def test_the_real_days_equal_a_computation_over_the_raw_files_to_the_cent(lakeflow: Any) -> None:
    days = [f"2025-04-0{day}" for day in (1, 2, 3)]
    for day in days:
        record = lakeflow.run(day, "--data", str(REAL_DATA))
        assert record["status"] == "SUCCEEDED"
        assert differences(expect(REAL_DATA, [other for other in days if other <= day]), lakeflow.lake) == {}
    out, _ = lakeflow("query", "--csv", "SELECT sum(total_sales) AS sales FROM gold.daily_sales")
    with_cents = sum(
        round(float(row["total_amount"]) * 100)
        for day in days
        for row in csv.DictReader((REAL_DATA / "orders" / f"{day}.csv").read_text(encoding="utf-8").splitlines())
    )
    assert out == f"sales\n{with_cents / 100:.2f}\n"
    versions = {table: DeltaTable(str(lakeflow.lake / table)).version() for table in ("bronze/orders", "silver/orders")}
    before = contents(lakeflow.lake)
    lakeflow.run(days[1], "--data", str(REAL_DATA))
    assert contents(lakeflow.lake) == before
    assert DeltaTable(str(lakeflow.lake / "bronze/orders")).version() == versions["bronze/orders"]
