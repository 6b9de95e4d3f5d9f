"""Mocks, chaos, breakpoints, single steps and recorded runs, as their users meet them; nothing here starts Spark."""

import json
from pathlib import Path
from typing import Any

import pytest

DATE = ("--date", "2024-01-01")
MOCKS = """
found: {returns: {items: [1, 2]}}
one:
  - {raises: Lambda.TooManyRequestsException, times: 2}
  - {returns: {item: x}, after: 20s}
"""
INVOKE = "arn:aws:states:::lambda:invoke"
MACHINE: dict[str, Any] = {
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Task",
            "Resource": INVOKE,
            "Parameters": {"FunctionName": "ask", "Payload.$": "$"},
            "ResultSelector": {"answer.$": "$.Payload.answer"},
            "Retry": [{"ErrorEquals": ["Lambda.TooManyRequestsException"], "IntervalSeconds": 3}],
            "Next": "Enough?",
        },
        "Enough?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.answer", "NumericGreaterThan": 40, "Next": "Yes"}],
            "Default": "No",
        },
        "Yes": {"Type": "Succeed"},
        "No": {"Type": "Fail", "Error": "TooSmall"},
    },
}


@pytest.fixture
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is no project, with a definition in JSONPath mode."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "machine.asl.json").write_text(json.dumps(MACHINE, indent=2), encoding="utf-8")
    return folder


def record_of(printed: tuple[str, str]) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(printed[0])
    return record


@pytest.mark.usefixtures("small")
def test_mocks_stand_in_for_tasks_and_virtual_time_costs_none(lakeflow: Any) -> None:
    (lakeflow.project / "mocks.yaml").write_text(MOCKS, encoding="utf-8")
    record = lakeflow.run("2024-01-01", "--mocks", "mocks.yaml", "--virtual-time")
    assert record["status"] == "SUCCEEDED"
    assert record["mocked"] == ["found", "one"]
    one = [state for state in record["states"] if state["name"] == "one"]
    assert [state["attempts"] for state in one] == [2, 2]
    assert all(state["seconds"] >= 20 for state in one)


@pytest.mark.usefixtures("small")
def test_a_run_stands_in_for_the_services_of_another(lakeflow: Any) -> None:
    real = lakeflow.run("2024-01-01")
    again = lakeflow.run("2024-01-01", "--mocks", real["name"])
    assert (again["output"], again["mocked"]) == (real["output"], ["found", "one"])


@pytest.mark.usefixtures("small")
def test_chaos_fails_a_task_and_says_what_came_of_it(lakeflow: Any) -> None:
    out, err = lakeflow("run", *DATE, "--chaos", "found:throttle:2", "--virtual-time")
    assert "chaos found:throttle:2: found done after 3 attempts" in out
    assert "found failed with Lambda.TooManyRequestsException: retry 2" in err
    out, _ = lakeflow("run", *DATE, "--chaos", "found:failure", "--virtual-time", exit_code=1)
    assert "chaos found:failure: found failed after 1 attempt" in out
    assert "found failed: Lambda.Unknown" in out


@pytest.mark.usefixtures("small")
def test_a_run_stops_after_a_step_and_debug_shows_where_it_stands(lakeflow: Any) -> None:
    out, _ = lakeflow("run", *DATE, "--until", "found")
    assert "small stopped after found, as asked" in out
    found = json.loads(lakeflow("debug", "--json")[0])
    assert found["status"] == "ABORTED"
    states = {state["name"]: state for state in found["states"]}
    assert states["found"]["variables_before"] == {"date": "2024-01-01", "mode": "good"}
    assert states["found"]["variables_after"]["found"] == {"items": [1, 2, 3]}
    assert states["found"]["attempts"][0]["arguments"]["Payload"] == {"date": "2024-01-01", "mode": "good"}
    assert states["found"]["place"] == "pipelines/small.py:8:13"
    assert all(state["status"] != "succeeded" for name, state in states.items() if name == "one")


@pytest.mark.usefixtures("small")
def test_one_step_runs_alone_with_variables_given_or_as_in_a_run(lakeflow: Any) -> None:
    record = lakeflow.run("2024-01-01")
    again = record_of(lakeflow("run", "--json", "--only", "one", "--as-in", record["name"]))
    assert (again["status"], again["output"], again["only"]) == ("SUCCEEDED", 3, "one")
    both = ("--input", '"{% 1 %}"', "--variables", '{"each_item": "{% 1 %}"}')
    given = record_of(lakeflow("run", "--json", "--only", "one", *both))
    assert given["output"] == "{% 1 %}"
    alone = record_of(lakeflow("run", "--json", "--only", "found", *DATE))
    assert [state["name"] for state in alone["states"]] == ["small.parameters", "found"]


