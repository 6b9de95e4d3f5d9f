"""An observer that keeps what it is told."""

from dataclasses import dataclass, field

from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.history import HistoryEvent


@dataclass(slots=True)
class RecordingObserver:
    """An Observer that keeps everything: ``events``, and ``retries`` as (state, attempt, delay in seconds).

    ``children`` are the observers of child executions, such as those of a distributed Map, by the execution's name.
    """

    events: list[HistoryEvent] = field(default_factory=list)
    retries: list[tuple[str, int, float]] = field(default_factory=list)
    children: dict[str, "RecordingObserver"] = field(default_factory=dict)

    def event(self, event: HistoryEvent) -> None:
        """Keep a history event."""
        self.events.append(event)

    def child(self, execution: ExecutionInfo) -> "RecordingObserver":
        """Return the observer of a child execution."""
        self.children[execution.name] = RecordingObserver()
        return self.children[execution.name]

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:  # noqa: ARG002
        """Keep a retry."""
        self.retries.append((state, attempt, delay_seconds))

    def types(self) -> list[str]:
        """Return the types of the events in order."""
        return [event.type for event in self.events]
