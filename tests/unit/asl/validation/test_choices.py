"""Choice rules in both query languages."""

from typing import Any

import pytest

from lakeflow.asl.choice_rules import Rule, compile_rule
from lakeflow.asl.states import Json
from lakeflow.asl.validation.choices import OPERATORS
from tests.asl_machines import codes, jsonata, machine, places

DONE = {"Type": "Succeed"}
OPERANDS = {"String": "x", "Numeric": 1.5, "Boolean": True, "Timestamp": "2026-01-31T09:00:00Z", "Is": False}


def choosing(*rules: Any, **fields: Any) -> dict[str, Any]:
    return {"Type": "Choice", "Choices": list(rules), **fields}


def operand(operator: str) -> Any:
    return (
        "$.other"
        if operator.endswith("Path")
        else next(OPERANDS[kind] for kind in OPERANDS if operator.startswith(kind))
    )


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_is_one_for_the_engine_too(operator: str) -> None:
    rule = {"Variable": "$.a", operator: operand(operator)}
    assert isinstance(compile_rule(rule), Rule)
    assert codes(machine(choosing({**rule, "Next": "b"}), DONE)) == []


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_takes_only_its_type(operator: str) -> None:
    values: tuple[Json, ...] = ([], {}, None)
    for wrong in values:
        found = places(machine(choosing({"Variable": "$.a", operator: wrong, "Next": "b"}), DONE))
        assert [place for _, place in found] == [f"/States/a/Choices/0/{operator}"]


def test_rules_are_combined_at_any_depth_and_only_the_outermost_goes_on() -> None:
    test = {"Variable": "$.a", "IsNull": True}
    nested = {"And": [test, {"Not": {"Or": [test, test], "Comment": "c"}}]}
    assert codes(machine(choosing({**nested, "Next": "b", "Assign": {"x": 1}}), DONE)) == []
    going = {"And": [{**test, "Next": "b"}], "Next": "b"}
    assert places(machine(choosing(going), DONE)) == [("LF303", "/States/a/Choices/0/And/0/Next")]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"Variable": "$.a"}, "LF304"),
        ({"IsNull": True}, "LF304"),
        ({}, "LF304"),
        ({"Variable": "$.a", "IsNull": True, "StringEquals": "x"}, "LF306"),
        ({"And": [], "Or": []}, "LF302"),
        ({"And": {"Variable": "$.a", "IsNull": True}}, "LF302"),
        ({"Not": [{"Variable": "$.a", "IsNull": True}]}, "LF302"),
        ({"Variable": "$.a", "Not": {"Variable": "$.a", "IsNull": True}}, "LF306"),
        ({"Variable": "a", "IsNull": True}, "LF330"),
        ({"Variable": "States.Array()", "IsNull": True}, "LF330"),
        ({"Variable": "$.a", "StringEqualsPath": "b"}, "LF330"),
        ({"Variable": "$.a", "StringEqual": "b"}, "LF303"),
        ({"Condition": "{% true %}"}, "LF307"),
        ("rule", "LF302"),
    ],
)
def test_any_other_rule_is_refused(rule: Any, code: str) -> None:
    going = {**rule, "Next": "b"} if isinstance(rule, dict) else rule
    assert code in codes(machine(choosing(going, Default="b"), DONE))


def test_a_rule_of_the_choices_says_where_to_go() -> None:
    assert codes(machine(choosing({"Variable": "$.a", "IsNull": True}, Default="b"), DONE)) == ["LF304"]
    assert codes(machine(choosing(Default="b"), DONE)) == ["LF302"]
    assert codes(machine({"Type": "Choice", "Default": "b"}, DONE)) == ["LF304"]


@pytest.mark.parametrize("condition", [True, False, "{% $states.input.a = 1 %}", "${CONDITION}"])
def test_a_jsonata_rule_has_a_condition(condition: Any) -> None:
    assert codes(jsonata(choosing({"Condition": condition, "Next": "b", "Output": 1, "Assign": {"x": 1}}), DONE)) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"Condition": "true"}, "LF302"),
        ({"Condition": 1}, "LF302"),
        ({"Condition": "{% ( %}"}, "LF340"),
        ({}, "LF304"),
        ({"Variable": "$.a", "IsNull": True}, "LF307"),
    ],
)
def test_any_other_jsonata_rule_is_refused(rule: dict[str, Any], code: str) -> None:
    assert code in codes(jsonata(choosing({**rule, "Next": "b"}), DONE))
