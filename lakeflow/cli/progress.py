"""A run's progress: one line a state, redrawn in a terminal, written as it happens elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from lakeflow.operations.execution import RunListener
from lakeflow.operations.timeline import Progress, StateRun

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

_COLOURS = {
    Progress.RUNNING: "cyan",
    Progress.RETRYING: "yellow",
    Progress.DONE: "green",
    Progress.FAILED: "red",
    Progress.CAUGHT: "yellow",
    Progress.STOPPED: "magenta",
}


@contextmanager
def progress_on(stream: TextIO) -> Iterator[RunListener]:
    """Show a run on a stream: a redrawn list in a terminal, plain lines elsewhere."""
    if not stream.isatty():
        yield PlainProgress(stream)
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(file=stream)
    with Live(console=console, refresh_per_second=8, transient=False) as live:
        progress = LiveProgress(console, live)
        yield progress
        progress.ended()


class PlainProgress:
    """One line each time a state changes, with the seconds since the run began."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._first: datetime | None = None

    def started(self, name: str, tasks: tuple[str, ...]) -> None:
        """Name the run."""
        self._stream.write(f"run {name}: {len(tasks)} task{'s' if len(tasks) != 1 else ''}\n")

    def changed(self, state: StateRun) -> None:
        """Write the state's line, but none for a state that only computes, or that a message tells of."""
        self._first = self._first or state.entered
        if state.type not in ("Task", "Wait", "Fail") or state.progress is Progress.RETRYING:
            return
        if state.progress is Progress.RUNNING and state.attempts != 1 and state.type == "Task":
            return
        moment = state.stopped or state.entered
        took = f" {state.seconds:.1f} s" if state.seconds is not None else ""
        error = f": {state.error}" if state.error and state.progress is not Progress.DONE else ""
        elapsed = (moment - self._first).total_seconds()
        self._stream.write(f"{elapsed:7.1f} s  {state.progress:<8} {state.name}{took}{error}\n")
        self._stream.flush()

    def message(self, text: str) -> None:
        """Write a message on a line of its own."""
        self._stream.write(f"           {text}\n")
        self._stream.flush()


class LiveProgress:
    """The list of the run's tasks, each with what it is doing and for how long."""

    def __init__(self, console: "Console", live: "Live") -> None:
        self._console = console
        self._live = live
        self._rows: dict[str, StateRun | None] = {}
        self._begun: dict[int, float] = {}

    def started(self, name: str, tasks: tuple[str, ...]) -> None:
        """Show every task as waiting."""
        self._console.print(f"[bold]run {name}[/bold]")
        self._rows = dict.fromkeys(tasks)
        self._live.update(_Redrawn(self))

    def changed(self, state: StateRun) -> None:
        """Redraw with the state's new progress."""
        if state.name in self._rows or state.type in ("Wait", "Fail"):
            self._rows[state.name] = state
            self._begun.setdefault(state.entered_event_id, self._console.get_time())

    def message(self, text: str) -> None:
        """Print above the list."""
        self._console.print(f"[dim]{text}[/dim]", highlight=False)

    def ended(self) -> None:
        """Leave out what was never entered: the way went elsewhere, and nothing waits any more."""
        self._rows = {name: state for name, state in self._rows.items() if state is not None}

    def table(self) -> "RenderableType":
        """Return the list as it stands now."""
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        for name, state in self._rows.items():
            if state is None:
                table.add_row("[dim]waiting[/dim]", f"[dim]{name}[/dim]", "")
                continue
            colour = _COLOURS[state.progress]
            running = self._console.get_time() - self._begun[state.entered_event_id]
            seconds = running if state.seconds is None else state.seconds
            error = f"  [red]{state.error}[/red]" if state.error and state.progress is not Progress.DONE else ""
            table.add_row(f"[{colour}]{state.progress}[/{colour}]", name, f"{seconds:6.1f} s{error}")
        return table


class _Redrawn:
    """A renderable that is made anew at each refresh, so that running times go on."""

    def __init__(self, progress: LiveProgress) -> None:
        self._progress = progress

    def __rich__(self) -> "RenderableType":
        return self._progress.table()
