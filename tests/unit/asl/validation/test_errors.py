"""Retriers and catchers."""

from typing import Any

import pytest

from tests.asl_machines import codes, jsonata, machine, places, task


def retrying(**fields: Any) -> dict[str, Any]:
    return machine(task(Retry=[{"ErrorEquals": ["E"], **fields}]))


@pytest.mark.parametrize(
    "fields",
    [
        {"IntervalSeconds": 0, "MaxAttempts": 0, "BackoffRate": 1, "MaxDelaySeconds": 31_622_400},
        {"BackoffRate": 2.5, "JitterStrategy": "FULL"},
        {"JitterStrategy": "NONE"},
        {"MaxAttempts": 99_999_999},
    ],
)
def test_a_retrier_may_be_tuned(fields: dict[str, Any]) -> None:
    assert codes(retrying(**fields)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("IntervalSeconds", -1),
        ("MaxAttempts", -1),
        ("BackoffRate", 0.99),
        ("MaxDelaySeconds", 0),
        ("MaxDelaySeconds", 31_622_401),
        ("JitterStrategy", "HALF"),
    ],
)
def test_a_retrier_has_bounds(field: str, value: Any) -> None:
    assert places(retrying(**{field: value})) == [("LF305", f"/States/a/Retry/0/{field}")]


@pytest.mark.parametrize("names", [[], "E", [1], None, [["E"]]])
def test_error_names_are_a_list_that_is_not_empty(names: Any) -> None:
    assert codes(machine(task(Retry=[{"ErrorEquals": names}]))) == ["LF302"]


def test_a_retrier_names_errors_and_a_catcher_says_where_to_go() -> None:
    assert codes(machine(task(Retry=[{"MaxAttempts": 1}]))) == ["LF304"]
    assert codes(machine(task(Catch=[{"ErrorEquals": ["E"]}]))) == ["LF304"]
    assert codes(machine(task(Retry={}, Catch=[[]]))) == ["LF302", "LF302"]


@pytest.mark.parametrize("field", ["Retry", "Catch"])
def test_the_wildcard_stands_alone_and_last(field: str) -> None:
    def document(*names: list[str]) -> dict[str, Any]:
        going = {"Next": "b"} if field == "Catch" else {}
        parts = [{"ErrorEquals": errors, **going} for errors in names]
        return machine(task(**{field: parts}), *([{"Type": "Succeed"}] if going else []))

    assert codes(document(["E"], ["States.ALL"])) == []
    assert codes(document(["States.ALL"], ["E"])) == ["LF360"]
    assert codes(document(["E", "States.ALL"])) == ["LF360"]


@pytest.mark.parametrize(
    "name", ["States.Timeout", "States.TaskFailed", "States.Http.StatusCode.404", "Lambda.Timeout"]
)
def test_a_predefined_name_or_ones_own_is_fine(name: str) -> None:
    assert codes(machine(task(Retry=[{"ErrorEquals": [name]}]))) == []


def test_a_catcher_speaks_the_language_of_its_state() -> None:
    def catching(**fields: Any) -> dict[str, Any]:
        return task(Catch=[{"ErrorEquals": ["E"], "Next": "b", **fields}])

    done = {"Type": "Succeed"}
    assert codes(machine(catching(ResultPath="$.error", Assign={"e.$": "$.Cause"}), done)) == []
    assert codes(machine(catching(Output={}), done)) == ["LF307"]
    assert codes(jsonata(catching(Output={"e": "{% $states.errorOutput %}"}), done)) == []
    assert codes(jsonata(catching(ResultPath="$.error"), done)) == ["LF307"]
    assert codes(machine(catching(ResultPath="$$.error"), done)) == ["LF331"]
    assert codes(machine(catching(Retry=[]), done)) == ["LF303"]
