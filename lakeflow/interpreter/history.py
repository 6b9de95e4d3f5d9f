"""The execution's history: events in AWS's vocabulary, numbered as they happen."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from lakeflow.asl.quotas import MAX_EVENTS
from lakeflow.asl.states import Json
from lakeflow.asl.writing import compact
from lakeflow.clock import Clock
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.failure import RUNTIME, StateFailed

_WRITTEN_AS_TEXT: Final[Mapping[str, bool]] = {"input": True, "output": True, "parameters": False}
"""Fields that hold JSON as text, and whether AWS says beside them if it was cut short."""


class HistoryEvent(NamedTuple):
    """One event of GetExecutionHistory; ids count from 1, ``previous_event_id`` 0 is the start.

    ``details`` holds payloads as JSON values, under AWS's own field names; ``to_json`` writes them as AWS does.
    """

    id: int
    previous_event_id: int
    timestamp: datetime
    type: str
    details: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Json]:
        """Return the event in the shape of GetExecutionHistory, its timestamp as ISO 8601 text."""
        event: dict[str, Json] = {
            "timestamp": self.timestamp.isoformat(timespec="milliseconds"),
            "type": self.type,
            "id": self.id,
            "previousEventId": self.previous_event_id,
        }
        if self.details is not None:
            event[_details_field(self.type)] = _details_json(self.details)
        return event


class Observer(Protocol):
    """Whoever wants to know what an execution does, while it does it."""

    def event(self, event: HistoryEvent) -> None:
        """Take note of a history event; called in the order of their ids."""

    def child(self, execution: ExecutionInfo) -> "Observer":
        """Return who wants to know what a child execution does, such as those of a distributed Map."""

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:
        """Take note that a state failed and runs again after the delay; its first retry is attempt 1."""


class History:
    """Numbers the events of one execution and hands them to the observer.

    ``limit`` None is no limit; ``last_event_id`` is the last event from before a redrive.
    """

    __slots__ = ("_clock", "_last_id", "_limit", "_observe", "ending")

    def __init__(
        self,
        clock: Clock,
        observe: Callable[[HistoryEvent], None],
        *,
        limit: int | None = MAX_EVENTS,
        last_event_id: int = 0,
    ) -> None:
        self._clock = clock
        self._observe = observe
        self._last_id = last_event_id
        self._limit = limit
        self.ending = False
        """Whether the execution is being stopped as a whole: then AWS tells no longer which states were aborted."""

    def record(self, kind: str, previous_event_id: int, details: Mapping[str, Any] | None = None) -> HistoryEvent:
        """Append an event of that type, now.

        Raises StateFailed when only the last event has room left: the execution ends.
        """
        self._last_id += 1
        if self._last_id == self._limit:
            self._last_id -= 1
            self.ending = True
            raise StateFailed(RUNTIME, f"The execution reached the maximum number of history events ({self._limit}).")
        event = HistoryEvent(self._last_id, previous_event_id, self._clock.now(), kind, details)
        self._observe(event)
        return event

    def end(self, kind: str, previous_event_id: int, details: Mapping[str, Any] | None = None) -> HistoryEvent:
        """Append the execution's last event, for which there is always room."""
        self._limit = None
        return self.record(kind, previous_event_id, details)


def failure_details(error: str | None, cause: str | None) -> dict[str, str]:
    """Return the two fields of every failure; AWS leaves out what is empty."""
    details = {}
    if error:
        details["error"] = error
    if cause:
        details["cause"] = cause
    return details


def _details_field(kind: str) -> str:
    if kind.endswith("StateEntered"):
        return "stateEnteredEventDetails"
    if kind.endswith("StateExited"):
        return "stateExitedEventDetails"
    return f"{kind[0].lower()}{kind[1:]}EventDetails"


def _details_json(details: Mapping[str, Any]) -> dict[str, Json]:
    out: dict[str, Json] = {}
    for key, value in details.items():
        if key == "assignedVariables":
            out[key] = {name: compact(item) for name, item in value.items()}
            out["assignedVariablesDetails"] = {"truncated": False}
        elif key in _WRITTEN_AS_TEXT:
            out[key] = compact(value)
            if _WRITTEN_AS_TEXT[key]:
                out[f"{key}Details"] = {"truncated": False}
        else:
            out[key] = value
    return out
