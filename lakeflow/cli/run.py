"""``lakeflow run`` for its reader: live progress, then what came of it."""

import sys
from collections.abc import Mapping
from pathlib import Path

from lakeflow.cli.progress import progress_on
from lakeflow.cli.summary import print_summary
from lakeflow.clock import SystemClock
from lakeflow.operations.run import RunRequest
from lakeflow.operations.run import run as operation

EXIT_CODES = {"SUCCEEDED": 0, "ABORTED": 130}


def run_and_report(
    environment: str, pipeline: str | None, params: Mapping[str, str], data: Path | None, *, as_json: bool
) -> int:
    """Run a pipeline, show it while it runs, print how it ended; return the exit code."""
    request = RunRequest(Path.cwd(), environment, pipeline, params, data)
    with progress_on(sys.stderr) as listener:
        record, folder = operation(request, SystemClock(), listener)
    if as_json:
        sys.stdout.write(record.model_dump_json(indent=2) + "\n")
    else:
        print_summary(record, folder)
    return EXIT_CODES.get(record.status, 1)
