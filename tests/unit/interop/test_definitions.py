"""Definitions in ASL in the place of a pipeline."""

import json
from pathlib import Path

import pytest

from lakeflow.asl.document import document
from lakeflow.errors import InvalidPipelineError, InvalidStateMachineError, Location, ProjectError
from lakeflow.interop.definitions import definition_of_text, legal_name, machine_of
from lakeflow.operations.compiling import compile_file
from lakeflow.operations.render import Format, Request, render
from lakeflow.project import Project

SETTINGS = 'project = "shop"\naws = {region = "eu-west-1", account = "123456789012"}\nlake = {root = "lake"}\n'
MACHINE = {
    "Comment": "Two in a row",
    "QueryLanguage": "JSONata",
    "StartAt": "Make it",
    "States": {
        "Make it": {"Type": "Pass", "Output": {"n": 1}, "Next": "Each"},
        "Each": {
            "Type": "Map",
            "Items": [1, 2],
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "INLINE"},
                "StartAt": "One",
                "States": {"One": {"Type": "Pass", "End": True}},
            },
            "End": True,
        },
    },
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "base.toml").write_text(SETTINGS)
    (tmp_path / "config" / "local.toml").write_text("")
    machine = tmp_path / "nightly.load.asl.json"
    machine.write_text(json.dumps(MACHINE, indent=2))
    return machine


def test_a_definition_is_taken_as_it_is_and_named_after_its_file(file: Path) -> None:
    (found,) = compile_file(Project(file.parent), file, "local")
    assert found.pipeline.name == "nightly"
    assert document(found.compiled.machine) == MACHINE


def test_every_state_of_a_definition_is_found_at_its_line(file: Path) -> None:
    (found,) = compile_file(Project(file.parent), file, "local")
    lines = file.read_text().splitlines()
    for name, place in found.compiled.source_map.items():
        assert place.file == file.name
        assert f'"{name}": {{' in lines[place.line - 1]
    assert set(found.compiled.source_map) == {"Make it", "Each", "One"}


def test_a_definition_is_rendered_outside_any_project(tmp_path: Path) -> None:
    file = tmp_path / "machine.json"
    file.write_text(json.dumps(MACHINE))
    assert json.loads(render(Request(file, "local"), Format.JSON).text) == MACHINE
    assert "Make it" in render(Request(file, "local"), Format.MERMAID).text


def test_a_missing_definition_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="there is no file"):
        render(Request(tmp_path / "machine.json", "local"), Format.JSON)


def test_what_is_not_json_is_refused_at_its_line_and_column() -> None:
    with pytest.raises(InvalidStateMachineError) as caught:
        definition_of_text('{\n  "StartAt": oops\n}', "m.json", "m")
    assert caught.value.location == Location("m.json", 2, 14)


def test_a_template_is_told_to_be_filled_in_first() -> None:
    with pytest.raises(InvalidStateMachineError) as caught:
        definition_of_text('{"TimeoutSeconds": ${limit}}', "m.json", "m")
    assert caught.value.hint == "put in the values of ${placeholders} that stand outside of quotes"


def test_a_definition_is_text_with_or_without_a_mark_at_its_start(file: Path) -> None:
    text = file.read_text()
    file.write_text(text, encoding="utf-8-sig")
    assert document(compile_file(Project(file.parent), file, "local")[0].compiled.machine) == MACHINE
    file.write_text(text, encoding="utf-16")
    with pytest.raises(ProjectError, match="no text in UTF-8"):
        compile_file(Project(file.parent), file, "local")


def test_all_that_is_wrong_with_a_definition_is_told_at_its_lines() -> None:
    text = '{\n"StartAt": 1,\n"States": {\n"a": {"Type": "Pas"},\n"b": {"Type": "Task", "End": 1}}}'
    with pytest.raises(InvalidPipelineError) as caught:
        definition_of_text(text, "m.json", "m")
    assert {place.line for found in caught.value.diagnostics if (place := found.location)} == {2, 4, 5}
    with pytest.raises(InvalidPipelineError, match="StartAt") as caught:
        machine_of({"States": {"a": {"Type": "Pas"}}}, Location("sdk.py", 1))
    assert len(caught.value.diagnostics) > 1
    assert {found.location for found in caught.value.diagnostics} == {Location("sdk.py", 1)}


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidStateMachineError, match="object"):
        definition_of_text("[]", "m.json", "m")


def test_any_text_gives_a_legal_name() -> None:
    assert legal_name("Load orders") == "Load_orders"
    assert legal_name("1st!") == "state_1st"
    assert legal_name("!") == "state"
    assert len(legal_name("x" * 100)) == 60
