"""Writing modules for definitions."""

import json
from pathlib import Path

import pytest

from lakeflow.errors import InvalidStateMachineError, ProjectError
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
    with pytest.raises(InvalidStateMachineError, match="a leads to b, which is no state"):
        import_definition(file, None)
