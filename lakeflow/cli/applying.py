"""The progress of a deploy: a line a change as it ends, and in a terminal what is under way below them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from lakeflow.deploy.apply import ApplyObserver
from lakeflow.deploy.plan import Change
from lakeflow.errors import DeployError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SHOWN = 3
"""How many executions are named."""


@contextmanager
def applying(stream: TextIO, total: int | None) -> Iterator[ApplyObserver]:
    """Show changes on a stream; ``total`` is how many there will be, None where that is not known."""
    try:
        with _shown(stream, total) as observer:
            yield observer
    except KeyboardInterrupt:
        stream.write("\nInterrupted. Run it again: it goes on from what is live.\n")
        raise


@contextmanager
def _shown(stream: TextIO, total: int | None) -> Iterator[ApplyObserver]:
    if not stream.isatty():
        yield PlainApplying(stream, total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        yield LiveApplying(progress, progress.add_task("applying", total=total))


class PlainApplying:
    """One line for each change that ended."""

    def __init__(self, stream: TextIO, total: int | None) -> None:
        self._stream = stream
        self._total = f"/{total}" if total is not None else ""
        self._ended = 0

    def started(self, change: Change) -> None:
        """Say nothing."""

    def ended(self, change: Change, error: DeployError | None) -> None:
        """Write the change's line."""
        self._ended += 1
        outcome = f" FAILED: {error.message}" if error is not None else ""
        self._stream.write(f"[{self._ended}{self._total}] {change.action} {change.address}{outcome}\n")
        self._stream.flush()

    def waits(self, subject: str) -> None:
        """Write what is waited for."""
        self._stream.write(f"waiting for the {subject}\n")
        self._stream.flush()

    def keeps(self, changes: Sequence[Change], executions: Sequence[str]) -> None:
        """Write what is left to the next deploy."""
        for line in kept_lines(changes, executions):
            self._stream.write(f"{line}\n")


class LiveApplying:
    """A bar, with what failed above it."""

    def __init__(self, progress: "Progress", task: "TaskID") -> None:
        self._progress = progress
        self._task = task

    def started(self, change: Change) -> None:
        """Name the change."""
        self._progress.update(self._task, description=f"{change.action} {change.address.name[:50]}")

    def ended(self, change: Change, error: DeployError | None) -> None:
        """Advance the bar."""
        self._progress.advance(self._task)
        if error is not None:
            self._progress.console.print(f"[red]{change.action} {change.address} failed: {error.message}")

    def waits(self, subject: str) -> None:
        """Name what is waited for."""
        self._progress.update(self._task, description=f"waiting for the {subject}")

    def keeps(self, changes: Sequence[Change], executions: Sequence[str]) -> None:
        """Write what is left to the next deploy above the bar."""
        for line in kept_lines(changes, executions):
            self._progress.console.print(line, highlight=False)


def kept_lines(changes: Sequence[Change], executions: Sequence[str]) -> Iterator[str]:
    """Yield which changes wait for which executions, and what to do about it."""
    yield f"Left as it is, for {len(executions)} running execution(s) that began with a former version may need it:"
    yield from (f"  {change.action} {change.address}" for change in changes)
    yield f"Deploy again when they have ended: {', '.join(executions[:SHOWN])}{', ...' if executions[SHOWN:] else ''}"
