import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lakeflow import Lambda, LambdaFunction, Pipeline, StringParam
from lakeflow.asl.states import Json
from lakeflow.errors import LakeflowError, MockError, ProjectError
from lakeflow.mocks.answers import Mock
from lakeflow.testing import Kit, StepNotEntered, raises, returns, rows, succeeds

ROOT = Path(__file__).parents[3]
SMALL = "pipelines/small.py"
DATE = {"date": "2024-01-01"}


def items(*found: int) -> Any:
    return returns({"items": list(found)})


def test_a_run_tells_its_path_and_what_each_step_was_given(kit: Kit) -> None:
    run = kit.run(SMALL, DATE, mocks={"found": items(7, 8), "one": lambda payload: {"size": payload["item"] * 10}})
    assert run.succeeded
    assert run.path == ("found", "each", "one", "one", "enough", "plenty")
    assert run.payload_of("found") == DATE
    assert [call["Payload"] for call in run.calls("one")] == [{"item": 7}, {"item": 8}]
    assert run.payload_of("one", visit=0) == {"item": 7}
    assert run.output_of("each") == [70, 80]
    assert run.variables_of("found")["found"] == {"items": [7, 8]}
    assert run.entered("plenty")
    assert not run.entered("TooFew")


def test_a_failed_execution_is_a_run_too(kit: Kit) -> None:
    run = kit.run(SMALL, DATE, mocks={"found": items(7), "one": returns({"size": 1})})
    assert (run.status, run.error, run.cause) == ("FAILED", "TooFew", "not enough")
    assert run.failed
    assert run.path[-1] == "TooFew"
    assert run.error_of("TooFew") == "TooFew"


def test_retries_are_counted_and_cost_virtual_time_only(kit: Kit) -> None:
    mocks = {"found": [raises("Busy", times=2), returns({"items": []}, after="1m")]}
    run = kit.run(SMALL, {**DATE, "most": 0}, mocks=mocks)
    assert run.succeeded
    assert [retry.error for retry in run.retries("found")] == ["Busy", "Busy"]
    assert run.retries("one") == ()
    waited = sum(retry.delay_seconds for retry in run.retries("found"))
    assert run.seconds_of("found") == pytest.approx(60 + waited)
    assert run.seconds == pytest.approx(60 + waited)


def test_the_same_seed_gives_the_same_run_and_another_gives_other_delays(kit: Kit) -> None:
    mocks: dict[str, Mock] = {"found": [raises("Busy"), items(1, 2)], "one": succeeds()}

    def delay(seed: int) -> float:
        return kit.run(SMALL, DATE, mocks=mocks, seed=seed).retries("found")[0].delay_seconds

    assert delay(1) == delay(1)
    assert len({delay(seed) for seed in range(5)}) > 1


def test_a_run_describes_its_path_and_the_line_of_the_state_that_failed(kit: Kit) -> None:
    run = kit.run(SMALL, DATE, mocks={"found": raises("Lambda.Unknown", "it broke", after=60.5)})
    described = run.describe()
    assert "small FAILED after 1 min 0.5 s: Lambda.Unknown" in described
    assert "path: found (failed Lambda.Unknown)" in described
    assert "declared at pipelines/small.py:7:13" in described
    assert '"Payload":{"date":"2024-01-01"}' in described
    assert repr(run) == "<Run small FAILED Lambda.Unknown>"


def test_asking_about_a_step_that_was_not_entered_shows_the_path(kit: Kit) -> None:
    run = kit.run(SMALL, DATE, mocks={"found": items(1, 2), "one": succeeds()})
    with pytest.raises(StepNotEntered, match=r"TooFew was not entered\n(?s:.*)path: found > each"):
        run.input_of("TooFew")
    with pytest.raises(StepNotEntered, match="one was 2 times entered"):
        run.payload_of("one", visit=2)
    with pytest.raises(LakeflowError, match="small has no step 'plentiful'") as caught:
        run.entered("plentiful")
    assert caught.value.hint == "did you mean plenty?"


def test_a_task_without_a_mock_stops_the_test_even_where_the_pipeline_would_catch_it() -> None:
    with pytest.raises(MockError, match="the task 'bronze_products'") as caught:
        Kit(ROOT).run("pipelines/ecommerce.py", DATE, mocks={"find_files": returns({"count": 1, "files": []})})
    assert str(caught.value).startswith("pipelines/ecommerce.py:")
    assert "succeeds()" in caught.value.hint


def test_a_mock_of_no_step_is_an_error(kit: Kit) -> None:
    with pytest.raises(MockError) as caught:
        kit.run(SMALL, DATE, mocks={"fuond": items()})
    assert caught.value.hint == "did you mean found?"