@pytest.mark.usefixtures("small")
def test_a_failed_run_goes_on_from_where_it_failed_with_the_scripts_of_now(lakeflow: Any) -> None:
    handler = lakeflow.project / "jobs" / "find.py"
    good = handler.read_text(encoding="utf-8")
    handler.write_text(good.replace('if event["mode"] == "raise"', 'if event.get("item") == 2'), encoding="utf-8")
    out, _ = lakeflow("run", *DATE, exit_code=1)
    assert "goes on from there" in out
    handler.write_text(good, encoding="utf-8")
    record = record_of(lakeflow("run", "--resume", "latest", "--json"))
    assert (record["status"], record["redrives"], record["error"]) == ("SUCCEEDED", 1, None)
    found = [state for state in record["states"] if state["name"] == "found"]
    assert [state["attempts"] for state in found] == [1], "what had succeeded is not done again"
    assert max(state["attempts"] for state in record["states"] if state["name"] == "one") > 1
    types = [json.loads(line)["type"] for line in (folder_of(lakeflow) / "history.jsonl").read_text().splitlines()]
    assert types.count("ExecutionRedriven") == 1
    assert types[-1] == "ExecutionSucceeded"
    _, err = lakeflow("run", "--resume", "latest", exit_code=1)
    assert "an execution that succeeded cannot be redriven" in err
    _, err = lakeflow("run", "--resume", "latest", *DATE, exit_code=2)
    assert "a run is resumed as it was" in err


@pytest.mark.usefixtures("small")
def test_a_run_of_an_express_pipeline_is_not_resumed_as_nobody_redrives_it_on_aws(lakeflow: Any) -> None:
    file = lakeflow.project / "pipelines" / "small.py"
    file.write_text(file.read_text(encoding="utf-8").replace('Pipeline("small",', 'Pipeline("small", type="EXPRESS",'))
    out, _ = lakeflow("run", *DATE, "--param", "mode=few", exit_code=1)
    assert "goes on from there" not in out
    assert json.loads((folder_of(lakeflow) / "run.json").read_text())["type"] == "EXPRESS"
    _, err = lakeflow("run", "--resume", "latest", exit_code=1)
    assert "small is EXPRESS, and such an execution cannot be redriven" in err


