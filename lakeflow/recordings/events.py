"""Histories as text to HistoryEvents."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from lakeflow.asl.states import Json
from lakeflow.errors import RunError
from lakeflow.interpreter.history import HistoryEvent

_JSON_AS_TEXT: Final = frozenset({"input", "output", "parameters"})
_ABOUT_TEXT: Final = frozenset({"inputDetails", "outputDetails", "assignedVariablesDetails"})
"""What AWS says of a text: whether it was cut short."""


def read_events(text: str, name: str) -> tuple[HistoryEvent, ...]:
    """Return the events of a history file: what GetExecutionHistory gives, or one event a line as local runs write.

    ``name`` is what messages call the file.

    Raises:
        RunError: it is neither.

    """
    try:
        return tuple(_event(found) for found in _objects(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"{name} is no execution history: {type(error).__name__}: {error}",
            hint="write one with: aws stepfunctions get-execution-history --include-execution-data --output json",
        ) from None


def _objects(text: str) -> Iterable[Mapping[str, Any]]:
    try:
        whole = json.loads(text)
    except ValueError:
        # A run that was killed may have left half a line at the end.
        lines = text.splitlines()
        complete = lines if text.endswith("\n") else lines[:-1]
        return [json.loads(line) for line in complete if line.strip()]
    if isinstance(whole, list):
        return whole
    return list(whole["events"]) if "events" in whole else [whole]


def _event(found: Mapping[str, Any]) -> HistoryEvent:
    details = next((value for key, value in found.items() if key.endswith("EventDetails")), None)
    return HistoryEvent(
        int(found["id"]),
        int(found.get("previousEventId", 0)),
        _moment(found["timestamp"]),
        str(found["type"]),
        None
        if details is None
        else {key: _value(key, value) for key, value in details.items() if key not in _ABOUT_TEXT},
    )


def _moment(stamp: Any) -> datetime:
    """Return a timestamp: ISO 8601 as version 2 of AWS's CLI prints it, or version 1's seconds."""
    if isinstance(stamp, (int, float)):
        return datetime.fromtimestamp(stamp, UTC)
    moment = datetime.fromisoformat(stamp)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _value(key: str, value: Any) -> Any:
    if key == "assignedVariables":
        return {name: _json(text) for name, text in value.items()}
    return _json(value) if key in _JSON_AS_TEXT else value


def _json(text: Any) -> Json:
    """Return what a payload's text says; AWS cuts long ones short, and then the text is all there is."""
    if not isinstance(text, str):
        return text  # type: ignore[no-any-return]
    try:
        value: Json = json.loads(text)
    except ValueError:
        return text
    return value
