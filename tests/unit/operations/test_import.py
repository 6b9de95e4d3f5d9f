"""Writing modules for definitions."""

import json
from pathlib import Path

import pytest

from lakeflow.errors import InvalidPipelineError, ProjectError
from lakeflow.operations.import_ import import_definition, write_module

MACHINE = {
    "StartAt": "Say hello",
    "States": {
        "Say hello": {"Type": "Pass", "Result": "hello", "Next": "Odd"},
        "Odd": {"Type": "Pass", "Parameters": {"all.$": "$..x"}, "End": True},
    },
}


def test_the_summary_says_what_stays_raw_and_why(tmp_path: Path) -> None:
    file = tmp_path / "greeting.asl.json"
    file.write_text(json.dumps(MACHINE))
    imported = import_definition(file, None)
    assert 'with Pipeline("greeting") as greeting:' in imported.source
    assert 'Pass("Say_hello", "hello")' in imported.source
    assert imported.summary() == "1 of 2 states are steps\n  raw: Odd ($..x finds several values)\n"


def test_loops_and_what_is_inside_raw_states_count_as_raw(tmp_path: Path) -> None:
    inside = {"StartAt": "One", "States": {"One": {"Type": "Pass", "End": True}}}
    states = {
        "Look": {"Type": "Wait", "Seconds": 1, "Next": "Again?"},
        "Again?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "Look"}],
            "Default": "All",
        },
        "All": {"Type": "Map", "Iterator": inside, "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": True},
    }
    file = tmp_path / "m.json"
    file.write_text(json.dumps({"StartAt": "Look", "States": states}))
    assert import_definition(file, None).summary() == (
        "0 of 4 states are steps\n  raw: Look, Again? (a loop)\n  raw: All, One (a Map with Retry)\n"
    )


def test_a_pipeline_can_be_given_another_name(tmp_path: Path) -> None:
    file = tmp_path / "greeting.asl.json"
    file.write_text(json.dumps(MACHINE))
    assert 'with Pipeline("nightly-load") as nightly_load:' in import_definition(file, "nightly-load").source


def test_a_module_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    file = tmp_path / "pipelines" / "x.py"
    write_module(file, "one", force=False)
    with pytest.raises(ProjectError, match="is there already"):
        write_module(file, "two", force=False)
    assert file.read_text() == "one"
    write_module(file, "two", force=True)
    assert file.read_text() == "two"


def test_a_transition_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "m.json"
    file.write_text(json.dumps({"StartAt": "a", "States": {"a": {"Type": "Pass", "Next": "b"}}}))
    with pytest.raises(InvalidPipelineError, match="no state"):
        import_definition(file, None)


def test_a_definition_with_mistakes_is_refused_with_all_of_them(tmp_path: Path) -> None:
    file = tmp_path / "broken.asl.json"
    states = {"One": {"Type": "Pass", "Next": "Tow"}, "Two": {"Type": "Task", "Resource": 5, "End": True}}
    file.write_text(json.dumps({"StartAt": "One", "States": states}, indent=1))
    with pytest.raises(InvalidPipelineError) as refused:
        import_definition(file, None)
    found = {(finding.code, finding.location and finding.location.line) for finding in refused.value.diagnostics}
    assert {line for _, line in found} >= {6, 10}


def test_a_comment_is_no_expression_and_half_of_a_character_stays_one(tmp_path: Path) -> None:
    file = tmp_path / "odd.asl.json"
    states = {"One": {"Type": "Pass", "Comment": "{% (", "Result": "x\ud800", "End": True}}
    file.write_text(json.dumps({"Comment": "{% $", "StartAt": "One", "States": states}))
    source = import_definition(file, None).source
    assert 'comment="{% ("' in source
    assert r'"x\ud800"' in source
