"""The commands as their users meet them, mistakes included; nothing here starts Spark."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.usefixtures("small")
def test_a_run_leaves_a_record_and_prints_it_as_json(lakeflow: Any) -> None:
    record = lakeflow.run("2024-01-01")
    assert record["status"] == "SUCCEEDED"
    assert record["input"] == {"date": "2024-01-01", "mode": "good"}
    assert [state["name"] for state in record["states"]].count("one") == 3
    (folder,) = (lakeflow.project / ".lakeflow" / "runs").iterdir()
    assert json.loads((folder / "run.json").read_text()) == record
    assert json.loads((folder / "definition.asl.json").read_text())["QueryLanguage"] == "JSONata"
    events = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert events[-1]["type"] == "ExecutionSucceeded"


@pytest.mark.usefixtures("small")
def test_a_failed_state_is_shown_with_its_error_and_line(lakeflow: Any) -> None:
    out, err = lakeflow("run", "--date", "2024-01-01", "--param", "mode=raise", exit_code=1)
    assert "found failed: Busy\n  come back later\n  declared at pipelines/small.py:8:13\n" in out
    assert "| working on" in out
    assert "small FAILED after" in out
    assert "failed   found" in err


@pytest.mark.usefixtures("small")
def test_a_fail_state_fails_the_run(lakeflow: Any) -> None:
    out, _ = lakeflow("run", "--date", "2024-01-01", "--param", "mode=few", exit_code=1)
    assert "TooFew" in out
    assert "not enough" in out


@pytest.mark.usefixtures("small")
def test_a_fail_state_is_what_failed_also_where_the_pipeline_tells_of_it(lakeflow: Any) -> None:
    module = lakeflow.project / "pipelines" / "small.py"
    text = module.read_text(encoding="utf-8").replace("import Choice", "import Notify, Choice")
    module.write_text(text.replace("}) as small", '}, on_failure=Notify("alerts")) as small'), encoding="utf-8")
    out, err = lakeflow("run", "--date", "2024-01-01", "--param", "mode=few", exit_code=1)
    assert "TooFew failed: TooFew\n  not enough\n  declared at pipelines/small.py:13:9\n" in out
    assert "small.failed failed" not in out
    assert "failed   TooFew" in err


@pytest.mark.usefixtures("small")
def test_a_range_of_days_is_run_day_by_day(lakeflow: Any) -> None:
    out, _ = lakeflow("run", "--date", "2024-02-28", "--to", "2024-03-01", "--json")
    assert [record["input"]["date"] for record in json.loads(out)] == ["2024-02-28", "2024-02-29", "2024-03-01"]


@pytest.mark.usefixtures("small")
def test_a_range_stops_at_the_day_that_fails_and_says_how_to_go_on(lakeflow: Any) -> None:
    days = ("--date", "2024-01-01", "--to", "2024-01-03")
    out, err = lakeflow("run", *days, "--param", "mode=raise", exit_code=1)
    assert out.count("small FAILED after") == 1
    assert err.endswith("2024-01-01 did not succeed; go on with --date 2024-01-01 --to 2024-01-03\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--to", "2024-01-02"], "say the first day by --date"),
        (["--date", "2024-01-02", "--to", "2024-01-01"], "2024-01-01 is before 2024-01-02"),
        (["--date", "2024-01-02", "--to", "today"], "'today' is no date"),
        (["--date", "2024-01-02", "--to", "2024-01-03", "--only", "found"], "no --input and no --only"),
    ],
)
def test_a_range_that_is_none_is_told(lakeflow: Any, arguments: list[str], message: str) -> None:
    _, err = lakeflow("run", *arguments, exit_code=2)
    assert message in err


@pytest.mark.parametrize("command", [["run"], ["plan", "--env", "dev", "--offline"], ["build", "-o", "bundle.zip"]])
def test_what_aws_would_refuse_is_refused_before_anything_runs(lakeflow: Any, small: Path, command: list[str]) -> None:
    late = "with Pipeline('small', timeout=-1) as small:\n    Wait('w', until='tomorrow')\n"
    (small / "pipelines" / "small.py").write_text(f"from lakeflow import Pipeline, Wait\n{late}", encoding="utf-8")
    _, err = lakeflow(*command, exit_code=1)
    assert "pipelines/small.py:2:6: error LF305: TimeoutSeconds is -1\n" in err
    assert 'pipelines/small.py:3:5: error LF310: "tomorrow" is no timestamp\n' in err
    assert not (small / ".lakeflow" / "runs").exists()


@pytest.mark.usefixtures("small")
def test_a_query_prints_its_rows_and_nothing_else(lakeflow: Any) -> None:
    assert lakeflow("query", "--csv", "SELECT 1 AS one") == ("one\n1\n", "")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["run"], "pipeline 'small' needs the parameter 'date'", "add --date 2024-01-01"),
        (["run", "--date", "2024-13-01"], "cannot be '2024-13-01'", "write a date as 2024-01-31"),
        (["run", "--date", "2024-01-01", "--pipeline", "smal"], "there is no pipeline 'smal'", "did you mean small?"),
        (["run", "--date", "2024-01-01", "--param", "mod=x"], "no parameter 'mod'", "did you mean mode?"),
        (["run", "--date", "2024-01-01", "--env", "stagin"], "no config/stagin.toml", "did you mean staging?"),
        (["run", "--date", "2024-01-01", "--data", "nowhere"], "there is no data folder nowhere", "--data"),
        (
            ["render", "pipelines/smal.py"],
            "there is no pipeline file pipelines/smal.py",
            "did you mean pipelines/small.py?",
        ),
        (["query", "SELECT 1 FROM silver.orders"], "silver", ""),
    ],
)
def test_a_mistake_is_one_message_and_a_hint(lakeflow: Any, arguments: list[str], message: str, hint: str) -> None:
    out, err = lakeflow(*arguments, exit_code=1)
    assert out == ""
    assert message in err
    assert hint in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("[lake]\nroot = 3", "config/local.toml: lake.root: "),
        ("[local]\njobs_at_onc = 2\n[lake]\nroot = 'x'", "config/local.toml: local.jobs_at_onc: there is no such key"),
        ("[lake]\nroot = 'x'\n[aws]\naccount = '12'", "config/local.toml: aws.account: "),
        ("", "lake: is missing"),
        ("[lake", "config/local.toml is not TOML"),
    ],
)
def test_a_wrong_setting_names_file_and_key(lakeflow: Any, settings: str, message: str) -> None:
    (lakeflow.project / "config" / "local.toml").write_text(settings, encoding="utf-8")
    _, err = lakeflow("render", "pipelines/ecommerce.py", exit_code=1)
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("file", "content", "message", "hint"),
    [
        ("base.toml", "project = 'caf\u00e9'".encode("latin-1"), "base.toml:1 is no text in UTF-8", "save it as UTF-8"),
        ("base.toml", b"project = 'shop'", "aws: is missing", "add [aws] with region and account"),
    ],
)
def test_settings_that_cannot_be_read_are_told(
    lakeflow: Any, file: str, content: bytes, message: str, hint: str
) -> None:
    (lakeflow.project / "config" / file).write_bytes(content)
    _, err = lakeflow("validate", exit_code=1)
    assert message in err
    assert hint in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["render", "pipelines/small.py", "-o", "nowhere/small.json"], "error: nowhere/small.json: No such file"),
        (["build", "-o", "nowhere/bundle.zip"], "error: nowhere/bundle.zip: No such file"),
        (["render", "pipelines/small.py", "-o", "config"], "error: config: Is a directory"),
        (["run", "--input", "latin.txt"], "latin.txt:2 is no text in UTF-8"),
        (["run", "--date", "2024-01-01", "--mocks", "latin.txt"], "latin.txt"),
        (["validate", "latin.txt"], "latin.txt:2 is no text in UTF-8"),
    ],
)
def test_files_that_cannot_be_read_or_written_are_told(lakeflow: Any, arguments: list[str], message: str) -> None:
    (lakeflow.project / "latin.txt").write_bytes("{\n'caf\u00e9'}".encode("latin-1"))
    _, err = lakeflow(*arguments, exit_code=1)
    assert message in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("small")
def test_a_source_file_that_is_no_text_is_told(lakeflow: Any) -> None:
    (lakeflow.project / "jobs" / "find.py").write_bytes("# \u00e9".encode("latin-1"))
    _, err = lakeflow("validate", exit_code=1)
    assert "jobs/find.py:1 is no text in UTF-8" in err
    assert "Traceback" not in err


def test_a_project_without_environments_is_told_to_make_one(lakeflow: Any) -> None:
    for file in (lakeflow.project / "config").glob("[!b]*.toml"):
        file.unlink()
    _, err = lakeflow("run", exit_code=1)
    assert "hint: create config/local.toml, with what differs there from config/base.toml" in err


@pytest.mark.usefixtures("small")
def test_a_folder_named_like_a_module_is_none_and_a_broken_link_is_told(lakeflow: Any) -> None:
    (lakeflow.project / "pipelines" / "folder.py").mkdir()
    assert lakeflow("validate")[0] == "small: no mistakes\n"
    (lakeflow.project / "pipelines" / "link.py").symlink_to("/nowhere")
    _, err = lakeflow("validate", exit_code=1)
    assert "there are: pipelines/small.py" in err


@pytest.mark.parametrize(
    ("option", "printed"),
    [("-h", "Go back to an earlier release.\n"), ("--help", "Go back to an"), ("--version", "lakeflow 0.")],
)
def test_help_and_version_are_there(lakeflow: Any, option: str, printed: str) -> None:
    out, err = lakeflow(option)
    assert printed in out
    assert err == ""


def test_no_command_is_told_of_in_words_cut_short(lakeflow: Any) -> None:
    assert "..." not in lakeflow("--help")[0].partition("Commands:")[2]


def test_who_does_not_answer_is_told_how_to_answer_beforehand(lakeflow: Any) -> None:
    process = lakeflow.start("rollback", "--env", "sandbox")
    _, err = process.communicate()
    assert process.returncode == 1
    assert err.endswith("Nobody answered; --yes does it without asking.\nNothing was done.\n")


@pytest.mark.usefixtures("small")
def test_where_nothing_ran_there_are_no_runs(lakeflow: Any) -> None:
    assert lakeflow("runs") == ("", "there are no runs here; lakeflow run makes one\n")
    assert lakeflow("runs", "--json") == ("[]\n", "")


@pytest.mark.usefixtures("small")
def test_validate_lists_every_mistake_of_every_module(lakeflow: Any) -> None:
    broken = "from lakeflow import Pipeline, Wait\nwith Pipeline('b b') as b:\n" + "    Wait('a', seconds=1)\n" * 2
    (lakeflow.project / "pipelines" / "broken.py").write_text(broken, encoding="utf-8")
    (lakeflow.project / "pipelines" / "raises.py").write_text("import nowhere\n", encoding="utf-8")
    out, _ = lakeflow("validate", exit_code=1)
    assert "pipelines/broken.py:2:6: error LF100" in out
    assert "pipelines/broken.py:4:5: error LF101" in out
    assert "pipelines/raises.py:1: error LF002: ModuleNotFoundError" in out
    found = json.loads(lakeflow("validate", "--json", exit_code=1)[0])
    assert [(finding["code"], finding["line"]) for finding in found] == [("LF100", 2), ("LF101", 4), ("LF002", 1)]
    assert lakeflow("validate", "pipelines/small.py")[0] == "small: no mistakes\n"


@pytest.mark.usefixtures("small")
def test_a_second_run_at_the_same_time_is_refused(lakeflow: Any) -> None:
    handler = lakeflow.project / "jobs" / "find.py"
    slow = handler.read_text(encoding="utf-8").replace('print("working on", event)', "import time; time.sleep(3)")
    handler.write_text(slow, encoding="utf-8")
    first = lakeflow.start("run", "--date", "2024-01-01")
    assert "found" in "".join(next(first.stderr) for _ in range(2))
    _, err = lakeflow("run", "--date", "2024-01-01", exit_code=1)
    assert "another run is writing to this lake" in err
    first.communicate()
    assert first.returncode == 0


@pytest.mark.parametrize(("form", "start"), [("json", "{"), ("mermaid", "flowchart TD\n"), ("svg", "<svg ")])
def test_render_prints_or_writes(lakeflow: Any, form: str, start: str) -> None:
    printed, _ = lakeflow("render", "pipelines/ecommerce.py", "--format", form)
    assert printed.startswith(start)
    assert lakeflow("render", "pipelines/ecommerce.py", "--format", form, "-o", "out") == ("", "")
    assert (lakeflow.project / "out").read_text(encoding="utf-8") == printed


def test_render_survives_a_reader_that_leaves(lakeflow: Any) -> None:
    process = lakeflow.start("render", "pipelines/ecommerce.py")
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()


def test_outside_a_project_the_message_says_what_a_project_is(
    lakeflow: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = type(lakeflow)(tmp_path_factory.mktemp("elsewhere"))
    _, err = elsewhere("validate", exit_code=1)
    assert "belongs to no lakeflow project" in err
    assert "config/base.toml" in err


def test_eval_prints_the_value_of_an_expression(lakeflow: Any) -> None:
    (lakeflow.project / "input.json").write_text('{"files": [{"n": 1}, {"n": 2}]}', encoding="utf-8")
    assert lakeflow("eval", "$sum($states.input.files.n)", "--input", "input.json")[0] == "3\n"
    assert lakeflow("eval", "{% $date & '!' %}", "--variables", '{"date": "2024-01-01"}')[0] == '"2024-01-01!"\n'


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("$sum((1, 2)", 'S0202: Expected ")", got ","\n  $sum((1, 2)\n         ^\n'),
        ("1 + 'x'", "T2002: The right side of the \"+\" operator must evaluate to a number\n  1 + 'x'\n      ^\n"),
        ("foo", "Reference to 'foo' at the top level is not supported.\n  foo\n  ^\n"),
        ("$states.input.missing", "the expression returned nothing (undefined)\n  $states.input.missing\n"),
    ],
)
def test_eval_shows_where_an_expression_is_wrong(lakeflow: Any, expression: str, message: str) -> None:
    out, err = lakeflow("eval", expression, exit_code=1)
    assert out == ""
    assert message in err
    assert "Traceback" not in err


def test_json_is_written_with_a_map_of_its_states_beside_it(lakeflow: Any) -> None:
    lakeflow("render", "pipelines/ecommerce.py", "-o", "shop.asl.json")
    machine = json.loads((lakeflow.project / "shop.asl.json").read_text())
    places = json.loads((lakeflow.project / "shop.asl.map.json").read_text())
    assert set(machine["States"]) <= set(places)
    source = (lakeflow.project / "pipelines" / "ecommerce.py").read_text().splitlines()
    file, line, _ = places["find_files"].split(":")
    assert file == "pipelines/ecommerce.py"
    assert '"find_files"' in source[int(line) - 1]


def test_the_structure_is_explained_with_durations_from_past_runs(lakeflow: Any) -> None:
    runs = lakeflow.project / ".lakeflow" / "runs"
    assert "no local run" in lakeflow("durations", exit_code=1)[1]
    (runs / "1").mkdir(parents=True)
    state = {"name": "gold_daily_sales", "type": "Task", "status": "done", "entered": 0, "seconds": 500}
    run = {"name": "1", "pipeline": "ecommerce", "environment": "local", "status": "SUCCEEDED", "input": {}}
    (runs / "1" / "run.json").write_text(json.dumps({**run, "started": "2025-01-01T00:00:00Z", "states": [state]}))
    assert lakeflow("durations", "-o", "config/durations.json") == ("", "")
    explanation, _ = lakeflow("render", "pipelines/ecommerce.py", "--explain", "--durations", "config/durations.json")
    assert "gold_daily_sales  500 s" in explanation
    with (lakeflow.project / "config" / "base.toml").open("a") as base:
        base.write('\n[compiler]\ndurations = "config/durations.json"\n')
    found = json.loads(lakeflow("render", "pipelines/ecommerce.py", "--explain", "--json")[0])
    assert found["as_compiled"]["seconds"] == found["critical_path"]["seconds"] > 500
    assert found["false_waits"] == []


def test_moving_lines_and_editing_comments_changes_no_byte(lakeflow: Any) -> None:
    before, _ = lakeflow("render", "pipelines/ecommerce.py")
    file = lakeflow.project / "pipelines" / "ecommerce.py"
    moved = "# A comment.\n\n" + file.read_text().replace("\n\nwith ", "\n\n# Another.\n\n\nwith ")
    assert moved.count("# Another.")
    file.write_text(moved)
    assert lakeflow("render", "pipelines/ecommerce.py")[0] == before


def test_a_definition_is_imported_as_a_module_that_renders(lakeflow: Any) -> None:
    machine = {"StartAt": "Say hello", "States": {"Say hello": {"Type": "Pass", "Result": "hello", "End": True}}}
    (lakeflow.project / "greeting.asl.json").write_text(json.dumps(machine))
    printed, summary = lakeflow("import", "greeting.asl.json")
    assert summary == "1 of 1 states are steps\n"
    lakeflow("import", "greeting.asl.json", "-o", "pipelines/greeting.py")
    assert (lakeflow.project / "pipelines" / "greeting.py").read_text() == printed
    out, _ = lakeflow("render", "pipelines/greeting.py")
    assert json.loads(out)["States"] == {"Say_hello": {"Type": "Pass", "Output": "hello", "End": True}}
    _, error = lakeflow("import", "greeting.asl.json", "-o", "pipelines/greeting.py", exit_code=1)
    assert "is there already" in error
