"""``athena:startQueryExecution.sync`` and ``athena:getQueryResults`` on this machine."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from lakeflow.asl.states import Json
from lakeflow.clock import Clock
from lakeflow.errors import QueryError, TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.local.athena.catalog import LakeCatalog
from lakeflow.local.athena.statements import QueryResult, run_query
from lakeflow.local.athena.values import athena_text
from lakeflow.local.workspace import Workspace

# https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
_LARGEST_PAGE = 1000


@dataclass(slots=True, eq=False)
class AthenaExecutor:
    """Runs queries and keeps their results, by QueryExecutionId, for as long as the run lasts."""

    workspace: Workspace
    clock: Clock
    results: dict[str, QueryResult] = field(default_factory=dict)

    async def start_query_execution(self, task: ScheduledTask) -> Json:
        """Run a query to its end; return its QueryExecution, and TaskFailed with it as the cause if it fails."""
        request = task.arguments if isinstance(task.arguments, dict) else {}
        name, submitted = str(uuid4()), self.clock.now()
        try:
            self.results[name] = await asyncio.to_thread(self._run, request)
        except QueryError as error:
            reason = f"{error.message} ({error.hint})" if error.hint else error.message
            failed = _query_execution(name, request, (submitted, self.clock.now()), reason)
            self._log(task, f"{request.get('QueryString')}\n\n{reason}\n")
            raise TaskFailed("States.TaskFailed", json.dumps(failed)) from error
        self._log(task, f"{request.get('QueryString')}\n\n{len(self.results[name].rows)} rows\n")
        return {"QueryExecution": _query_execution(name, request, (submitted, self.clock.now()))}

    async def get_query_results(self, task: ScheduledTask) -> Json:
        """Return the rows of a finished query, the header first; raises TaskFailed for an unknown id or page."""
        request = task.arguments if isinstance(task.arguments, dict) else {}
        name = str(request.get("QueryExecutionId"))
        if name not in self.results:
            raise TaskFailed("Athena.InvalidRequestException", f"QueryExecution {name} was not found")
        most, token = request.get("MaxResults", _LARGEST_PAGE), str(request.get("NextToken", "0"))
        if not isinstance(most, int) or not 1 <= most <= _LARGEST_PAGE or not token.isdecimal():
            raise TaskFailed("Athena.InvalidRequestException", "MaxResults is 1 to 1000, NextToken an earlier answer's")
        return result_page(self.results[name], int(token), most)

    def _run(self, request: Mapping[str, Json]) -> QueryResult:
        context = request.get("QueryExecutionContext")
        database = context.get("Database") if isinstance(context, dict) else None
        parameters = request.get("ExecutionParameters") or []
        if not isinstance(parameters, list):
            raise QueryError("INVALID_PARAMETER_USAGE: ExecutionParameters is a list of strings", hint="write a list")
        return run_query(
            str(request.get("QueryString", "")),
            catalog=LakeCatalog(self.workspace.lake_root),
            database=str(database) if database else None,
            parameters=[str(each) for each in parameters],
        )

    def _log(self, task: ScheduledTask, text: str) -> None:
        log = self.workspace.log_file(task.state, task.attempt)
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(text, encoding="utf-8")


def result_page(result: QueryResult, start: int, most: int) -> Json:
    """Return one page of GetQueryResults: rows of text, the header being row 0; NULL is a Datum without a value."""
    header: tuple[str | None, ...] = tuple(column.name for column in result.columns)
    lines = [header, *(tuple(map(athena_text, row)) for row in result.rows)]
    rows: list[Json] = [
        {"Data": [{} if text is None else {"VarCharValue": text} for text in line]}
        for line in lines[start : start + most]
    ]
    info: list[Json] = [_column_info(column.name, column.type) for column in result.columns]
    page: dict[str, Json] = {"ResultSet": {"ResultSetMetadata": {"ColumnInfo": info}, "Rows": rows}, "UpdateCount": 0}
    return page if start + most >= len(lines) else page | {"NextToken": str(start + most)}


def _column_info(name: str, kind: str) -> Json:
    base, _, parameters = kind.partition("(")
    numbers = [int(number) for number in parameters.partition(")")[0].split(",") if number.strip().isdecimal()]
    precision, scale = (*numbers, 0, 0)[:2] if base == "decimal" else (numbers[0] if numbers else 0, 0)
    return {
        "CatalogName": "hive", "SchemaName": "", "TableName": "", "Name": name, "Label": name,
        "Type": f"{base} with time zone" if "time zone" in kind else base,
        "Precision": precision, "Scale": scale, "Nullable": "UNKNOWN", "CaseSensitive": base == "varchar",
    }  # fmt: skip


def _query_execution(
    name: str, request: Mapping[str, Json], times: tuple[datetime, datetime], reason: str | None = None
) -> dict[str, Json]:
    submitted, completed = (round(moment.timestamp() * 1000) for moment in times)
    status: dict[str, Json] = {
        "State": "SUCCEEDED" if reason is None else "FAILED",
        "SubmissionDateTime": submitted,
        "CompletionDateTime": completed,
    }
    if reason is not None:
        status["StateChangeReason"] = reason
    execution: dict[str, Json] = {
        "QueryExecutionId": name,
        "Query": request.get("QueryString"),
        "StatementType": "DML",
        "Status": status,
        "Statistics": {"TotalExecutionTimeInMillis": completed - submitted},
    }
    kept = ("QueryExecutionContext", "ResultConfiguration", "WorkGroup", "ExecutionParameters")
    return execution | {key: request[key] for key in kept if key in request}