@pytest.mark.parametrize(
    ("params", "message"),
    [({}, "needs the parameter 'date'"), ({"dat": "x"}, "no parameter 'dat'"), ({"date": "x"}, "cannot be 'x'")],
)
def test_wrong_parameters_are_refused_as_on_the_command_line(kit: Kit, params: Any, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        kit.run(SMALL, params)


def test_the_reference_pipeline_runs_in_no_time_with_every_step_mocked() -> None:
    mocks = {"find_files": returns({"count": 3, "files": ["a"]}), "audit": rows({"failures": 0}), "*": succeeds()}
    run = Kit(ROOT).run("pipelines/ecommerce.py", DATE, mocks=mocks)
    assert run.succeeded
    assert run.path[-1] == "archive_files"
    assert run.payload_of("archive_files") == {"date": "2024-01-01", "files": ["a"]}
    failing = {**mocks, "audit": rows({"failures": 2})}
    run = Kit(ROOT).run("pipelines/ecommerce.py", DATE, mocks=failing)
    assert (run.error, run.cause) == ("AuditFailed", "2 checks of 2024-01-01 failed")
    assert run.entered("alerts")


def test_a_pipeline_at_hand_a_machine_and_an_asl_file_run_as_well(kit: Kit, project: Path) -> None:
    with Pipeline("inline", params={"n": StringParam()}) as inline:
        Lambda("ask", LambdaFunction("ask", handler="jobs/find.py:handler"), payload={"n": inline.params.n})
    run = kit.run(inline, {"n": "1"}, mocks={"ask": returns(3)})
    assert run.payload_of("ask") == {"n": "1"}

    states = {"a.b": {"Type": "Pass", "Output": "{% $states.input.n + 1 %}", "End": True}}
    machine: dict[str, Any] = {"QueryLanguage": "JSONata", "StartAt": "a.b", "States": states}
    run = kit.run(machine, input={"n": 1})
    assert (run.output, run.path) == (2, ("a.b",))

    (project / "machine.asl.json").write_text(json.dumps(machine, indent=2), encoding="utf-8")
    run = kit.run("machine.asl.json", input={"n": "x"})
    assert run.error == "States.QueryEvaluationError"
    assert "declared at machine.asl.json:5" in run.describe()
    with pytest.raises(MockError, match="params"):
        kit.run("machine.asl.json", {"n": "1"})


def test_the_moment_of_the_run_can_be_chosen(kit: Kit) -> None:
    moment = datetime(2030, 5, 1, tzinfo=UTC)
    states: Json = {"now": {"Type": "Pass", "Output": "{% $states.context.Execution.StartTime %}", "End": True}}
    run = kit.run({"QueryLanguage": "JSONata", "StartAt": "now", "States": states}, now=moment)
    assert run.output == "2030-05-01T00:00:00.000Z"
    assert run.started == moment


def test_the_iterations_of_a_distributed_map_are_seen_with_the_rest(kit: Kit, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    (lake / "raw").mkdir(parents=True)
    (lake / "raw" / "orders.json").write_text(json.dumps([{"id": 1}, {"id": 2}]), encoding="utf-8")
    invoke = {"Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"Payload": "{% $states.input.id %}"}}
    each = {
        "Type": "Map",
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSON"},
            "Arguments": {"Bucket": "any", "Key": "raw/orders.json"},
        },
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "one",
            "States": {"one": {"Type": "Task", **invoke, "End": True}},
        },
        "Next": "last",
    }
    states = {"each": each, "last": {"Type": "Succeed"}}
    machine: dict[str, Any] = {"QueryLanguage": "JSONata", "StartAt": "each", "States": states}
    run = kit.run(machine, mocks={"one": lambda number: number * 10}, lake=lake)
    assert run.succeeded, run.describe()
    assert run.path == ("each", "one", "one", "last")
    assert sorted(call["Payload"] for call in run.calls("one")) == [1, 2]


def test_responses_are_held_against_the_models_of_the_services(kit: Kit) -> None:
    job = {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "Arguments": {"JobName": "j"}}
    machine: dict[str, Any] = {"QueryLanguage": "JSONata", "StartAt": "job", "States": {"job": {**job, "End": True}}}
    mocks = {"job": returns({"JobRunState": "DONE"})}
    with pytest.raises(MockError, match=r"is no response of glue:startJobRun\.sync: .*JobRunState"):
        kit.run(machine, mocks=mocks)
    assert kit.run(machine, mocks=mocks, mock_validation="NONE").succeeded
    with pytest.raises(MockError, match="cannot be validated 'STRCT'"):
        kit.run(machine, mocks=mocks, mock_validation="STRCT")


EXPRESS = """
from lakeflow import Lambda, LambdaFunction, Pipeline

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("quick", type="EXPRESS") as quick:
    found = Lambda("found", find, timeout=300, retry=())
    again = Lambda("again", find, timeout=300, retry=(), after=found)
"""


def test_an_express_pipeline_runs_for_five_minutes_at_most_and_cannot_be_redriven(kit: Kit, project: Path) -> None:
    (project / "pipelines" / "quick.py").write_text(EXPRESS, encoding="utf-8")
    in_time = {"found": returns({}, after="200s"), "again": returns({}, after="99s")}
    assert kit.run("pipelines/quick.py", mocks=in_time).status == "SUCCEEDED"
    run = kit.run("pipelines/quick.py", mocks={**in_time, "again": returns({}, after="101s")})
    assert (run.status, run.seconds) == ("TIMED_OUT", 300)
    assert run.runnable.execution("1").arn.split(":")[5] == "express"
