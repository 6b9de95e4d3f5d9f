"""The response of a service to a mocked task: the shape that the state gets on AWS."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lakeflow.asl.states import Json
from lakeflow.errors import MockError
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.mocks.answers import Responded, Returned, Rows, Succeeded

_INVOKE: Final = "lambda:invoke"
_MOCK_ID: Final = "00000000-0000-4000-8000-000000000000"


def integration(resource: str) -> str:
    """Return a Task's resource as people say it.

    >>> integration("arn:aws:states:::glue:startJobRun.sync")
    'glue:startJobRun.sync'
    """
    return resource.partition(":::")[2] or resource


def payload_of(task: ScheduledTask) -> Json:
    """Return what a stand-in for the task is given: a Lambda function's payload, the Arguments of any other task."""
    if _invokes(task) and isinstance(task.arguments, dict):
        return task.arguments.get("Payload", {})
    return task.arguments


def response_to(task: ScheduledTask, outcome: Returned | Responded | Succeeded | Rows) -> Json:
    """Return the response that the outcome stands for.

    Raises:
        MockError: rows for a task that gives none.

    """
    match outcome:
        case Responded(response):
            return response
        case Returned(value):
            return _invocation(value) if _invokes(task) else value
        case Rows(rows):
            return _athena(task, rows)
        case Succeeded():
            answer = _SUCCESSES.get(integration(task.resource), _empty)
            return answer(task.arguments if isinstance(task.arguments, dict) else {})


def _invokes(task: ScheduledTask) -> bool:
    return integration(task.resource).startswith(_INVOKE) and not task.resource.endswith(".waitForTaskToken")


def _invocation(payload: Json) -> Json:
    return {"ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200}


def _athena(task: ScheduledTask, rows: Sequence[Mapping[str, Json]]) -> Json:
    service = integration(task.resource)
    if service == "athena:startQueryExecution.sync":
        return _SUCCESSES[service](task.arguments if isinstance(task.arguments, dict) else {})
    if service != "athena:getQueryResults":
        hint = "rows are for Athena steps; say returns(value) or responds(response)"
        raise MockError(f"{task.state} is mocked with rows, and calls {service}", hint=hint)
    return result_set(rows)


def result_set(rows: Sequence[Mapping[str, Json]]) -> Json:
    """Return the response of ``athena:getQueryResults``: the header first, values as text, no Datum value for null."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines: list[Mapping[str, Json]] = [dict(zip(columns, columns, strict=True)), *rows]
    info: list[Json] = [{"Name": name, "Type": "varchar"} for name in columns]
    table: list[Json] = [{"Data": [_datum(line.get(name)) for name in columns]} for line in lines]
    return {"ResultSet": {"ResultSetMetadata": {"ColumnInfo": info}, "Rows": table}, "UpdateCount": 0}


def _datum(value: Json) -> Json:
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"VarCharValue": "true" if value else "false"}
    return {"VarCharValue": str(value)}


def _empty(_arguments: Mapping[str, Json]) -> Json:
    return {}


def _job_run(arguments: Mapping[str, Json]) -> Json:
    given = {key: arguments[key] for key in ("JobName", "Arguments") if key in arguments}
    return {"Id": f"jr_{_MOCK_ID}", "JobRunState": "SUCCEEDED", "Attempt": 0, **given}


def _query_execution(arguments: Mapping[str, Json]) -> Json:
    query = {"Query": arguments["QueryString"]} if "QueryString" in arguments else {}
    return {"QueryExecution": {"QueryExecutionId": _MOCK_ID, "Status": {"State": "SUCCEEDED"}, **query}}


def _execution(arguments: Mapping[str, Json]) -> Json:
    machine = str(arguments.get("StateMachineArn", ""))
    return {
        "ExecutionArn": f"{machine.replace(':stateMachine:', ':execution:')}:mock",
        "StateMachineArn": machine,
        "StartDate": 0,
        "Status": "SUCCEEDED",
        "Input": arguments.get("Input", {}),
        "Output": {},
    }


_SUCCESSES: Final[Mapping[str, Callable[[Mapping[str, Json]], Json]]] = {
    _INVOKE: lambda _: _invocation({}),
    "glue:startJobRun": lambda _: {"JobRunId": f"jr_{_MOCK_ID}"},
    "glue:startJobRun.sync": _job_run,
    "athena:startQueryExecution": lambda _: {"QueryExecutionId": _MOCK_ID},
    "athena:startQueryExecution.sync": _query_execution,
    "athena:getQueryResults": lambda _: result_set(()),
    "sns:publish": lambda _: {"MessageId": _MOCK_ID},
    "sqs:sendMessage": lambda _: {"MessageId": _MOCK_ID, "MD5OfMessageBody": "0" * 32},
    "events:putEvents": lambda _: {"Entries": [{"EventId": _MOCK_ID}], "FailedEntryCount": 0},
    "states:startExecution.sync:2": _execution,
    "aws-sdk:glue:getCrawler": lambda _: {"Crawler": {"State": "READY", "LastCrawl": {"Status": "SUCCEEDED"}}},
}
"""What services answer whose answers lakeflow's own steps read."""