@pytest.mark.usefixtures("small")
def test_a_run_that_was_stopped_or_killed_goes_on_too(lakeflow: Any) -> None:
    lakeflow("run", *DATE, "--until", "found")
    assert record_of(lakeflow("run", "--resume", "latest", "--json"))["output"] == [1, 2, 3]

    name = lakeflow.run("2024-01-01")["name"]
    folder = lakeflow.project / ".lakeflow" / "runs" / name
    events = (folder / "history.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    entered = next(index for index, event in enumerate(events) if '"name": "one"' in event)
    (folder / "history.jsonl").write_text("".join(events[: entered + 1]) + events[0][:20], encoding="utf-8")
    killed = json.loads((folder / "run.json").read_text(encoding="utf-8")) | {"status": "RUNNING", "stopped": None}
    (folder / "run.json").write_text(json.dumps(killed), encoding="utf-8")
    record = record_of(lakeflow("run", "--resume", name, "--json"))
    assert (record["status"], record["output"]) == ("SUCCEEDED", [1, 2, 3])


@pytest.mark.usefixtures("small")
def test_what_only_tells_of_the_failure_is_not_what_a_run_goes_on_from(lakeflow: Any) -> None:
    module = lakeflow.project / "pipelines" / "small.py"
    text = module.read_text(encoding="utf-8").replace("import Choice", "import Notify, Choice")
    module.write_text(text.replace("}) as small", '}, on_failure=Notify("alerts")) as small'), encoding="utf-8")
    mocks = ("--mocks", "mocks.json")
    answers: dict[str, Any] = {"alerts": "succeeds", "found": {"returns": {"items": [1, 2]}}}
    for again in (False, True):
        answers["one"] = [{"returns": {"item": 1}}, {"raises": "Boom"}]
        (lakeflow.project / "mocks.json").write_text(json.dumps(answers), encoding="utf-8")
        start = ("--resume", "latest") if again else DATE
        failed = record_of(lakeflow("run", *start, *mocks, "--chaos", "one:Boom", "--json", exit_code=1))
        assert failed["error"] == "Boom"
    answers["one"] = {"returns": {"item": 7}}
    (lakeflow.project / "mocks.json").write_text(json.dumps(answers), encoding="utf-8")
    record = record_of(lakeflow("run", "--resume", "latest", *mocks, "--json"))
    assert (record["status"], record["redrives"]) == ("SUCCEEDED", 2)
    assert [state["attempts"] for state in record["states"] if state["name"] == "found"] == [1]
    states = json.loads(lakeflow("debug", "--json")[0])["states"]
    assert [state["status"] for state in states if state["name"] == "small.failed"] == ["failed", "failed"]


def folder_of(lakeflow: Any) -> Path:
    (folder,) = (lakeflow.project / ".lakeflow" / "runs").iterdir()
    assert isinstance(folder, Path)
    return folder


@pytest.mark.usefixtures("small")
def test_debug_shows_each_state_with_its_line_and_error(lakeflow: Any) -> None:
    lakeflow("run", *DATE, "--param", "mode=raise", exit_code=1)
    out, _ = lakeflow("debug", "--state", "found")
    assert "found  Task failed after" in out
    assert "pipelines/small.py:8:13" in out
    for label, value in (("variables", '"mode":"raise"'), ("error", "Busy"), ("cause", "come back later")):
        assert any(line.split()[:1] == [label] and value in line for line in out.splitlines()), out
    listed = json.loads(lakeflow("runs", "--json")[0])
    assert [(run["status"], run["error"]) for run in listed] == [("FAILED", "Busy")]
    assert "FAILED" in lakeflow("runs")[0]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["debug"], "there are no runs here", "lakeflow run"),
        (["run", *DATE, "--until", "foun"], "--until: small has no step 'foun'", "did you mean found?"),
        (["run", *DATE, "--only", "ones"], "--only: small has no step 'ones'", "did you mean one?"),
        (["run", *DATE, "--chaos", "foun:timeout"], "names no task: 'foun'", "did you mean found?"),
        (["run", *DATE, "--chaos", "found"], "--chaos 'found' names no error", "say found:ERROR"),
        (["run", *DATE, "--chaos", "found:timeout:x"], "'x' is no number of times", "always"),
        (["run", *DATE, "--mocks", "nowhere.yaml"], "there is no file nowhere.yaml", "a run"),
        (["run", *DATE, "--mocks", "bad.yaml"], "bad.yaml:2: fuond: an answer has no field 'return'", "returns?"),
        (["run", *DATE, "--mocks", "other.yaml"], "is given for what is no task: 'fuond'", "did you mean found?"),
        (["run", *DATE, "--mocks", "broken.yaml"], "broken.yaml:1:9: this is not YAML", ""),
        (["run", *DATE, "--test-case", "x"], "--test-case needs a mock configuration", "MockConfigFile"),
        (["run", "--input", "{"], "--input '{' is neither a file nor JSON", "--input '{\"n\": 1}'"),
    ],
)
def test_a_mistake_is_one_message_and_a_hint(lakeflow: Any, arguments: list[str], message: str, hint: str) -> None:
    files = {"bad.yaml": "\nfuond: {return: 1}", "other.yaml": "fuond: {returns: 1}", "broken.yaml": "found: [}"}
    for name, text in files.items():
        (lakeflow.project / name).write_text(text, encoding="utf-8")
    out, err = lakeflow(*arguments, exit_code=1)
    assert out == ""
    assert message in err
    assert hint in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("small")
def test_the_record_of_a_newer_lakeflow_is_refused_and_an_older_one_read(lakeflow: Any) -> None:
    name = lakeflow.run("2024-01-01")["name"]
    file = lakeflow.project / ".lakeflow" / "runs" / name / "run.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(record | {"version": 99, "unheard_of": 1}), encoding="utf-8")
    _, err = lakeflow("debug", name, exit_code=1)
    assert "has version 99" in err
    old = {key: value for key, value in record.items() if key not in ("version", "mocked", "chaos", "only")}
    file.write_text(json.dumps(old | {"unheard_of": 1}), encoding="utf-8")
    assert json.loads(lakeflow("debug", name, "--json")[0])["status"] == "SUCCEEDED"
    _, err = lakeflow("debug", name[:-1] + "x", exit_code=1)
    assert f"did you mean {name}?" in err


