from datetime import UTC, datetime, timedelta
from typing import Any

from lakeflow.interpreter.history import HistoryEvent
from lakeflow.operations.timeline import Progress, Timeline

START = datetime(2024, 1, 1, tzinfo=UTC)


def follow(timeline: Timeline, events: list[tuple[int, int, str, dict[str, Any]]]) -> None:
    for number, previous, kind, details in events:
        timeline.follow(HistoryEvent(number, previous, START + timedelta(seconds=number), kind, details))


def seen(timeline: Timeline) -> list[tuple[str, str, int, float | None]]:
    return [(run.name, run.progress.value, run.attempts, run.seconds) for run in timeline.runs]


def test_a_task_that_is_retried_and_then_succeeds_is_done_with_two_attempts() -> None:
    timeline = Timeline({})
    follow(
        timeline,
        [
            (1, 0, "ExecutionStarted", {}),
            (2, 0, "TaskStateEntered", {"name": "load"}),
            (3, 2, "TaskScheduled", {}),
            (4, 3, "TaskFailed", {"error": "Busy", "cause": "later"}),
        ],
    )
    assert seen(timeline) == [("load", "failed", 1, 2.0)]
    assert timeline.retrying("load") is not None
    assert seen(timeline) == [("load", "retrying", 1, None)]
    follow(
        timeline,
        [
            (5, 4, "TaskScheduled", {}),
            (6, 5, "TaskSucceeded", {}),
            (7, 6, "TaskStateExited", {"name": "load"}),
        ],
    )
    assert seen(timeline) == [("load", "done", 2, 5.0)]


def test_a_redriven_task_is_known_by_its_arguments() -> None:
    timeline = Timeline({"left": "both", "right": "both"})
    follow(
        timeline,
        [
            (1, 0, "ParallelStateEntered", {"name": "both"}),
            (2, 1, "TaskStateEntered", {"name": "right"}),
            (3, 2, "TaskScheduled", {"parameters": "r"}),
            (4, 1, "TaskStateEntered", {"name": "left"}),
            (5, 4, "TaskScheduled", {"parameters": "l"}),
            (6, 3, "TaskFailed", {"error": "Broken"}),
            (7, 5, "TaskStateAborted", {}),
            (8, 6, "ExecutionFailed", {}),
            (9, 8, "ExecutionRedriven", {}),
            (10, 9, "TaskScheduled", {"parameters": "l"}),
            (11, 9, "TaskScheduled", {"parameters": "r"}),
            (12, 11, "TaskFailed", {"error": "Again"}),
        ],
    )
    assert [(run.name, run.progress, run.attempts, run.error) for run in timeline.runs[1:]] == [
        ("right", Progress.FAILED, 2, "Again"),
        ("left", Progress.RUNNING, 2, ""),
    ]


def test_the_failure_of_a_parallel_is_its_own_and_its_branches_keep_theirs() -> None:
    timeline = Timeline({"inner": "outer", "left": "inner", "right": "inner"})
    follow(
        timeline,
        [
            (1, 0, "ParallelStateEntered", {"name": "outer"}),
            (2, 1, "ParallelStateEntered", {"name": "inner"}),
            (3, 2, "TaskStateEntered", {"name": "left"}),
            (4, 2, "TaskStateEntered", {"name": "right"}),
            (5, 4, "TaskScheduled", {}),
            (6, 5, "TaskFailed", {"error": "Broken"}),
            (7, 6, "ParallelStateFailed", {"error": "Broken"}),
            (8, 7, "ParallelStateFailed", {"error": "Broken"}),
        ],
    )
    assert [(run.name, run.progress) for run in timeline.runs] == [
        ("outer", Progress.FAILED),
        ("inner", Progress.FAILED),
        ("left", Progress.RUNNING),
        ("right", Progress.FAILED),
    ]
    assert [(run.name, run.progress) for run in timeline.stop(START)] == [("left", Progress.STOPPED)]


def test_an_evaluation_failure_names_its_state() -> None:
    timeline = Timeline({})
    follow(
        timeline,
        [
            (1, 0, "TaskStateEntered", {"name": "first"}),
            (2, 1, "TaskStateExited", {"name": "first"}),
            (3, 2, "PassStateEntered", {"name": "second"}),
            (4, 2, "EvaluationFailed", {"state": "second", "error": "States.QueryEvaluationError", "cause": "no"}),
        ],
    )
    assert [(run.name, run.progress, run.cause) for run in timeline.runs] == [
        ("first", Progress.DONE, ""),
        ("second", Progress.FAILED, "no"),
    ]


def test_iterations_of_a_map_are_told_apart_by_their_events() -> None:
    timeline = Timeline({"one": "each"})
    follow(
        timeline,
        [
            (1, 0, "MapStateEntered", {"name": "each"}),
            (2, 1, "PassStateEntered", {"name": "one"}),
            (3, 1, "PassStateEntered", {"name": "one"}),
            (4, 2, "PassStateExited", {"name": "one"}),
        ],
    )
    assert [run.progress for run in timeline.runs] == [Progress.RUNNING, Progress.DONE, Progress.RUNNING]


def test_a_fail_state_that_fails_what_is_around_it_has_failed_itself() -> None:
    timeline = Timeline({"stop": "both"})
    follow(
        timeline,
        [
            (1, 0, "ParallelStateEntered", {"name": "both"}),
            (2, 1, "FailStateEntered", {"name": "stop"}),
            (3, 2, "ParallelStateFailed", {}),
            (4, 3, "ParallelStateExited", {"name": "both"}),
        ],
    )
    assert seen(timeline) == [("both", "caught", 0, 3.0), ("stop", "failed", 0, 1.0)]
