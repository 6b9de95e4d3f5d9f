"""Executions of state machines, waited for."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws
from lakeflow.aws.stepfunctions import machine_arn
from lakeflow.deploy.smoke import Outcome

POLL_SECONDS = 5


class StepFunctionsExecutions:
    """Executions of STANDARD machines: of the newest definition, looked at every few seconds, and those that run."""

    def __init__(self, aws: Aws, pause: Callable[[float], None]) -> None:
        self._aws = aws
        self._pause = pause

    def unfinished(self, machine: str, alias: str) -> list[str]:
        """Return the ARNs of what runs, with an alias of what began before it was last moved.

        Who starts executions without an alias gets the newest definition, which an alias is moved to at once.
        """
        arn = machine_arn(self._aws, machine)
        moved = None
        if alias:
            found = self._aws.call(
                "stepfunctions", "describe_state_machine_alias", machine, stateMachineAliasArn=f"{arn}:{alias}"
            )
            moved = found["updateDate"]
        return [one["executionArn"] for one in self._running(arn, machine) if moved is None or one["startDate"] < moved]

    def _running(self, arn: str, machine: str) -> Iterator[dict[str, Any]]:
        more: dict[str, str] = {}
        while True:
            page = self._aws.call(
                "stepfunctions", "list_executions", machine, stateMachineArn=arn, statusFilter="RUNNING", **more
            )
            yield from page["executions"]
            if "nextToken" not in page:
                return
            more = {"nextToken": page["nextToken"]}

    def run(self, machine: str, given: Json, waiting: Callable[[], None]) -> Outcome:
        """Run an execution to its end; ``waiting`` is called before each further look."""
        started = self._aws.call(
            "stepfunctions",
            "start_execution",
            machine,
            stateMachineArn=machine_arn(self._aws, machine),
            input=json.dumps(given),
        )
        arn: str = started["executionArn"]
        while True:
            found = self._aws.call("stepfunctions", "describe_execution", machine, executionArn=arn)
            if found["status"] not in {"RUNNING", "PENDING_REDRIVE"}:
                return Outcome(arn, found["status"], found.get("error", ""), found.get("cause", ""))
            waiting()
            self._pause(POLL_SECONDS)
