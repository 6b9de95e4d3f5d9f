"""An observer that keeps what it is told."""

from dataclasses import dataclass, field

from lakeflow.interpreter.history import HistoryEvent


@dataclass(slots=True)
class RecordingObserver:
    """An Observer that keeps everything: ``events``, and ``retries`` as (state, attempt, delay in seconds)."""

    events: list[HistoryEvent] = field(default_factory=list)
    retries: list[tuple[str, int, float]] = field(default_factory=list)

    def event(self, event: HistoryEvent) -> None:
        """Keep a history event."""
        self.events.append(event)

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:  # noqa: ARG002
        """Keep a retry."""
        self.retries.append((state, attempt, delay_seconds))

    def types(self) -> list[str]:
        """Return the types of the events in order."""
        return [event.type for event in self.events]
