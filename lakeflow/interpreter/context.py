"""The context object, which expressions read as ``$states.context``."""

from dataclasses import dataclass
from datetime import UTC, datetime

from lakeflow.asl.states import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionInfo:
    """Who is running: ``arn`` and ``name`` are the execution's own, in the forms that AWS gives them.

    ``is_express`` tells an execution of an EXPRESS state machine, which cannot be redriven.
    """

    arn: str
    name: str
    state_machine_arn: str
    state_machine_name: str
    role_arn: str
    is_express: bool = False

    @property
    def region(self) -> str:
        """The AWS region that the state machine's ARN names."""
        return self.state_machine_arn.split(":")[3]


def execution_context(execution: ExecutionInfo, payload: Json, started: datetime) -> dict[str, Json]:
    """Return the part of the context that stays the same through a whole execution."""
    described: dict[str, Json] = {
        "Id": execution.arn,
        "Input": payload,
        "Name": execution.name,
        "RoleArn": execution.role_arn,
        "StartTime": timestamp(started),
    }
    if not execution.is_express:
        described["RedriveCount"] = 0
    return {
        "Execution": described,
        "StateMachine": {"Id": execution.state_machine_arn, "Name": execution.state_machine_name},
    }


def state_context(execution: dict[str, Json], name: str, entered: datetime, retry_count: int | None) -> dict[str, Json]:
    """Return the context object as one state sees it; ``retry_count`` is None in states that cannot retry."""
    state: dict[str, Json] = {"EnteredTime": timestamp(entered), "Name": name}
    if retry_count is not None:
        state["RetryCount"] = retry_count
    return {**execution, "State": state}


def timestamp(moment: datetime) -> str:
    """Return a moment as the context writes it: UTC, milliseconds, ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
