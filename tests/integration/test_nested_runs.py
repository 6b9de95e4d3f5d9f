"""Pipelines that run pipelines, on this machine."""

import json
from pathlib import Path
from typing import Any

NESTED = """
from lakeflow import DateParam, Lambda, LambdaFunction, Map, Pipeline, RunPipeline, StringParam

find = LambdaFunction("seek", handler="jobs/find.py:handler", timeout=5)

with Pipeline("inner", params={"mode": StringParam(default="good"), "item": StringParam()}) as inner:
    Lambda("sought", find, payload={"mode": inner.params.mode, "item": inner.params.item})

with Pipeline("outer", params={"date": DateParam(), "mode": StringParam(default="good")}) as outer:
    with Map("each", ["a", "b"]) as each:
        ran = RunPipeline("run", inner, params={"mode": outer.params.mode, "item": each.item})
        each.returns(ran.output.Payload.item)
    RunPipeline("left", "inner", params={"item": "c"}, wait=False, after=each)
"""


def test_a_pipeline_that_another_starts_runs_with_its_own_functions(lakeflow: Any, small: Path) -> None:
    (small / "pipelines" / "outer.py").write_text(NESTED, encoding="utf-8")
    record = lakeflow.run("2024-01-01", "--pipeline", "outer")
    assert record["status"] == "SUCCEEDED"
    (children,) = (lakeflow.project / ".lakeflow" / "runs").glob("*/children.jsonl")
    events = [json.loads(line) for line in children.read_text(encoding="utf-8").splitlines()]
    assert len({event["execution"] for event in events}) == 3
    assert [event["type"] for event in events].count("ExecutionSucceeded") == 3


def test_the_failure_of_a_pipeline_that_is_waited_for_fails_the_step(lakeflow: Any, small: Path) -> None:
    (small / "pipelines" / "outer.py").write_text(NESTED, encoding="utf-8")
    arguments = ("--pipeline", "outer", "--date", "2024-01-01", "--param", "mode=raise")
    out, _ = lakeflow("run", *arguments, exit_code=1)
    assert "run failed: States.TaskFailed" in out
    assert "come back later" in out


def test_the_name_of_no_pipeline_is_told_before_anything_runs(lakeflow: Any, small: Path) -> None:
    (small / "pipelines" / "outer.py").write_text(NESTED.replace('"left", "inner"', '"left", "iner"'), encoding="utf-8")
    _, err = lakeflow("run", "--pipeline", "outer", "--date", "2024-01-01", exit_code=1)
    assert "pipelines/outer.py:13:5: error LF148: there is no pipeline 'iner' in this project" in err
    assert "did you mean 'inner'?" in err