def test_any_definition_runs_outside_of_projects_too(lakeflow: Any, machine: Path) -> None:
    elsewhere = type(lakeflow)(machine)
    (machine / "mocks.json").write_text('{"Ask": {"returns": {"answer": 42}}}', encoding="utf-8")
    out = record_of(elsewhere("run", "machine.asl.json", "--json", "--input", '{"n": 1}', "--mocks", "mocks.json"))
    assert (out["status"], out["output"], out["input"]) == ("SUCCEEDED", {"answer": 42}, {"n": 1})
    assert out["states"][0]["location"] == "machine.asl.json:4"
    assert [state["name"] for state in json.loads(elsewhere("debug", "--json")[0])["states"]] == [
        "Ask",
        "Enough?",
        "Yes",
    ]
    _, err = elsewhere("run", "machine.asl.json", "--date", "2024-01-01", exit_code=1)
    assert "parameters are a pipeline's" in err
    mocked = ("--json", "--mocks", "mocks.json")
    record_of(elsewhere("run", "machine.asl.json", "--chaos", "Ask:failure", *mocked, exit_code=1))
    assert record_of(elsewhere("run", "--resume", "latest", *mocked))["output"] == {"answer": 42}


def test_the_mock_configuration_of_step_functions_local_is_taken(lakeflow: Any, machine: Path) -> None:
    elsewhere = type(lakeflow)(machine)
    throttled = {"Throw": {"Error": "Lambda.TooManyRequestsException", "Cause": "slow down"}}
    configuration = {
        "StateMachines": {
            "Whatever": {"TestCases": {"Retried": {"Ask": "Busy"}, "Small": {"Ask": "One"}, "Short": {"Ask": "Once"}}}
        },
        "MockedResponses": {
            "Busy": {"0-1": throttled, "2": {"Return": {"StatusCode": 200, "Payload": {"answer": 41}}}},
            "One": {"0": {"Return": {"StatusCode": 200, "Payload": {"answer": 1}}}},
            "Once": {"0": throttled},
        },
    }
    (machine / "MockConfigFile.json").write_text(json.dumps(configuration), encoding="utf-8")
    mocked = ("run", "machine.asl.json", "--json", "--mocks", "MockConfigFile.json", "--virtual-time", "--test-case")
    retried = record_of(elsewhere(*mocked, "Retried"))
    assert (retried["status"], retried["states"][0]["attempts"]) == ("SUCCEEDED", 3)
    assert record_of(elsewhere(*mocked, "Small", exit_code=1))["error"] == "TooSmall"
    _, err = elsewhere(*mocked, "Short", exit_code=1)
    assert "the task 'Ask' was called 2 times, and its mock has fewer answers" in err
    _, err = elsewhere(*mocked, "Retired", exit_code=1)
    assert "did you mean Retried?" in err
    _, err = elsewhere(*mocked[:-1], exit_code=1)
    assert "say --test-case with one of: Retried, Small, Short" in err


def test_an_execution_on_aws_is_replayed_from_its_history(lakeflow: Any, machine: Path) -> None:
    elsewhere = type(lakeflow)(machine)

    def event(number: int, kind: str, **details: Any) -> dict[str, Any]:
        name = "stateEntered" if kind.endswith("Entered") else kind[0].lower() + kind[1:]
        return {
            "timestamp": f"2024-05-01T10:00:0{number}.000000+00:00",
            "type": kind,
            "id": number,
            "previousEventId": number - 1,
            f"{name}EventDetails": details,
        }

    history = {
        "events": [
            event(1, "ExecutionStarted", input="{}"),
            event(2, "TaskStateEntered", name="Ask", input="{}"),
            event(3, "TaskScheduled", parameters='{"FunctionName":"ask","Payload":{}}', resource="invoke"),
            event(4, "TaskStarted"),
            event(5, "TaskSucceeded", output='{"StatusCode":200,"Payload":{"answer":77}}'),
        ]
    }
    (machine / "history.json").write_text(json.dumps(history), encoding="utf-8")
    record = record_of(elsewhere("run", "machine.asl.json", "--json", "--mocks", "history.json"))
    assert record["output"] == {"answer": 77}
