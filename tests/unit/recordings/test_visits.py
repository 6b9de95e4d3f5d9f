import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from lakeflow.asl.document import parse
from lakeflow.asl.states import Json
from lakeflow.errors import RunError, TaskFailed
from lakeflow.interpreter.history import HistoryEvent
from lakeflow.interpreter.redrive import redrive_of
from lakeflow.recordings.events import read_events
from lakeflow.recordings.visits import Recording, read_recording
from lakeflow.testing import After, FakeClock, FakeExecutor, RecordingObserver
from tests.executions import execute

INVOKE = "arn:aws:states:::lambda:invoke"


def record(states: dict[str, Any], answers: Mapping[str, Sequence[Any]], payload: Any = None) -> Recording:
    clock = FakeClock()
    observer = RecordingObserver()
    machine = parse({"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states})
    executor = FakeExecutor(answers, clock=clock)
    execute(machine, payload or {}, executor, clock, observer=observer)
    text = "".join(json.dumps(event.to_json()) + "\n" for event in observer.events)
    events = read_events(text, "history.jsonl")
    assert events == tuple(observer.events), "what is read back is what was written"
    return read_recording(events)


def task(**fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": INVOKE, **({} if "Next" in fields else {"End": True}), **fields}


def test_a_visit_has_what_the_state_was_given_and_what_came_of_it() -> None:
    states = {
        "first": task(Arguments={"n": "{% $states.input.n %}"}, Assign={"x": "{% $states.result %}"}, Next="second"),
        "second": {"Type": "Pass", "Output": "{% $x * 2 %}", "End": True},
    }
    recording = record(states, {"first": [After(5, 21)]}, {"n": 7})
    first, second = recording.visits
    assert (first.input, first.attempts[0].arguments, first.attempts[0].result) == ({"n": 7}, {"n": 7}, 21)
    assert (first.variables, first.assigned, first.variables_after) == ({}, {"x": 21}, {"x": 21})
    assert (first.seconds, first.attempts[0].seconds, first.next) == (5, 5, "second")
    assert (second.variables, second.output, second.status) == ({"x": 21}, 42, "succeeded")
    assert recording.ended is not None
    assert (recording.ended.type, recording.ended.output) == ("ExecutionSucceeded", 42)


def test_each_attempt_is_told_apart() -> None:
    retry = [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3}]
    recording = record({"a": task(Retry=retry)}, {"a": [TaskFailed("Busy", "later"), 1]})
    (visit,) = recording.visits
    assert [(attempt.error, attempt.cause, attempt.result) for attempt in visit.attempts] == [
        ("Busy", "later", None),
        (None, None, 1),
    ]
    assert (visit.status, visit.error, visit.seconds) == ("succeeded", None, 3)


def test_a_caught_failure_keeps_its_error_and_the_way_it_went() -> None:
    states = {
        "a": task(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "rescue"}]),
        "rescue": {"Type": "Succeed"},
    }
    recording = record(states, {"a": [TaskFailed("Boom", "why")]})
    assert [(visit.name, visit.status, visit.error, visit.next) for visit in recording.visits] == [
        ("a", "caught", "Boom", "rescue"),
        ("rescue", "succeeded", None, None),
    ]


def test_variables_of_a_branch_stay_in_it() -> None:
    def branch(name: str) -> dict[str, Any]:
        inner = {"Type": "Pass", "Assign": {f"of_{name}": 1}, "Next": f"{name}_end"}
        return {"StartAt": name, "States": {name: inner, f"{name}_end": {"Type": "Pass", "End": True}}}

    states = {
        "start": {"Type": "Pass", "Assign": {"outer": 0}, "Next": "both"},
        "both": {"Type": "Parallel", "Branches": [branch("l"), branch("r")], "Assign": {"after": 2}, "Next": "last"},
        "last": {"Type": "Pass", "End": True},
    }
    seen = {visit.name: visit for visit in record(states, {}).visits}
    assert seen["l_end"].variables == {"outer": 0, "of_l": 1}
    assert seen["r_end"].variables == {"outer": 0, "of_r": 1}
    assert seen["last"].variables == {"outer": 0, "after": 2}
    assert seen["l_end"].around is seen["r"].around is seen["both"]
    assert seen["last"].around is None


@pytest.mark.parametrize("concurrency", [1, 2, 0])
def test_variables_of_an_iteration_stay_in_it(concurrency: int) -> None:
    processor = {
        "StartAt": "keep",
        "States": {
            "keep": {"Type": "Pass", "Assign": {"item": "{% $states.input %}"}, "Next": "one"},
            "one": task(Arguments="{% $item %}"),
        },
    }
    each = {
        "Type": "Map",
        "Items": [1, 2, 3, 4],
        "MaxConcurrency": concurrency,
        "ItemProcessor": processor,
        "End": True,
    }
    answers = {"one": [After(3, 0), After(1, 0), After(2, 0), After(1, 0)]}
    recording = record({"each": each}, answers)
    one = [visit for visit in recording.visits if visit.name == "one"]
    assert [visit.variables["item"] for visit in one] == [visit.attempts[0].arguments for visit in one] == [1, 2, 3, 4]
    keep = [visit for visit in recording.visits if visit.name == "keep"]
    assert [visit.variables for visit in keep] == [{}] * 4


def test_a_failure_fails_everything_around_it_and_stops_the_rest() -> None:
    branches = [
        {"StartAt": "bad", "States": {"bad": task()}},
        {"StartAt": "slow", "States": {"slow": task()}},
    ]
    states = {"both": {"Type": "Parallel", "Branches": branches, "End": True}}
    recording = record(states, {"bad": [After(1, TaskFailed("Boom"))], "slow": [After(60, 1)]})
    found = {visit.name: (visit.status, visit.error) for visit in recording.visits}
    assert found == {"both": ("failed", "Boom"), "bad": ("failed", "Boom"), "slow": ("aborted", None)}


