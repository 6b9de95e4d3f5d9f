"""What a run came to: its tables' row counts, or the state that failed, its error, place and log."""

import json
import sys
from collections.abc import Iterator, Sequence

from lakeflow.cli.tables import print_rows
from lakeflow.runs import RunFolder, RunRecord, StateRecord, tail


def print_summary(record: RunRecord, folder: RunFolder) -> None:
    """Print the outcome on standard output."""
    seconds = (record.stopped - record.started).total_seconds() if record.stopped else 0.0
    if record.tables:
        names = sorted({name for counts in record.tables for name in counts.rows}, key=_count_order)
        rows = [[counts.table, *(str(counts.rows.get(name, "")) for name in names)] for counts in record.tables]
        print_rows(["table", *(name.removeprefix("rows_") for name in names)], rows)
    for state in _failures(record):
        _print_failure(state, folder)
    for line in _chaos(record):
        sys.stdout.write(f"{line}\n")
    if record.stopped_after is not None:
        sys.stdout.write(
            f"{record.pipeline} stopped after {record.stopped_after}, as asked ({seconds:.1f} s); "
            f"lakeflow debug {record.name} shows where it stands\n"
        )
    elif record.status == "SUCCEEDED":
        ended = next((state.name for state in reversed(record.states) if state.type == "Succeed"), "")
        # A dot is in no name of an author's: such a state is the compiler's, and says nothing.
        how = f" at {ended}" if ended and "." not in ended else ""
        sys.stdout.write(f"{record.pipeline} {record.status}{how} in {seconds:.1f} s\n")
    else:
        error = f": {record.error}" if record.error else ""
        sys.stdout.write(f"{record.pipeline} {record.status} after {seconds:.1f} s{error}\n")
        if record.cause and not any(state.cause == record.cause for state in _failures(record)):
            sys.stdout.write("\n".join(_first_lines(readable_cause(record.cause))) + "\n")
        if not record.only and record.type == "STANDARD":
            sys.stdout.write(f"lakeflow run --resume {record.name} goes on from there\n")
    sys.stdout.write(f"record: {folder.path}\n")


def _chaos(record: RunRecord) -> Iterator[str]:
    """Yield what came of each failure that was asked for."""
    for text in record.chaos:
        hit = [state for state in record.states if text.startswith(f"{state.name}:")]
        if not hit:
            yield f"chaos {text}: the run did not come to it"
        for state in hit:
            tries = f"{state.attempts} attempt{'s' if state.attempts != 1 else ''}"
            yield f"chaos {text}: {state.name} {state.status} after {tries}"


def readable_cause(cause: str) -> str:
    """Return the sentence in a cause: services give JSON, of which one field is meant for people."""
    try:
        value = json.loads(cause)
    except ValueError:
        return cause
    if isinstance(value, dict):
        for key in ("ErrorMessage", "errorMessage"):
            if isinstance(value.get(key), str):
                return str(value[key])
        status = value.get("Status")
        if isinstance(status, dict) and isinstance(status.get("StateChangeReason"), str):
            return str(status["StateChangeReason"])
    return cause


def _count_order(name: str) -> tuple[int, str]:
    known = ("rows_read", "rows_valid", "rows_rejected", "rows_duplicate")
    return (known.index(name) if name in known else len(known), name)


def _failures(record: RunRecord) -> Iterator[StateRecord]:
    """Yield the states that failed the run, none where it succeeded; a Parallel or Map fails with what is in it.

    Where ``on_failure`` told of the failure, the execution ends in a state of the compiler's, with a dot in its name:
    its error is that of the state of the author's that failed before.
    """
    if record.status == "SUCCEEDED":
        return
    failed = [state for state in record.states if state.status == "failed"]
    told = [state for state in failed if state.error]
    authors = [state for state in told if "." not in state.name]
    by_design = [state for state in failed if state.type == "Fail" and "." not in state.name]
    if told and by_design and not authors:
        authors = [by_design[-1].model_copy(update={"error": told[-1].error, "cause": told[-1].cause})]
    yield from authors or told


def _print_failure(state: StateRecord, folder: RunFolder) -> None:
    lines = [f"{state.name} failed: {state.error}"]
    if state.cause:
        lines += _first_lines(readable_cause(state.cause))
    if state.location:
        lines.append(f"  declared at {state.location}")
    lines += _log_lines(state, folder)
    sys.stdout.write("\n".join(lines) + "\n")


def _first_lines(cause: str, most: int = 4) -> Sequence[str]:
    """Return the beginning of a cause: a Java error brings a hundred lines of where it passed, which the log keeps."""
    lines = [line for line in cause.splitlines() if not line.startswith("\tat ")]
    return [*(f"  {line}" for line in lines[:most]), *(["  ..."] if len(lines) > most else [])]


def _log_lines(state: StateRecord, folder: RunFolder) -> Sequence[str]:
    log = folder.log_file(state.name, max(state.attempts - 1, 0))
    last = tail(log)
    return [*(f"  | {line}" for line in last), f"  log: {log}"] if last else []
