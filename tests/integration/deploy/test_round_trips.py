"""What a declaration says reaches AWS, comes back as it was said, and is mended when somebody changes it by hand."""

import json
from typing import Any

from tests.integration.conftest import CommandLine

HERE = ("--env", "sandbox")
PIPELINE = """
from lakeflow import Crawler, Glue, GlueCrawler, GlueJob, Lambda, LambdaFunction, Pipeline, Schedule

find = LambdaFunction("find", handler="jobs/find.py:handler"{function})
load = GlueJob("load", script="jobs/load.py"{job})
landing = GlueCrawler("landing", database="landing"{crawler})
with Pipeline("tiny"{pipeline}) as tiny:
    Lambda("find", find)
    Glue("load", load)
    Crawler("crawl", landing)
"""
FIRST = {
    "function": ", reserved_concurrency=5",
    "job": ', connections=["shop-database"], execution_class="FLEX", max_concurrent_runs=1',
    "crawler": ', s3_targets=["landing/orders"], delta_targets=["s3://partner/prices"], table_prefix="raw_"',
    "pipeline": ', schedule=Schedule("cron(0 3 ? * MON-FRI *)", timezone="Europe/Paris")',
}
SECOND = {
    "function": ", reserved_concurrency=7",
    "job": ', connections=["shop-database", "archive"], max_concurrent_runs=2',
    "crawler": ', s3_targets=["landing/orders", "landing/items"]',
    "pipeline": ', schedule=Schedule("rate(6 hours)")',
}
NONE = {"function": "", "job": "", "crawler": ', s3_targets=["landing"]', "pipeline": ""}


def declare(run: CommandLine, options: dict[str, str]) -> None:
    (run.project / "pipelines/tiny.py").write_text(PIPELINE.format(**options))


def changed(run: CommandLine) -> dict[str, set[str]]:
    """Return the fields that a plan would change, by the last part of a resource's type."""
    changes = json.loads(run("plan", *HERE, "--json")[0])["changes"]
    return {
        one["type"].split("::")[-1]: {field["path"] for field in one["fields"]}
        for one in changes
        if one["action"] == "update" and one["type"].split("::")[-1] in {"Function", "Job", "Crawler", "Schedule"}
    }


def live(clients: Any) -> dict[str, Any]:
    """Return what AWS has of the options."""
    job = clients("glue").get_job(JobName="shop-sandbox-load")["Job"]
    crawler = clients("glue").get_crawler(Name="shop-sandbox-landing")["Crawler"]
    concurrency = clients("lambda").get_function_concurrency(FunctionName="shop-sandbox-find")
    return {
        "reserved": concurrency.get("ReservedConcurrentExecutions"),
        "connections": job.get("Connections", {}).get("Connections"),
        "class": job.get("ExecutionClass"),
        "runs": job["ExecutionProperty"]["MaxConcurrentRuns"],
        "files": [target["Path"] for target in crawler["Targets"].get("S3Targets", [])],
        "delta": [table for target in crawler["Targets"].get("DeltaTargets", []) for table in target["DeltaTables"]],
        "prefix": crawler.get("TablePrefix") or None,
    }


def test_options_of_jobs_functions_and_crawlers_come_back_as_they_were_declared(run: CommandLine, clients: Any) -> None:
    declare(run, FIRST)
    run("deploy", *HERE, "--yes")
    assert live(clients) == {
        "reserved": 5,
        "connections": ["shop-database"],
        "class": "FLEX",
        "runs": 1,
        "files": ["s3://shop-lake/landing/orders/"],
        "delta": ["s3://partner/prices/"],
        "prefix": "raw_",
    }
    assert "Nothing to do" in run("plan", *HERE)[0]

    declare(run, SECOND)
    assert changed(run) == {
        "Function": {"ReservedConcurrentExecutions"},
        "Job": {"Connections.Connections", "ExecutionClass", "ExecutionProperty.MaxConcurrentRuns"},
        "Crawler": {"Targets.S3Targets", "Targets.DeltaTargets", "TablePrefix"},
        "Schedule": {"ScheduleExpression", "ScheduleExpressionTimezone"},
    }
    run("deploy", *HERE, "--yes")
    assert "Nothing to do" in run("plan", *HERE)[0]
    found = live(clients)
    assert (found["reserved"], found["connections"]) == (7, ["shop-database", "archive"])
    assert found["class"] in {None, "STANDARD"}
    assert found["files"] == ["s3://shop-lake/landing/orders/", "s3://shop-lake/landing/items/"]
    assert (found["delta"], found["prefix"]) == ([], None)

    declare(run, NONE)
    run("deploy", *HERE, "--yes")
    assert "Nothing to do" in run("plan", *HERE)[0]
    assert (live(clients)["reserved"], live(clients)["connections"]) == (None, None)


def test_what_somebody_changes_by_hand_is_drift_and_is_mended(run: CommandLine, clients: Any) -> None:
    declare(run, FIRST)
    run("deploy", *HERE, "--yes")
    before = live(clients)
    glue, functions = clients("glue"), clients("lambda")
    job = glue.get_job(JobName="shop-sandbox-load")["Job"]
    kept = {key: job[key] for key in ("Role", "Command", "DefaultArguments", "GlueVersion", "WorkerType", "Timeout")}
    glue.update_job(JobName="shop-sandbox-load", JobUpdate={**kept, "NumberOfWorkers": 2, "ExecutionClass": "FLEX"})
    glue.update_crawler(Name="shop-sandbox-landing", Targets={"S3Targets": [{"Path": "s3://shop-lake/everything/"}]})
    functions.delete_function_concurrency(FunctionName="shop-sandbox-find")
    found = json.loads(run("drift", *HERE, "--json", "--exit-code", exit_code=3)[0])
    moved = {one["name"]: {field["path"] for field in one["live"]} for one in found if one["live"]}
    assert moved["shop-sandbox-find"] == {"ReservedConcurrentExecutions"}
    assert moved["shop-sandbox-landing"] == {"Targets.S3Targets", "Targets.DeltaTargets"}
    assert "Connections" in moved["shop-sandbox-load"]
    run("deploy", *HERE, "--yes")
    assert live(clients) == before
    assert "0 resources drifted" in run("drift", *HERE)[0]


def test_a_crawler_goes_with_its_step_and_its_database_stays(run: CommandLine, clients: Any) -> None:
    declare(run, FIRST)
    run("deploy", *HERE, "--yes")
    file = run.project / "pipelines/tiny.py"
    file.write_text("\n".join(line for line in file.read_text().splitlines() if "Crawler(" not in line) + "\n")
    plan = json.loads(run("plan", *HERE, "--json")[0])
    fate = {(change["type"], change["name"]): change["action"] for change in plan["changes"]}
    assert fate["AWS::Glue::Crawler", "shop-sandbox-landing"] == "delete"
    assert fate["AWS::IAM::Role", "shop-sandbox-landing-crawler"] == "delete"
    assert fate["AWS::Glue::Database", "landing"] == "retain"
    run("deploy", *HERE, "--yes")
    assert clients("glue").list_crawlers()["CrawlerNames"] == []
