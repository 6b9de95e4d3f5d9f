"""Executions that are started and waited for."""

import json
from datetime import UTC, datetime
from typing import Any, cast

from lakeflow.aws.calls import Aws
from lakeflow.aws.executions import StepFunctionsExecutions
from lakeflow.deploy.smoke import Outcome

MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:shop"


class Scripted:
    """Answers as AWS does for one execution that is in these states one after the other."""

    partition, region, account = "aws", "eu-west-1", "123456789012"

    def __init__(self, *looks: dict[str, str]) -> None:
        self.looks = list(looks)
        self.started: list[dict[str, Any]] = []

    def call(self, _service: str, operation: str, _subject: str, **parameters: Any) -> dict[str, Any]:
        if operation == "start_execution":
            self.started.append(parameters)
            return {"executionArn": "arn:of:it"}
        assert (operation, parameters) == ("describe_execution", {"executionArn": "arn:of:it"})
        return self.looks.pop(0)


def test_an_execution_is_looked_at_until_it_has_ended() -> None:
    aws = Scripted(
        {"status": "RUNNING"},
        {"status": "RUNNING"},
        {"status": "FAILED", "error": "AuditFailed", "cause": "2 checks failed"},
    )
    pauses: list[float] = []
    waited: list[None] = []
    executions = StepFunctionsExecutions(cast("Aws", aws), pauses.append)
    outcome = executions.run("shop", {"date": "2024-01-01"}, lambda: waited.append(None))
    assert outcome == Outcome("arn:of:it", "FAILED", "AuditFailed", "2 checks failed")
    assert (len(pauses), len(waited)) == (2, 2)
    (started,) = aws.started
    assert started["stateMachineArn"] == MACHINE
    assert json.loads(started["input"]) == {"date": "2024-01-01"}


class Listing:
    """Answers as AWS does for two executions on two pages, one from before the alias was moved."""

    partition, region, account = "aws", "eu-west-1", "123456789012"

    def call(self, _service: str, operation: str, _subject: str, **parameters: Any) -> dict[str, Any]:
        if operation == "describe_state_machine_alias":
            assert parameters == {"stateMachineAliasArn": f"{MACHINE}:live"}
            return {"updateDate": datetime(2024, 1, 2, tzinfo=UTC)}
        assert operation == "list_executions"
        assert parameters.pop("stateMachineArn") == MACHINE
        assert parameters.pop("statusFilter") == "RUNNING"
        if parameters == {"nextToken": "2"}:
            return {"executions": [{"executionArn": "old", "startDate": datetime(2024, 1, 1, tzinfo=UTC)}]}
        new = {"executionArn": "new", "startDate": datetime(2024, 1, 3, tzinfo=UTC)}
        return {"executions": [new], "nextToken": "2"}


def test_what_runs_is_of_a_former_version_if_it_began_before_the_alias_was_moved() -> None:
    executions = StepFunctionsExecutions(cast("Aws", Listing()), lambda _: None)
    assert executions.unfinished("shop", "live") == ["old"]
    assert executions.unfinished("shop", "") == ["new", "old"]


def test_one_that_ends_well_has_no_error() -> None:
    executions = StepFunctionsExecutions(cast("Aws", Scripted({"status": "SUCCEEDED"})), lambda _: None)
    assert executions.run("shop", {}, lambda: None) == Outcome("arn:of:it", "SUCCEEDED")
