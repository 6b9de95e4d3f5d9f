import pytest

from lakeflow.interpreter.failure import StateFailed, matches


@pytest.mark.parametrize(
    ("error_equals", "error", "expected"),
    [
        (("Boom",), "Boom", True),
        (("Boom",), "Bang", False),
        (("States.ALL",), "Boom", True),
        (("States.ALL",), "States.Timeout", True),
        (("States.ALL",), "States.QueryEvaluationError", True),
        (("States.ALL",), "States.DataLimitExceeded", True),
        (("States.ALL",), "States.Runtime", False),
        (("States.Runtime",), "States.Runtime", False),
        (("States.ALL",), None, True),
        (("States.TaskFailed",), "Boom", True),
        (("States.TaskFailed",), "States.DataLimitExceeded", True),
        (("States.TaskFailed",), "States.Timeout", False),
        (("States.TaskFailed",), "States.QueryEvaluationError", False),
        (("States.TaskFailed", "States.Timeout"), "States.Timeout", True),
    ],
)
def test_names_in_error_equals_mean_what_they_mean_on_aws(
    error_equals: tuple[str, ...], error: str | None, *, expected: bool
) -> None:
    assert matches(error_equals, error) is expected


def test_a_failure_without_a_cause_gives_catchers_an_empty_one() -> None:
    assert StateFailed("States.Timeout").output() == {"Error": "States.Timeout", "Cause": ""}
