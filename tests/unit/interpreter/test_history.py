from datetime import UTC, datetime

from lakeflow.interpreter.history import History, HistoryEvent, failure_details
from lakeflow.testing import FakeClock, RecordingObserver

MOMENT = datetime(2024, 1, 2, 3, 4, 5, 678900, tzinfo=UTC)


def test_an_event_is_written_as_get_execution_history_writes_it() -> None:
    details = {"name": "load", "output": {"é": [1]}, "assignedVariables": {"x": "a", "n": None}}
    assert HistoryEvent(7, 5, MOMENT, "TaskStateExited", details).to_json() == {
        "timestamp": "2024-01-02T03:04:05.678+00:00",
        "type": "TaskStateExited",
        "id": 7,
        "previousEventId": 5,
        "stateExitedEventDetails": {
            "name": "load",
            "output": '{"é":[1]}',
            "outputDetails": {"truncated": False},
            "assignedVariables": {"x": '"a"', "n": "null"},
            "assignedVariablesDetails": {"truncated": False},
        },
    }


def test_parameters_are_text_without_a_note_beside_them() -> None:
    event = HistoryEvent(3, 2, MOMENT, "TaskScheduled", {"resource": "invoke", "parameters": {"a": 1}}).to_json()
    assert event["taskScheduledEventDetails"] == {"resource": "invoke", "parameters": '{"a":1}'}


def test_events_without_details_have_no_field_for_them() -> None:
    assert set(HistoryEvent(3, 2, MOMENT, "MapStateSucceeded").to_json()) == {
        "timestamp", "type", "id", "previousEventId",
    }  # fmt: skip


def test_ids_count_up_and_the_observer_sees_every_event() -> None:
    observer = RecordingObserver()
    history = History(FakeClock(), observer.event)
    first = history.record("ExecutionStarted", 0)
    history.record("PassStateEntered", first.id)
    assert [(event.id, event.previous_event_id) for event in observer.events] == [(1, 0), (2, 1)]


def test_empty_fields_of_a_failure_are_left_out() -> None:
    assert failure_details("Boom", "") == {"error": "Boom"}
    assert failure_details(None, "why") == {"cause": "why"}
