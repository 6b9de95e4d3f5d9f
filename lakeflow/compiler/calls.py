"""Task steps to service calls: the integration's resource, its arguments, and where its results are."""

from collections.abc import Callable
from typing import NamedTuple

from lakeflow.asl.states import Json
from lakeflow.compiler.expressions import Environment, sql_template, template, text_template
from lakeflow.compiler.sql import is_statement, positional
from lakeflow.compiler.target import Target
from lakeflow.dsl.tasks import Athena, Glue, Lambda, Notify, TaskStep

RESULT = "$states.result"

ROWS = (
    "($columns := $states.result.ResultSet.ResultSetMetadata.ColumnInfo.Name; "
    "[$filter($states.result.ResultSet.Rows, function($row, $n) { $n > 0 }) ~> $map(function($row) { "
    "$merge($map($columns, function($column, $n) { "
    "{$column: $exists($row.Data[$n].VarCharValue) ? $row.Data[$n].VarCharValue : null} })) })])"
)
"""Athena's result set as a list of objects: the first row holds the names; a cell without a value is null."""

MOST_ROWS = 1000
"""The largest page of GetQueryResults, the header row included."""


class ServiceCall(NamedTuple):
    """What a Task state asks of a service; ``output`` is where the step's value stands in the result.

    ``timeout_seconds`` is set where the call is not the step's own, and so not under its timeout.
    """

    resource: str
    arguments: dict[str, Json]
    output: str = RESULT
    timeout_seconds: int | None = None


def service_call(
    step: TaskStep, target: Target, environment: Environment, read_source: Callable[[str], str | None]
) -> ServiceCall:
    """Return the call that a task step makes."""
    match step:
        case Glue():
            return _glue(step, target, environment)
        case Lambda():
            return _lambda(step, target, environment)
        case Athena():
            return _athena(step, target, environment, statement(step, read_source))
        case Notify():
            return _notify(step, target, environment)
        case _:
            raise TypeError(f"no service call is known for {type(step).__name__}")


def query_results(target: Target) -> ServiceCall:
    """Return the call that fetches the rows of the query that the state before has run."""
    arguments: dict[str, Json] = {
        "QueryExecutionId": "{% $states.input.QueryExecution.QueryExecutionId %}",
        "MaxResults": MOST_ROWS,
    }
    return ServiceCall(target.integration("athena:getQueryResults"), arguments, ROWS, timeout_seconds=60)


def statement(step: Athena, read_source: Callable[[str], str | None]) -> str:
    """Return the SQL of a step, from its file where it names one; empty if the file is missing."""
    return step.sql if is_statement(step.sql) else (read_source(step.sql) or "")


def _glue(step: Glue, target: Target, environment: Environment) -> ServiceCall:
    arguments: dict[str, Json] = {"JobName": target.name(step.job.name)}
    if step.args:
        arguments["Arguments"] = {f"--{name}": text_template(value, environment) for name, value in step.args.items()}
    return ServiceCall(target.integration("glue:startJobRun.sync"), arguments)


def _lambda(step: Lambda, target: Target, environment: Environment) -> ServiceCall:
    arguments: dict[str, Json] = {
        "FunctionName": target.arn("lambda", f"function:{target.name(step.function.name)}"),
        "Payload": template(step.payload, environment),
    }
    return ServiceCall(target.integration("lambda:invoke"), arguments, f"{RESULT}.Payload")


def _athena(step: Athena, target: Target, environment: Environment, sql: str) -> ServiceCall:
    query, names = positional(sql)
    arguments: dict[str, Json] = {"QueryString": query, "WorkGroup": target.workgroup}
    if step.database is not None:
        arguments["QueryExecutionContext"] = {"Database": step.database}
    if names:
        arguments["ExecutionParameters"] = [sql_template(step.params.get(name), environment) for name in names]
    return ServiceCall(target.integration("athena:startQueryExecution.sync"), arguments, f"{RESULT}.QueryExecution")


def _notify(step: Notify, target: Target, environment: Environment) -> ServiceCall:
    arguments: dict[str, Json] = {"TopicArn": target.arn("sns", target.name(step.topic))}
    if step.subject is not None:
        arguments["Subject"] = text_template(step.subject, environment)
    arguments["Message"] = text_template(step.message if step.message is not None else step.name, environment)
    return ServiceCall(target.integration("sns:publish"), arguments)
