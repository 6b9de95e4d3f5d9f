"""An execution's history in a test: its events, and a text of them to keep as a snapshot."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lakeflow.asl.states import Json
from lakeflow.interpreter.history import HistoryEvent
from lakeflow.recordings.visits import Recording
from lakeflow.testing.snapshots import Snapshots

_HEADING: Final = "lakeflow execution history, version 1"
_NOT_WORTH_A_LINE: Final = frozenset({"name", "region", "resource", "resourceType", "roleArn", "stateMachineAliasArn"})
_LINE_WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class History:
    """The events of an execution, in AWS's vocabulary."""

    events: tuple[HistoryEvent, ...]
    recording: Recording
    snapshots: Snapshots | None = None

    @property
    def types(self) -> tuple[str, ...]:
        """The types of the events in order."""
        return tuple(event.type for event in self.events)

    def __str__(self) -> str:
        return "\n".join(self._lines()) + "\n"

    def matches_snapshot(self, name: str = "") -> bool:
        """Return True if the history is the one in the test's snapshot; the name is for a test that has several.

        The file stands in ``__snapshots__`` beside the test; ``pytest --lakeflow-update`` writes it.

        Raises:
            AssertionError: it is another; the message is the difference.

        """
        __tracebackhide__ = True
        if self.snapshots is None:
            raise AssertionError("this run has no place for snapshots: use the pytest fixture lakeflow")
        self.snapshots.compare(str(self), name)
        return True

    def _lines(self) -> Iterator[str]:
        """Yield a line an event, and one a detail: no ids, which one more event would change all the way down."""
        yield _HEADING
        first = self.events[0].timestamp if self.events else None
        for event, state in zip(self.events, self._states(), strict=True):
            assert first is not None
            elapsed = (event.timestamp - first).total_seconds()
            details: Mapping[str, Any] = event.details or {}
            called = f" {details['resourceType']}:{details['resource']}" if "resourceType" in details else ""
            yield f"{elapsed:g}s {f'{state}: ' if state else ''}{event.type}{called}"
            for key, value in details.items():
                if key not in _NOT_WORTH_A_LINE:
                    yield from _detail(key, value)

    def _states(self) -> Iterable[str]:
        """Yield, for each event, the state that it is about; empty for the execution's own."""
        names = self.recording.states_of_events
        return (names.get(event.id, "") for event in self.events)


def _detail(key: str, value: Json) -> Iterator[str]:
    short = json.dumps(value, ensure_ascii=False)
    if len(short) <= _LINE_WIDTH:
        yield f"    {key}: {short}"
        return
    first, *rest = json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    yield f"    {key}: {first}"
    yield from (f"    {line}" for line in rest)
