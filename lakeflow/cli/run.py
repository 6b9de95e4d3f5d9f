"""``lakeflow run`` for its reader: live progress, then what came of it."""

import sys

from lakeflow.cli.progress import progress_on
from lakeflow.cli.summary import print_summary
from lakeflow.clock import RunClock, SystemClock
from lakeflow.operations.run import RunRequest
from lakeflow.operations.run import run as operation
from lakeflow.runs import RunRecord

EXIT_CODES = {"SUCCEEDED": 0, "ABORTED": 130}


def run_and_report(request: RunRequest, *, virtual_time: bool, as_json: bool) -> int:
    """Run a machine, show it while it runs, print how it ended; return the exit code."""
    with progress_on(sys.stderr) as listener:
        record, folder = operation(request, _clock(virtual_time=virtual_time), listener)
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
