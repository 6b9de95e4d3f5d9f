from collections.abc import Callable
from typing import Any

import pytest

from lakeflow.errors import InvalidStateMachineError


@pytest.mark.parametrize(
    ("states", "message"),
    [
        ({"a": {"Type": "Pass", "Next": "b"}}, "a leads to b, which is no state"),
        ({"a": {"Type": "Pass", "Output": "{% 1 + %}", "End": True}}, "a: .* 'Output' does not parse"),
        (
            {"a": {"Type": "Parallel", "End": True, "Branches": [{"StartAt": "x", "States": {}}]}},
            "a: StartAt names x, which is no state",
        ),
    ],
)
def test_a_machine_that_cannot_run_is_refused_before_it_starts(
    run_machine: Callable[..., Any], states: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidStateMachineError, match=message):
        run_machine(states)


def test_a_query_language_that_does_not_exist_is_refused(run_machine: Callable[..., Any]) -> None:
    with pytest.raises(InvalidStateMachineError, match="a: there is no query language JMESPath"):
        run_machine({"a": {"Type": "Succeed", "QueryLanguage": "JMESPath"}})


def test_a_path_that_is_none_is_refused_before_the_machine_starts(run_machine: Callable[..., Any]) -> None:
    with pytest.raises(InvalidStateMachineError, match="a: Invalid path"):
        run_machine({"a": {"Type": "Pass", "InputPath": "order.id", "End": True}}, QueryLanguage="JSONPath")
