"""``lakeflow run`` for its reader: live progress, then what came of it."""

import sys
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
