"""``lakeflow run`` for its reader: live progress, then what came of it."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lakeflow.cli.progress import progress_on
from lakeflow.cli.summary import print_summary
from lakeflow.clock import RunClock, SystemClock
from lakeflow.operations.resume import ResumeRequest, resume
from lakeflow.operations.run import RunRequest
from lakeflow.operations.run import run as operation
from lakeflow.operations.stand_ins import StandInRequest
from lakeflow.runs import RunFolder, RunRecord

EXIT_CODES = {"SUCCEEDED": 0, "ABORTED": 130}


def run_and_report(request: RunRequest, *, virtual_time: bool, as_json: bool) -> int:
    """Run a machine, show it while it runs, print how it ended; return the exit code."""
    with progress_on(sys.stderr) as listener:
        record, folder = operation(request, _clock(virtual_time=virtual_time), listener)
    return _report(record, folder, as_json=as_json)


def range_and_report(request: RunRequest, days: Sequence[str], *, virtual_time: bool, as_json: bool) -> int:
    """Run a machine for one day after the other, until one does not succeed; return the exit code of the last."""
    records: list[RunRecord] = []
    for day in days:
        with progress_on(sys.stderr) as listener:
            daily = replace(request, params={**request.params, "date": day})
            record, folder = operation(daily, _clock(virtual_time=virtual_time), listener)
        records.append(record)
        if not as_json:
            print_summary(record, folder)
        if exit_code(record):
            sys.stderr.write(f"{day} did not succeed; go on with --date {day} --to {days[-1]}\n")
            break
    if as_json:
        sys.stdout.write(json.dumps([one.model_dump(mode="json") for one in records], indent=2) + "\n")
    return exit_code(records[-1])


def resume_and_report(
    run: str, stand_ins: StandInRequest, until: str | None, *, virtual_time: bool, as_json: bool
) -> int:
    """Go on with a run, show it while it runs, print how it ended; return the exit code."""
    request = ResumeRequest(start=Path.cwd(), run=run, stand_ins=stand_ins, until=until)
    with progress_on(sys.stderr) as listener:
        record, folder = resume(request, _clock(virtual_time=virtual_time), listener)
    return _report(record, folder, as_json=as_json)


def _report(record: RunRecord, folder: RunFolder, *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(record.model_dump_json(indent=2) + "\n")
    else:
        print_summary(record, folder)
    return exit_code(record)


def exit_code(record: RunRecord) -> int:
    """Return 0 for a run that did what it was asked to, be it to stop after a step; 130 for an interrupted one."""
    if record.status == "ABORTED" and record.stopped_after is not None:
        return 0
    return EXIT_CODES.get(record.status, 1)


def _clock(*, virtual_time: bool) -> RunClock:
    if not virtual_time:
        return SystemClock()
    from lakeflow.testing.clock import FakeClock

    return FakeClock(SystemClock().now())
