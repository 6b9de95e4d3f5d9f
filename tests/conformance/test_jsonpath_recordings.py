"""Intrinsic functions, choice rules and paths against executions recorded on AWS, without the interpreter."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from lakeflow.asl.choice_rules import compile_rule
from lakeflow.asl.payloads import compile_payload, place, select
from lakeflow.asl.states import Json
from lakeflow.errors import PathError
from tests.conformance.recordings import RECORDINGS, comparison

pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not on this machine")


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((RECORDINGS / "cases").glob("*.json")):
        case = json.loads(file.read_text("utf-8"))
        if case["query_language"] == "JSONPath" and isinstance(case.get("definition"), dict):
            yield file.name, case


def is_runnable(case: dict[str, Any]) -> bool:
    """Return whether a machine has no effects, and reads of the context object only what a test can know."""
    if re.search(r"\$\$(?!\.Execution\.Input|\.StateMachine\.Name)", json.dumps(case["definition"])):
        return False
    states = case["definition"].get("States", {}).values()
    return all(state.get("Type") in {"Pass", "Choice", "Succeed", "Fail"} for state in states)


def context_of(case: dict[str, Any], state: str) -> dict[str, Any]:
    machine = {"Id": "arn:aws:states:::stateMachine:m-1", "Name": "m-1"}
    return {
        "Execution": {"Input": case["input"], "Name": "execution"},
        "StateMachine": machine,
        "State": {"Name": state},
    }


def evaluated(template: Json, document: Json, scope: dict[str, Any]) -> Any:
    return compile_payload(template).evaluate(document, **scope)


def run(case: dict[str, Any]) -> Any:
    """Walk a machine of states without effects, with nothing but the modules under test."""
    states, name, data = case["definition"]["States"], case["definition"]["StartAt"], case["input"]
    variables: dict[str, Any] = {}
    while True:
        state = states[name]
        scope: dict[str, Any] = {"context": context_of(case, name), "variables": variables}
        effective = select(state.get("InputPath", "$"), data, **scope)
        if state["Type"] == "Choice":
            chosen = next((rule for rule in state["Choices"] if compile_rule(rule).matches(effective, **scope)), None)
            assigned, name = (chosen or state).get("Assign", {}), (chosen["Next"] if chosen else state["Default"])
            variables = variables | evaluated(assigned, effective, scope)
            data = effective
            continue
        if state["Type"] == "Fail":
            raise PathError("", "failed")
        result = effective
        if "Parameters" in state:
            result = evaluated(state["Parameters"], effective, scope)
        result = state.get("Result", result)
        written = place(state.get("ResultPath", "$"), data, result) if state["Type"] == "Pass" else result
        output = select(state.get("OutputPath", "$"), written, **scope)
        variables = variables | evaluated(state.get("Assign", {}), result, scope)
        data = output
        if "Next" not in state:
            return data
        name = state["Next"]


def test_machines_without_effects_end_as_recorded() -> None:
    compare = comparison()
    misses, total = [], 0
    for name, case in cases():
        if not is_runnable(case):
            continue
        total += 1
        try:
            differences = compare.match(case["expected"]["output"], run(case), compare.tokens_of(case))
            if case["expected"]["status"] != "SUCCEEDED" or differences:
                misses.append((name, differences))
        except PathError as error:
            if case["expected"]["status"] == "SUCCEEDED":
                misses.append((name, str(error)))
    assert total > 100
    assert not misses, misses


def test_what_fails_on_a_path_fails_with_the_recorded_words() -> None:
    checked = 0
    for _, case in cases():
        cause = case["expected"].get("cause") or ""
        if "Invalid path '" not in cause:
            continue
        path = cause.split("Invalid path '")[1].split("'", 1)[0]
        with pytest.raises(PathError) as caught:
            select(path, case["input"])
        assert str(caught.value).startswith("Invalid path"), cause
        assert str(caught.value).split(" : ")[0] in cause
        checked += 1
    assert checked