def test_a_failure_is_told_of_each_parallel_around_it_and_caught_where_it_is() -> None:
    inner = {"Type": "Parallel", "Branches": [{"StartAt": "bad", "States": {"bad": task()}}], "End": True}
    outer = {
        "Type": "Parallel",
        "Branches": [{"StartAt": "inner", "States": {"inner": inner}}],
        "Catch": [{"ErrorEquals": ["Boom"], "Next": "rescue"}],
        "End": True,
    }
    recording = record({"outer": outer, "rescue": {"Type": "Succeed"}}, {"bad": [TaskFailed("Boom")]})
    found = {visit.name: (visit.status, visit.error) for visit in recording.visits}
    assert found == {
        "outer": ("caught", "Boom"),
        "inner": ("failed", "Boom"),
        "bad": ("failed", "Boom"),
        "rescue": ("succeeded", None),
    }


def test_a_parallel_that_is_tried_again_is_one_visit() -> None:
    both = {
        "Type": "Parallel",
        "Branches": [{"StartAt": "one", "States": {"one": task()}}],
        "Retry": [{"ErrorEquals": ["Boom"], "IntervalSeconds": 1}],
        "End": True,
    }
    recording = record({"both": both}, {"one": [TaskFailed("Boom"), 1]})
    assert [(visit.name, visit.status) for visit in recording.visits] == [
        ("both", "succeeded"),
        ("one", "failed"),
        ("one", "succeeded"),
    ]


def test_a_fail_state_has_the_error_that_it_gave() -> None:
    states = {"stop": {"Type": "Fail", "Error": "TooFew", "Cause": "none"}}
    (visit,) = record(states, {}).visits
    assert (visit.status, visit.error, visit.cause) == ("failed", "TooFew", "none")


def test_a_failed_expression_is_the_failure_of_its_state() -> None:
    states = {
        "start": {"Type": "Pass", "Next": "bad"},
        "bad": {"Type": "Pass", "Output": "{% $missing %}", "End": True},
    }
    start, bad = record(states, {}).visits
    assert (start.status, bad.status, bad.error) == ("succeeded", "failed", "States.QueryEvaluationError")


def test_a_redriven_execution_is_one_recording() -> None:
    both: Json = {
        "Type": "Parallel",
        "Branches": [
            {"StartAt": name, "States": {name: task(Arguments={"of": name, "x": "{% $x %}"})}} for name in "lmr"
        ],
        "Next": "last",
    }
    states: Json = {"start": {"Type": "Pass", "Assign": {"x": 1}, "Next": "both"}, "both": both, "last": task()}
    machine = parse({"QueryLanguage": "JSONata", "StartAt": "start", "States": states})
    clock = FakeClock()

    def run(answers: Mapping[str, Sequence[Any]], past: Sequence[HistoryEvent]) -> list[HistoryEvent]:
        observer = RecordingObserver()
        executor = FakeExecutor(answers, clock=clock)
        execute(machine, {}, executor, clock, observer=observer, redrive=redrive_of(machine, past) if past else None)
        return [*past, *observer.events]

    slow, boom = [After(60, "late")], [After(1, TaskFailed("Boom"))]
    events = run({"m": [After(2, "m again")], "r": slow}, run({"l": ["done"], "m": boom, "r": slow}, ()))
    recording = read_recording(events)
    found = {visit.name: (visit.status, len(visit.attempts), visit.error) for visit in recording.visits}
    assert found == {
        "start": ("succeeded", 0, None),
        "both": ("succeeded", 0, None),
        "l": ("succeeded", 1, None),
        "m": ("succeeded", 2, None),
        "r": ("succeeded", 2, None),
        "last": ("succeeded", 1, None),
    }
    attempts = {visit.name: [attempt.result for attempt in visit.attempts] for visit in recording.visits}
    assert (attempts["m"], attempts["r"]) == ([None, "m again"], [None, "late"])
    assert recording.ended is not None
    assert recording.ended.type == "ExecutionSucceeded"


def test_the_file_that_aws_gives_is_read_whatever_its_timestamps() -> None:
    def history(*stamps: object) -> str:
        first = {"timestamp": stamps[0], "type": "ExecutionStarted", "id": 1, "previousEventId": 0,
                 "executionStartedEventDetails": {"input": '{"n": 1}', "roleArn": "r"}}  # fmt: skip
        last = {"timestamp": stamps[1], "type": "ExecutionAborted", "id": 2, "previousEventId": 0}
        return json.dumps({"events": [first, last]})

    for stamps in (
        (1700000000.5, 1700000001.5),
        ("2023-11-14T22:13:20.500000+00:00", "2023-11-14T23:13:21.500000+01:00"),
    ):
        events = read_events(history(*stamps), "history.json")
        assert [event.timestamp.timestamp() for event in events] == [1700000000.5, 1700000001.5]
        recording = read_recording(events)
        assert recording.input == {"n": 1}
        assert recording.ended is not None
        assert recording.ended.type == "ExecutionAborted"


def test_half_a_line_at_the_end_is_left_out() -> None:
    line = '{"timestamp": 0, "type": "ExecutionStarted", "id": 1}'
    assert len(read_events(f"{line}\n{line}\n{line[:9]}", "history.jsonl")) == 2


@pytest.mark.parametrize("text", ["{}", "[1]", "hello\n", '{"events": 3}'])
def test_what_is_no_history_is_refused_with_the_command_that_makes_one(text: str) -> None:
    with pytest.raises(RunError, match=r"h\.json is no execution history") as caught:
        read_events(text, "h.json")
    assert "get-execution-history" in caught.value.hint
