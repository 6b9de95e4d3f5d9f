"""What needs no Spark of the local executor: dispatch, Athena's and SNS's answers, Glue's refusals."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from lakeflow.asl.states import Json
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.local.executor import LocalExecutor
from lakeflow.local.workspace import LocalOptions, Workspace
from lakeflow.resources.model import CrawlerResource, GlueJobResource, Resources, TopicResource

RESOURCES = Resources(
    glue_jobs={"shop-load": GlueJobResource(name="shop-load", script="load.py", max_concurrent_runs=0)},
    functions={},
    topics={"shop-alerts": TopicResource(name="shop-alerts")},
    crawlers={"shop-landing": CrawlerResource(name="shop-landing", database="landing", s3_targets=("landing",))},
)
GLUE = "glue:startJobRun.sync"


def run(root: Path, *tasks: tuple[str, Json]) -> list[Any]:
    workspace = Workspace(project_root=root, lake_root=root / "lake", run_dir=root / "run", cache_dir=root / "cache")

    async def execute() -> list[Any]:
        async with LocalExecutor(RESOURCES, workspace, LocalOptions()) as executor:
            answers: list[Any] = []
            for service, arguments in tasks:
                # A later task may need an earlier one's id.
                text = json.dumps(arguments)
                for answer in answers:
                    if isinstance(answer, dict) and isinstance(answer.get("QueryExecution"), dict):
                        text = text.replace("LAST", str(answer["QueryExecution"]["QueryExecutionId"]))
                resource = f"arn:aws:states:::{service}"
                answers.append(
                    await executor.execute(
                        ScheduledTask(
                            state="a state/1",
                            resource=resource,
                            arguments=json.loads(text),
                            attempt=0,
                            scheduled_event_id=1,
                        )
                    )
                )
            return answers

    return asyncio.run(execute())


def failure(root: Path, service: str, arguments: Json) -> TaskFailed:
    with pytest.raises(TaskFailed) as failed:
        run(root, (service, arguments))
    return failed.value


def test_query_results_come_in_athenas_shape(tmp_path: Path) -> None:
    sql = (
        "SELECT 1 AS n, CAST(NULL AS varchar) AS nothing, 1.50 AS d, true AS yes, 1e7 AS big, ARRAY['a', NULL] AS list"
    )
    answers = run(
        tmp_path,
        ("athena:startQueryExecution.sync", {"QueryString": sql}),
        ("athena:getQueryResults", {"QueryExecutionId": "LAST"}),
    )
    execution, results = answers
    assert execution["QueryExecution"]["Status"]["State"] == "SUCCEEDED"
    rows = results["ResultSet"]["Rows"]
    header = [{"VarCharValue": name} for name in ("n", "nothing", "d", "yes", "big", "list")]
    texts = ["1", None, "1.50", "true", "1.0E7", "[a, null]"]
    assert rows == [{"Data": header}, {"Data": [{} if text is None else {"VarCharValue": text} for text in texts]}]
    columns = results["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    assert [column["Type"] for column in columns][:5] == ["integer", "varchar", "decimal", "boolean", "double"]
    assert (columns[2]["Precision"], columns[2]["Scale"]) == (3, 2)


def test_a_long_result_comes_in_pages(tmp_path: Path) -> None:
    sql = "SELECT n FROM UNNEST(sequence(1, 3)) AS t(n)"
    ask: Json = {"QueryExecutionId": "LAST", "MaxResults": 2}
    _, first, second = run(
        tmp_path,
        ("athena:startQueryExecution.sync", {"QueryString": sql}),
        ("athena:getQueryResults", ask),
        ("athena:getQueryResults", {"QueryExecutionId": "LAST", "MaxResults": 2, "NextToken": "2"}),
    )
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["NextToken"] == "2"
    assert "NextToken" not in second
    assert [row["Data"][0]["VarCharValue"] for row in second["ResultSet"]["Rows"]] == ["2", "3"]


def test_a_refused_query_fails_with_the_query_execution_as_its_cause(tmp_path: Path) -> None:
    failed = failure(tmp_path, "athena:startQueryExecution.sync", {"QueryString": "SELECT * FROM silver.orders"})
    assert failed.error == "States.TaskFailed"
    status = json.loads(failed.cause)["Status"]
    assert status["State"] == "FAILED"
    assert status["StateChangeReason"].startswith("SCHEMA_NOT_FOUND")


def test_a_notification_is_appended_to_the_runs_file(tmp_path: Path) -> None:
    arguments: Json = {"TopicArn": "arn:aws:sns:eu-west-1:1:shop-alerts", "Subject": "s", "Message": "café"}
    (answer, _) = run(tmp_path, ("sns:publish", arguments), ("sns:publish", arguments))
    lines = (tmp_path / "run" / "notifications.jsonl").read_text().splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0])["Message"] == "café"
    assert isinstance(answer, dict)
    assert json.loads(lines[0])["MessageId"] == answer["MessageId"]


def test_a_crawl_ends_at_once(tmp_path: Path) -> None:
    name: Json = {"Name": "shop-landing"}
    started, found = run(tmp_path, ("aws-sdk:glue:startCrawler", name), ("aws-sdk:glue:getCrawler", name))
    assert started == {}
    crawler = found["Crawler"]
    assert (crawler["State"], crawler["LastCrawl"]["Status"]) == ("READY", "SUCCEEDED")


@pytest.mark.parametrize(
    ("service", "arguments", "error", "said"),
    [
        ("sns:publish", {"TopicArn": "arn:aws:sns:eu:1:other", "Message": "m"}, "Sns.NotFoundException", "other"),
        (GLUE, {"JobName": "shop-laod"}, "Glue.EntityNotFoundException", "did you mean shop-load?"),
        (GLUE, {"JobName": "shop-load", "Arguments": {"--n": 5}}, "Glue.InvalidInputException", "must be a string"),
        (GLUE, {"JobName": "shop-load", "Timeout": 0}, "Glue.InvalidInputException", "Timeout"),
        (GLUE, {"JobName": "shop-load"}, "Glue.ConcurrentRunsExceededException", "Concurrent runs exceeded"),
        (
            "aws-sdk:glue:startCrawler",
            {"Name": "shop-landings"},
            "Glue.EntityNotFoundException",
            "did you mean shop-landing?",
        ),
        ("aws-sdk:glue:getCrawler", {"Name": "theirs"}, "Glue.EntityNotFoundException", "mock it"),
        ("sqs:sendMessage", {}, "States.Runtime", "a local run cannot call arn:aws:states:::sqs:sendMessage"),
        ("athena:getQueryResults", {"QueryExecutionId": "x"}, "Athena.InvalidRequestException", "not found"),
    ],
)
def test_a_request_that_aws_would_refuse_fails_with_its_error(
    tmp_path: Path, service: str, arguments: Json, error: str, said: str
) -> None:
    failed = failure(tmp_path, service, arguments)
    assert failed.error == error
    assert said in failed.cause
