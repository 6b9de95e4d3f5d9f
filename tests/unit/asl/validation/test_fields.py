"""Which fields a state has, by type and query language."""

from typing import Any

import pytest

from lakeflow.asl.validation import validate
from tests.asl_machines import codes, jsonata, machine, mapping, passing, places, task

BRANCHES = [{"StartAt": "one", "States": {"one": {"Type": "Succeed"}}}]
JSONPATH_STATES: list[dict[str, Any]] = [
    passing(InputPath=None, OutputPath="$$.State", Parameters=[1], Result={"x.$": 1}, ResultPath=None, Assign={"v": 1}),
    task(ResultSelector={"a.$": "$.b"}, TimeoutSecondsPath="$.t", HeartbeatSecondsPath="$.h", Retry=[], Catch=[]),
    {"Type": "Wait", "SecondsPath": "$v", "End": True},
    {"Type": "Wait", "Timestamp": "2026-01-31T09:00:00.5+01:00", "End": True},
    {"Type": "Succeed", "InputPath": "$.a"},
    {"Type": "Fail", "Error": "E", "CausePath": "States.UUID()"},
    {"Type": "Parallel", "Branches": BRANCHES, "Parameters": "$.not_a_path", "ResultSelector": {}, "End": True},
    mapping(ItemsPath="$$.Execution.Input.items", ItemSelector={"i.$": "$$.Map.Item.Index"}, MaxConcurrencyPath="$.n"),
    mapping(Parameters={"i.$": "$$.Map.Item.Value"}, MaxConcurrency=3),
]
JSONATA_STATES: list[dict[str, Any]] = [
    passing(Output=None, Assign={"v": [1, "{% $states.input %}"]}),
    task(Arguments="{% $states.input %}", TimeoutSeconds="{% 5 %}", Output="{% $states.result %}"),
    {"Type": "Wait", "Seconds": "{% $states.input.n %}", "End": True},
    {"Type": "Succeed", "Output": 3},
    {"Type": "Fail", "Error": "{% 'E' & 1 %}", "Cause": "plain"},
    {"Type": "Parallel", "Branches": BRANCHES, "Arguments": {"a": 1}, "Output": "{% $states.result %}", "End": True},
    mapping(Items=[1, "{% 2 %}"], ItemSelector="{% $states.context.Map.Item.Value %}", MaxConcurrency="{% 2 %}"),
]


@pytest.mark.parametrize("state", JSONPATH_STATES)
def test_a_jsonpath_state_may_have_its_fields(state: dict[str, Any]) -> None:
    assert codes(machine(passing(Assign={"v": 1}, Next="b"), state)) == []


@pytest.mark.parametrize("state", JSONATA_STATES)
def test_a_jsonata_state_may_have_its_fields(state: dict[str, Any]) -> None:
    assert codes(jsonata(state)) == []
    assert codes(machine(state | {"QueryLanguage": "JSONata"})) == []


@pytest.mark.parametrize(
    ("state", "field"),
    [
        ({"Type": "Succeed", "ResultPath": "$"}, "ResultPath"),
        ({"Type": "Succeed", "Assign": {}}, "Assign"),
        ({"Type": "Fail", "InputPath": "$"}, "InputPath"),
        ({"Type": "Fail", "Assign": {}}, "Assign"),
        (passing(ResultSelector={}), "ResultSelector"),
        (passing(Retry=[]), "Retry"),
        ({"Type": "Wait", "Seconds": 1, "Parameters": {}, "End": True}, "Parameters"),
        (task(Iterator={}), "Iterator"),
        (mapping(Branches=[]), "Branches"),
        ({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "b"}], "End": True}, "End"),
    ],
)
def test_a_field_of_another_state_is_unknown(state: dict[str, Any], field: str) -> None:
    assert ("LF303", f"/States/a/{field}") in places(machine(state, {"Type": "Succeed"}))


@pytest.mark.parametrize("field", ["InputPath", "Parameters", "ResultSelector", "ResultPath", "OutputPath"])
def test_a_jsonata_task_has_no_jsonpath_fields(field: str) -> None:
    assert places(jsonata(task(**{field: "$"}))) == [("LF307", f"/States/a/{field}")]


