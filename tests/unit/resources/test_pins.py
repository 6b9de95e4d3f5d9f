from typing import Any

from lakeflow.resources.pins import pinned

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:find"


def test_a_run_of_a_job_names_its_code_wherever_the_state_is() -> None:
    run: dict[str, Any] = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Arguments": {"JobName": "clean", "Arguments": {"--date": "{% $date %}"}},
    }
    definition: Any = {"States": {"all": {"Type": "Parallel", "Branches": [{"States": {"clean": run}}]}}}
    result: Any = pinned(definition, {"clean": {"--scriptLocation": "s3://code/1/clean.py"}}, {})
    inner = result["States"]["all"]["Branches"][0]["States"]["clean"]
    assert inner["Arguments"]["Arguments"] == {"--date": "{% $date %}", "--scriptLocation": "s3://code/1/clean.py"}
    assert run["Arguments"]["Arguments"] == {"--date": "{% $date %}"}


def test_a_call_of_a_function_names_its_alias_and_other_calls_stay() -> None:
    call: Any = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": ARN}}
    other: Any = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "theirs"}}
    result: Any = pinned({"States": {"a": call, "b": other}}, {}, {ARN: f"{ARN}:content-1"})
    assert result["States"]["a"]["Arguments"]["FunctionName"] == f"{ARN}:content-1"
    assert result["States"]["b"] == other


def test_a_job_of_somebody_else_is_run_as_it_is() -> None:
    run: Any = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun",
        "Arguments": {"JobName": "theirs"},
    }
    assert pinned({"States": {"a": run}}, {"clean": {"--scriptLocation": "s3://x"}}, {}) == {"States": {"a": run}}
