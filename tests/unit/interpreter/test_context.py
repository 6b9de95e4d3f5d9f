from datetime import UTC, datetime, timedelta, timezone

from lakeflow.interpreter.context import execution_context, state_context, timestamp
from tests.executions import EXECUTION

MOMENT = datetime(2026, 10, 1, 11, 45, 35, 838999, tzinfo=UTC)


def test_times_are_written_in_utc_with_milliseconds() -> None:
    assert timestamp(MOMENT) == "2026-10-01T11:45:35.838Z"
    assert timestamp(MOMENT.astimezone(timezone(timedelta(hours=9)))) == "2026-10-01T11:45:35.838Z"


def test_the_context_has_the_fields_that_aws_gives_it() -> None:
    context = state_context(execution_context(EXECUTION, {"date": "2024-01-01"}, MOMENT), "load", MOMENT, None)
    assert context == {
        "Execution": {
            "Id": EXECUTION.arn,
            "Input": {"date": "2024-01-01"},
            "Name": "run-1",
            "RoleArn": EXECUTION.role_arn,
            "StartTime": "2026-10-01T11:45:35.838Z",
            "RedriveCount": 0,
        },
        "StateMachine": {"Id": EXECUTION.state_machine_arn, "Name": "nightly"},
        "State": {"EnteredTime": "2026-10-01T11:45:35.838Z", "Name": "load"},
    }


def test_only_states_that_can_retry_tell_their_retries() -> None:
    context = state_context({}, "load", MOMENT, 0)
    assert context["State"] == {"EnteredTime": "2026-10-01T11:45:35.838Z", "Name": "load", "RetryCount": 0}


def test_the_region_is_the_one_of_the_state_machine() -> None:
    assert EXECUTION.region == "eu-west-1"