def test_the_query_language_is_the_states_own_else_the_machines_never_the_one_around() -> None:
    inner = {"StartAt": "each", "States": {"each": passing(Parameters={})}}
    assert codes(machine(mapping(inner, QueryLanguage="JSONata"))) == []
    assert codes(jsonata(mapping(inner))) == ["LF307"]
    assert codes(jsonata(passing(QueryLanguage="JSONPath"))) == ["LF307"]
    assert codes(machine(passing(QueryLanguage="jsonata"))) == ["LF305"]


def test_end_false_says_nothing() -> None:
    assert codes(machine(passing(End=False, Next="b"), {"Type": "Succeed"})) == []
    assert codes(machine(passing(End=False), {"Type": "Succeed"})) == ["LF304", "LF322"]
    assert "LF306" in codes(machine(passing(End=True, Next="b"), {"Type": "Succeed"}))


def test_a_comment_may_stand_everywhere_and_is_never_read() -> None:
    odd = "{% ( %} $. States.Nope("
    retry = [{"ErrorEquals": ["E"], "Comment": odd}]
    catch = [{"ErrorEquals": ["E"], "Next": "b", "Comment": odd}]
    rules = [{"Condition": True, "Next": "c", "Comment": odd}]
    states = task(Retry=retry, Catch=catch, Comment=odd), {"Type": "Choice", "Choices": rules, "Default": "c"}
    inner = {"StartAt": "each", "States": {"each": passing()}, "Comment": odd}
    assert codes(jsonata(*states, mapping(inner), Comment=odd)) == []


def test_the_machine_has_its_own_fields() -> None:
    assert codes(machine({"Type": "Succeed"}, Version="1.0", TimeoutSeconds=60, Comment="c")) == []
    assert codes(machine({"Type": "Succeed"}, Version="2.0", TimeoutSeconds=-1, Timeout=1)) == [
        "LF305",
        "LF305",
        "LF303",
    ]
    assert codes({}) == ["LF304", "LF304"]
    assert codes({"StartAt": "a", "States": {}}) == ["LF320"]
    assert codes([]) == codes(None) == codes("text") == ["LF302"]


@pytest.mark.parametrize(
    ("value", "code"),
    [(0, "LF305"), (-1, "LF305"), (1.5, "LF302"), (True, "LF302"), ("5", "LF302"), (None, "LF302"), (10**8, "LF305")],
)
def test_a_number_of_seconds_is_positive_and_whole(value: Any, code: str) -> None:
    assert places(machine(task(TimeoutSeconds=value))) == [(code, "/States/a/TimeoutSeconds")]


@pytest.mark.parametrize(
    "text", ["2026-02-30T00:00:00Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T24:00:00Z", "today"]
)
def test_a_timestamp_must_exist_and_be_complete(text: str) -> None:
    assert codes(machine({"Type": "Wait", "Timestamp": text, "End": True})) == ["LF310"]


def test_placeholders_stand_for_numbers_words_and_names() -> None:
    states = task(TimeoutSeconds="${T}", Resource="${ARN}", Retry=[]), {"Type": "Succeed"}
    assert codes(machine(states[0] | {"End": False, "Next": "${NEXT}"}, states[1])) == []
    assert codes(machine(task(TimeoutSeconds="${T}")), placeholders=False) == ["LF302"]
    assert codes(jsonata(passing(Output="{% ${TABLE}.x( %}"))) == []


@pytest.mark.parametrize("placeholder", ["#{T}", "{{ t }}", "%%t%%", "<t>", "T_SECONDS"])
def test_numbers_have_placeholders_of_many_kinds(placeholder: str) -> None:
    assert codes(machine(task(TimeoutSeconds=placeholder))) == []
    assert codes(machine(task(TimeoutSeconds=placeholder)), placeholders=False) == ["LF302"]


def test_what_may_be_meant_as_it_is_written_is_no_placeholder() -> None:
    assert codes(machine(passing(Next="<next> step"), {"Type": "Succeed"})) == ["LF320"]
    assert codes(jsonata(passing(Output="{% 1 <a b> 2 %}"))) == ["LF340"]
    assert codes(machine(passing(), QueryLanguage="JSON_ATA")) == ["LF305"]


def test_a_suggestion_names_the_field_that_was_meant() -> None:
    (finding,) = validate(machine(task(TimeoutSecond=5)))
    assert finding.hint == "did you mean TimeoutSeconds?"
    (missing,) = (
        found for found in validate(machine({"Type": "Task", "Resources": "x", "End": True})) if found.code == "LF304"
    )
    assert missing.hint == "is 'Resources' meant as it?"
