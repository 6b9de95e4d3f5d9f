"""Choice rules in JSONPath mode."""

from typing import Any

import pytest

from lakeflow.asl.choice_rules import compile_rule
from lakeflow.errors import PathError

DATA: dict[str, Any] = {
    "n": 1,
    "s": "log-1.txt",
    "t": "2026-01-01T00:00:00+01:00",
    "b": False,
    "z": None,
    "star": "a*b",
}


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({"Variable": "$.n", "NumericEquals": 1.0}, True),
        ({"Variable": "$.b", "NumericEquals": 0}, False),
        ({"Variable": "$.s", "StringMatches": "log-*.txt"}, True),
        ({"Variable": "$.s", "StringMatches": "*.csv"}, False),
        ({"Variable": "$.star", "StringMatches": "a\\*b"}, True),
        ({"Variable": "$.s", "StringMatches": "log-\\*.txt"}, False),
        ({"Variable": "$.t", "TimestampEquals": "2025-12-31T23:00:00Z"}, True),
        ({"Variable": "$.t", "IsTimestamp": True}, True),
        ({"Variable": "$.n", "IsString": False}, True),
        ({"Variable": "$.z", "IsNull": True}, True),
        ({"Variable": "$.none", "IsPresent": False}, True),
        ({"Variable": "$.z", "IsPresent": True}, True),
        ({"Variable": "$.n", "NumericLessThanPath": "$.n"}, False),
        ({"Not": {"Variable": "$.b", "BooleanEquals": True}}, True),
        ({"And": [{"Variable": "$.n", "NumericGreaterThan": 0}, {"Variable": "$.b", "BooleanEquals": True}]}, False),
        ({"Or": [{"Variable": "$.n", "NumericGreaterThan": 5}, {"Variable": "$.b", "BooleanEquals": False}]}, True),
    ],
)
def test_a_rule_holds_or_not(rule: dict[str, Any], holds: bool) -> None:
    assert compile_rule(rule).matches(DATA) is holds


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(PathError):
        compile_rule({"Variable": "$.none", "IsNull": True}).matches(DATA)


@pytest.mark.parametrize("rule", [{"Variable": "$.n"}, {"NumericEquals": 1}, {"Variable": "$.n", "Like": 1}])
def test_a_rule_needs_a_variable_and_an_operator(rule: dict[str, Any]) -> None:
    with pytest.raises(PathError):
        compile_rule(rule)
