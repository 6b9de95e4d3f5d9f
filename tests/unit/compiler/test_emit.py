"""What a step hands on, run: what is read of it later, and no demand for what is not."""

from typing import Any

from lakeflow import Choice, Lambda, LambdaFunction, Pass, Pipeline

FIND = LambdaFunction("find", handler="jobs/find.py:handler")


def declare() -> Pipeline:
    """Return a pipeline that reads ``name`` and ``size`` of what was found only if there is something."""
    with Pipeline("shop") as shop:
        found = Lambda("find", FIND)
        with Choice("any") as any_found, any_found.when(found.output.count > 0):
            payload = {"name": found.output.name, "size": found.output["file size"]}
            Lambda("load", FIND, payload=payload)
    return shop


def test_a_field_that_is_read_in_one_branch_only_may_be_missing_in_the_other(play: Any) -> None:
    result, asked = play(declare(), {"find": [{"Payload": {"count": 0}}]})
    assert result.status == "SUCCEEDED", result.cause
    assert "load" not in asked


def test_a_field_that_is_read_and_missing_fails_the_step_that_reads_it(play: Any) -> None:
    result, _ = play(declare(), {"find": [{"Payload": {"count": 1, "name": "a"}}]})
    assert (result.status, result.error) == ("FAILED", "States.QueryEvaluationError")
    assert "'load'" in result.cause
    assert "file size" in result.cause


def test_lists_of_one_or_none_and_null_arrive_as_they_are(play: Any) -> None:
    values = {"none": [], "one": [[1]], "null": None, "object": {"a": [2]}}
    with Pipeline("shop") as shop:
        found = Lambda("find", FIND)
        between = Pass("between", {"one": found.output.one})
        payload = {name: found.output[name] for name in values}
        Lambda("load", FIND, payload=payload, after=between)
    result, asked = play(shop, {"find": [{"Payload": values}]})
    assert result.status == "SUCCEEDED", result.cause
    assert asked["load"][0]["Payload"] == values
