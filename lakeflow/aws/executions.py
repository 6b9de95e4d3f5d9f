"""Executions of state machines, waited for."""

import json
from collections.abc import Callable

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws
from lakeflow.aws.stepfunctions import machine_arn
from lakeflow.deploy.smoke import Outcome

POLL_SECONDS = 5


class StepFunctionsExecutions:
    """Starts executions of a STANDARD machine's newest definition and looks every few seconds how they are."""

    def __init__(self, aws: Aws, pause: Callable[[float], None]) -> None:
        self._aws = aws
        self._pause = pause

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
