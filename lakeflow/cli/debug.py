"""Recorded runs for their reader: a paragraph a state, or a line a run."""

import json
import shutil
import sys
from collections.abc import Iterator, Sequence

from lakeflow.asl.states import Json
from lakeflow.asl.writing import compact
from lakeflow.cli.summary import readable_cause
from lakeflow.cli.tables import print_rows
from lakeflow.operations.debug import DebuggedRun, DebuggedVisit
from lakeflow.recordings.visits import Attempt, StateVisit
from lakeflow.runs import RunRecord

_LABEL = 11
_NARROW = 100


def print_debug(run: DebuggedRun, *, whole: bool, as_json: bool) -> None:
    """Print what each state of a run did; ``whole`` cuts no value short."""
    if as_json:
        sys.stdout.write(json.dumps(run.to_json(), indent=2, ensure_ascii=False) + "\n")
        return
    width = 0 if whole else shutil.get_terminal_size((_NARROW, 0)).columns
    lines = [*_heading(run.record), *(line for found in run.visits for line in _paragraph(found, width))]
    if not whole:
        lines += ["", f"lakeflow debug {run.record.name} --state NAME shows a state's values whole"]
    sys.stdout.write("\n".join(lines) + "\n")


def print_runs(found: tuple[Sequence[RunRecord], Sequence[str]], *, as_json: bool) -> None:
    """Print a line a run, and on standard error what is wrong with records that cannot be read."""
    records, problems = found
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    if as_json:
        kept = [record.model_dump(mode="json", exclude={"states", "tables", "output"}) for record in records]
        sys.stdout.write(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
        return
    if not records:
        sys.stderr.write("there are no runs here; lakeflow run makes one\n")
        return
    rows = [
        [record.name, record.status, f"{record.started:%Y-%m-%d %H:%M:%S}", _seconds(record), compact(record.input)]
        for record in records
    ]
    print_rows(["run", "status", "started", "seconds", "input"], rows)


def _seconds(record: RunRecord) -> str:
    return f"{(record.stopped - record.started).total_seconds():.1f}" if record.stopped else ""


def _heading(record: RunRecord) -> Iterator[str]:
    error = f": {record.error}" if record.error else ""
    yield f"{record.name} {record.status}{error}"
    if record.stopped_after:
        yield f"  stopped after {record.stopped_after}"
    if record.mocked:
        yield f"  mocked: {', '.join(record.mocked)}"
    if record.chaos:
        yield f"  chaos: {', '.join(record.chaos)}"


def _paragraph(found: DebuggedVisit, width: int) -> Iterator[str]:
    visit = found.visit
    took = f" after {visit.seconds:.1f} s" if visit.seconds is not None else ""
    place = f"  {found.place}" if found.place else ""
    yield ""
    yield f"{visit.name}  {visit.type} {visit.status}{took}{place}"
    values: list[tuple[str, Json]] = [("input", visit.input)]
    if visit.variables:
        values.append(("variables", dict(visit.variables)))
    for label, value in values:
        yield _line(label, compact(value), width)
    for number, attempt in enumerate(visit.attempts, 1):
        yield from _attempt(attempt, number if len(visit.attempts) > 1 else None, width)
    yield from _outcome(visit, width)
    for log in found.logs:
        yield _line("log", str(log), 0)


def _attempt(attempt: Attempt, number: int | None, width: int) -> Iterator[str]:
    if number is not None:
        yield _line("attempt", f"{number}, {attempt.seconds:.1f} s", width)
    yield _line("arguments", compact(attempt.arguments), width)
    if attempt.answered:
        yield _line("result", compact(attempt.result), width)
    if attempt.error is not None:
        yield from _failure(attempt.error, attempt.cause, width)


def _outcome(visit: StateVisit, width: int) -> Iterator[str]:
    if visit.error is not None and not visit.attempts:
        yield from _failure(visit.error, visit.cause, width)
    if visit.assigned:
        yield _line("assigned", compact(dict(visit.assigned)), width)
    if visit.status in ("succeeded", "caught"):
        yield _line("output", compact(visit.output), width)
    if visit.next is not None:
        yield _line("next", visit.next, width)


def _failure(error: str, cause: str | None, width: int) -> Iterator[str]:
    yield _line("error", error, width)
    if cause:
        text = readable_cause(cause)
        yield _line("cause", text.splitlines()[0] if width else text, width)


def _line(label: str, text: str, width: int) -> str:
    """Return a labelled line, cut at the width; 0 is no end."""
    line = f"  {label:<{_LABEL}}{text}"
    return line if not width or len(line) <= width else f"{line[: width - 3]}..."
