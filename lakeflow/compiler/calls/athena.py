"""athena:startQueryExecution.sync, https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html."""

import json
from collections.abc import Callable

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import RESULT, ServiceCall, Surroundings
from lakeflow.compiler.expressions import sql_template
from lakeflow.compiler.sql import is_statement, positional
from lakeflow.compiler.target import Target
from lakeflow.compiler.types import PythonType
from lakeflow.dsl.tasks.athena import Athena

_ROWS = (
    "($columns := $states.result.ResultSet.ResultSetMetadata.ColumnInfo.Name; "
    "[$filter($states.result.ResultSet.Rows, function($row, $n) { $n > 0 }) ~> $map(function($row) { "
    "$merge($map($columns, function($column, $n) { "
    "{$column: $exists($row.Data[$n].VarCharValue) ? CELL : null} })) })])"
)
_CELL = "$row.Data[$n].VarCharValue"
_NUMBERS = ("int", "float", "Decimal")

MOST_ROWS = 1000
"""The largest page of GetQueryResults, the header row included."""


def call(step: Athena, around: Surroundings) -> ServiceCall:
    """Return the call that runs the statement and waits for it; its value is the QueryExecution."""
    query, names = positional(statement(step, around.read_source))
    arguments: dict[str, Json] = {"QueryString": query, "WorkGroup": step.workgroup or around.target.workgroup}
    if step.database is not None:
        arguments["QueryExecutionContext"] = {"Database": step.database}
    if names:
        arguments["ExecutionParameters"] = [sql_template(step.params.get(name), around.environment) for name in names]
    if not step.wait:
        return ServiceCall(around.target.integration("athena:startQueryExecution"), arguments)
    resource = around.target.integration("athena:startQueryExecution.sync")
    return ServiceCall(resource, arguments, f"{RESULT}.QueryExecution")


def query_results(step: Athena, target: Target) -> ServiceCall:
    """Return the call that fetches the rows of the query that the state before has run."""
    arguments: dict[str, Json] = {
        "QueryExecutionId": "{% $states.input.QueryExecution.QueryExecutionId %}",
        "MaxResults": MOST_ROWS,
    }
    return ServiceCall(target.integration("athena:getQueryResults"), arguments, rows(step), timeout_seconds=60)


def rows(step: Athena) -> str:
    """Return Athena's result set as a list of objects: the first row holds the names; a cell without value is null."""
    kinds = {name: PythonType(kind).title for name, kind in step.column_types.items()}
    numbers = [name for name, kind in kinds.items() if kind in _NUMBERS]
    booleans = [name for name, kind in kinds.items() if kind == "bool"]
    cell = _CELL
    if booleans:
        cell = f'$column in {json.dumps(booleans)} ? {_CELL} = "true" : {cell}'
    if numbers:
        cell = f"$column in {json.dumps(numbers)} ? $number({_CELL}) : {cell}"
    return _ROWS.replace("CELL", f"({cell})" if numbers or booleans else cell)


def statement(step: Athena, read_source: Callable[[str], str | None]) -> str:
    """Return the SQL of a step, from its file where it names one; empty if the file is missing."""
    return step.sql if is_statement(step.sql) else (read_source(step.sql) or "")
