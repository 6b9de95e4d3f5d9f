from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from lakeflow.errors import InvalidStateMachineError
from lakeflow.interpreter.states.wait import parse_timestamp


def wait(**fields: Any) -> dict[str, Any]:
    return {"w": {"Type": "Wait", "End": True, **fields}}


@pytest.mark.parametrize("seconds", [90, "{% $states.input.n %}", "{% $states.input.n + 0.0 %}"])
def test_seconds_pass_exactly(run_machine: Callable[..., Any], seconds: Any) -> None:
    run = run_machine(wait(Seconds=seconds), {"n": 90})
    assert run.result.status == "SUCCEEDED"
    assert (run.result.stopped - run.result.started).total_seconds() == 90


def test_a_moment_is_waited_for_and_a_past_one_is_not(run_machine: Callable[..., Any]) -> None:
    run = run_machine(wait(Timestamp="{% $states.input %}"), "2024-01-01T02:00:00+01:00")
    assert run.clock.monotonic() == 3600
    assert run_machine(wait(Timestamp="2020-01-01T00:00:00Z")).clock.monotonic() == 0


@pytest.mark.parametrize("value", [-1, 1.5, "1", None, True])
def test_what_is_no_whole_number_of_seconds_fails(run_machine: Callable[..., Any], value: Any) -> None:
    run = run_machine(wait(Seconds="{% $states.input %}"), value)
    assert run.result.error == "States.QueryEvaluationError"
    assert run.types[-2:] == ["EvaluationFailed", "ExecutionFailed"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-29T12:30:15Z", datetime(2024, 2, 29, 12, 30, 15, tzinfo=UTC)),
        ("2024-02-29t12:30:15z", datetime(2024, 2, 29, 12, 30, 15, tzinfo=UTC)),
        ("2024-02-29T12:30Z", datetime(2024, 2, 29, 12, 30, tzinfo=UTC)),
        ("2024-02-29T21:30:15+09:00", datetime(2024, 2, 29, 12, 30, 15, tzinfo=UTC)),
        ("2024-02-29T12:30:15.123456789Z", datetime(2024, 2, 29, 12, 30, 15, 123456, tzinfo=UTC)),
        ("2024-02-29 12:30:15Z", None),
        ("2024-02-29T12:30:15", None),
        ("2016-02-30T00:00:00Z", None),
        ("2016-13-05T21:29:29Z", None),
        ("05-12-2016T21:29:29Z", None),
        ("2016-12-05T25:29:29Z", None),
    ],
)
def test_timestamps_are_read_as_aws_reads_them(text: str, expected: datetime | None) -> None:
    assert parse_timestamp(text) == expected


def test_a_wait_without_a_time_is_refused(run_machine: Callable[..., Any]) -> None:
    with pytest.raises(InvalidStateMachineError, match="w: A Wait needs either Seconds or Timestamp"):
        run_machine(wait())
