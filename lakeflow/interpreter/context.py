"""The context object, which expressions read as ``$states.context``."""

from dataclasses import dataclass
from datetime import UTC, datetime

from lakeflow.asl.states import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionInfo:
    """Who is running: ``arn`` and ``name`` are the execution's own, in the forms that AWS gives them."""

    arn: str
    name: str
    state_machine_arn: str
    state_machine_name: str
    role_arn: str

    @property
    def region(self) -> str:
        """The AWS region that the state machine's ARN names."""
        return self.state_machine_arn.split(":")[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateContext:
    """What the context says of the state; ``retry_count`` is None in states that cannot retry."""

    name: str
    entered: datetime
    retry_count: int | None = None


def execution_context(execution: ExecutionInfo, payload: Json, started: datetime) -> dict[str, Json]:
    """Return the part of the context that stays the same through a whole execution."""
    return {
        "Execution": {
            "Id": execution.arn,
            "Input": payload,
            "Name": execution.name,
            "RoleArn": execution.role_arn,
            "StartTime": timestamp(started),
            "RedriveCount": 0,
        },
        "StateMachine": {"Id": execution.state_machine_arn, "Name": execution.state_machine_name},
    }


def state_context(execution: dict[str, Json], state: StateContext) -> dict[str, Json]:
    """Return the context object as one state sees it."""
    described: dict[str, Json] = {"EnteredTime": timestamp(state.entered), "Name": state.name}
    if state.retry_count is not None:
        described["RetryCount"] = state.retry_count
    return {**execution, "State": described}


def timestamp(moment: datetime) -> str:
    """Return a moment as the context writes it: UTC, milliseconds, ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
