"""Mistakes made in sound machines: each kind is refused wherever it is made.

What is allowed is stated here once more, as the tables of the specification say it
(https://states-language.net/spec.html#state-type-table-jsonata), and not read from the validator.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lakeflow.asl.validation import errors

CASES = Path(__file__).parents[1] / "golden" / "cases"
COMPILED = [json.loads(file.read_text("utf-8")) for file in sorted(CASES.glob("*.asl.json"))]

JSONPATH, JSONATA = "JSONPath", "JSONata"
CALL = "arn:aws:states:::lambda:invoke"
FUNCTION = {"FunctionName": "load"}
RETRY = [{"ErrorEquals": ["Busy"]}]
CATCH = [{"ErrorEquals": ["States.ALL"], "Next": "Stop"}]
INNER = {"StartAt": "Inner", "States": {"Inner": {"Type": "Pass", "End": True}}}

ALIKE: Final = {
    "Parallel": {"Branches": [INNER]},
    "Map": {"ItemProcessor": INNER},
    "Pass": {},
    "Wait": {"Seconds": 5},
    "Succeed": {},
    "Fail": {},
}
SAMPLES: Final[dict[str, dict[str, Any]]] = {
    JSONPATH: ALIKE
    | {
        "Task": {"Resource": CALL, "Parameters": FUNCTION},
        "Choice": {"Choices": [{"Variable": "$.a", "IsPresent": True, "Next": "Stop"}]},
    },
    JSONATA: ALIKE
    | {
        "Task": {"Resource": CALL, "Arguments": FUNCTION},
        "Choice": {"Choices": [{"Condition": "{% true %}", "Next": "Stop"}]},
    },
}
"""By query language and type, what a state needs besides a way out."""
WORK = "Task Parallel Map"
THROUGH = f"{WORK} Pass Wait"
ALLOWED: Final[dict[str, dict[str, str]]] = {
    JSONPATH: {
        "Comment": f"{THROUGH} Choice Succeed Fail",
        "InputPath": f"{THROUGH} Choice Succeed",
        "OutputPath": f"{THROUGH} Choice Succeed",
        "Assign": f"{THROUGH} Choice",
        "ResultPath": f"{WORK} Pass",
        "Parameters": f"{WORK} Pass",
        "ResultSelector": WORK,
        "Retry": WORK,
        "Catch": WORK,
        "Result": "Pass",
        "TimeoutSeconds": "Task",
        "HeartbeatSecondsPath": "Task",
        "Credentials": "Task",
        "Default": "Choice",
        "ItemsPath": "Map",
        "ItemSelector": "Map",
        "MaxConcurrencyPath": "Map",
        "CausePath": "Fail",
        "Error": "Fail",
        "Output": "",
        "Arguments": "",
        "Items": "",
    },
    JSONATA: {
        "Comment": f"{THROUGH} Choice Succeed Fail",
        "Output": f"{THROUGH} Choice Succeed",
        "Assign": f"{THROUGH} Choice",
        "Arguments": "Task Parallel",
        "Retry": WORK,
        "Catch": WORK,
        "TimeoutSeconds": "Task",
        "Credentials": "Task",
        "Default": "Choice",
        "Items": "Map",
        "ItemSelector": "Map",
        "Error": "Fail",
        "InputPath": "",
        "OutputPath": "",
        "ResultPath": "",
        "Parameters": "",
        "ResultSelector": "",
        "Result": "",
        "ItemsPath": "",
        "HeartbeatSecondsPath": "",
        "MaxConcurrencyPath": "",
        "CausePath": "",
    },
}
"""By query language and field, the types of states that may have it."""
VALUES: Final[dict[str, tuple[Any, str]]] = {
    "Comment": ("why", "string"),
    "InputPath": ("$.a", "string null"),
    "OutputPath": ("$.a", "string null"),
    "ResultPath": ("$.a", "string null"),
    "Parameters": ({"FunctionName": "load"}, "any"),
    "Arguments": ({"FunctionName": "load"}, "any"),
    "ResultSelector": ({"a": 1}, "any"),
    "ItemSelector": ({"a": 1}, "any"),
    "Result": ({"a": 1}, "any"),
    "Output": ({"a": 1}, "any"),
    "Assign": ({"a": 1}, "object"),
    "Retry": (RETRY, "array"),
    "Catch": (CATCH, "array"),
    "TimeoutSeconds": (60, "number"),
    "HeartbeatSecondsPath": ("$.a", "string"),
    "Credentials": ({"RoleArn": "arn:aws:iam::123456789012:role/loader"}, "object"),
    "Default": ("Stop", "string"),
    "ItemsPath": ("$.a", "string"),
    "Items": ([1, 2], "array object"),
    "MaxConcurrencyPath": ("$.a", "string"),
    "CausePath": ("$.a", "string"),
    "Error": ("Failed", "string"),
    "Type": ("", "string"),
    "Next": ("Stop", "string"),
    "End": (True, "boolean"),
    "Resource": (CALL, "string"),
    "Branches": ([INNER], "array"),
    "ItemProcessor": (INNER, "object"),
    "Seconds": (5, "number"),
    "Choices": ([], "array"),
}
"""A value that each field takes, and the kinds of JSON that it takes at all."""
KINDS: Final = {"string": "?", "number": -1, "boolean": False, "null": None, "object": {"?": 1}, "array": ["?"]}
"""A value of each kind that no field takes for its sense: it is of the right kind at most."""


def machine(language: str, kind: str, **fields: Any) -> dict[str, Any]:
    """Return a machine with one state of a kind, and one that it leads to."""
    state = {"Type": kind, **copy.deepcopy(SAMPLES[language][kind]), **fields}
    if kind in THROUGH.split():
        state.setdefault("Next", "Stop")
    states = {"First": state, "Stop": {"Type": "Succeed"}}
    if kind in {"Succeed", "Fail"}:
        states |= {"Start": {"Type": "Choice", "Choices": [], "Default": "Stop"}}
        rule = SAMPLES[language]["Choice"]["Choices"][0] | {"Next": "First"}
        states["Start"]["Choices"] = [rule]
    return {"QueryLanguage": language, "StartAt": "Start" if "Start" in states else "First", "States": states}


STATES: Final = [(language, kind) for language, kinds in SAMPLES.items() for kind in kinds]


@pytest.mark.parametrize(("language", "kind"), STATES)
def test_the_samples_are_sound(language: str, kind: str) -> None:
    assert errors(machine(language, kind)) == ()


@pytest.mark.parametrize(("language", "kind"), STATES)
def test_a_state_has_the_fields_of_its_type_and_no_other(language: str, kind: str) -> None:
    allowed = ALLOWED[language]
    found = {name for name in allowed if not errors(machine(language, kind, **{name: VALUES[name][0]}))}
    assert found == {name for name, kinds in allowed.items() if kind in kinds.split()}


@pytest.mark.parametrize(("language", "kind"), STATES)
def test_no_field_that_a_state_needs_can_be_left_out(language: str, kind: str) -> None:
    sound = machine(language, kind)
    for name in sound["States"]["First"].keys() - {"Parameters", "Arguments"}:
        broken = copy.deepcopy(sound)
        del broken["States"]["First"][name]
        assert errors(broken), name


@pytest.mark.parametrize(("language", "kind"), STATES)
def test_every_field_takes_its_kinds_of_json_only(language: str, kind: str) -> None:
    given_names = [name for name, kinds in ALLOWED[language].items() if kind in kinds.split()]
    for name in (*given_names, *machine(language, kind)["States"]["First"]):
        takes = VALUES[name][1].split()
        for wrong, value in KINDS.items():
            if wrong not in takes and takes != ["any"]:
                assert errors(machine(language, kind, **{name: value})), (name, value)


PARTS: Final = {
    "Branches", "ItemProcessor", "Choices", "Retry", "Catch", "ItemReader", "ReaderConfig", "ItemBatcher",
    "ProcessorConfig",
}  # fmt: skip


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a machine whose fields are ASL's own."""
    if isinstance(value, list):
        for item in value:
            yield from objects(item)
    elif isinstance(value, dict):
        yield value
        for key, part in value.items():
            if key == "States" or key in PARTS:
                yield from objects(list(part.values()) if key == "States" else part)


@given(st.data())
def test_a_misspelt_field_is_found_wherever_it_stands(data: st.DataObject) -> None:
    broken = copy.deepcopy(data.draw(st.sampled_from(COMPILED)))
    holder = data.draw(st.sampled_from(list(objects(broken))))
    name = data.draw(st.sampled_from(sorted(holder)))
    at = data.draw(st.integers(0, len(name) - 1))
    wrong = name[:at] + data.draw(st.sampled_from(["", "x", name[at].swapcase()])) + name[at + 1 :]
    assume(wrong not in holder and wrong != "Items")  # ItemsPath, less Path
    holder[wrong] = holder.pop(name)
    assert errors(broken), wrong


@given(st.data())
def test_a_way_that_leads_nowhere_is_found_wherever_it_starts(data: st.DataObject) -> None:
    broken = copy.deepcopy(data.draw(st.sampled_from(COMPILED)))
    ways = [(holder, name) for holder in objects(broken) for name in ("StartAt", "Next", "Default") if name in holder]
    holder, name = data.draw(st.sampled_from(ways))
    holder[name] += data.draw(st.sampled_from([" ", "?", "s"]))
    found = [finding.code for finding in errors(broken)]
    assert found[:1] == ["LF320"]


@given(st.data())
def test_a_state_name_that_is_taken_is_found_in_every_scope(data: st.DataObject) -> None:
    broken = copy.deepcopy(data.draw(st.sampled_from([case for case in COMPILED if len(scopes(case)) > 1])))
    scope, other = data.draw(st.permutations(scopes(broken)))[:2]
    old, taken = data.draw(st.sampled_from(sorted(scope))), data.draw(st.sampled_from(sorted(other)))
    scope[taken] = scope.pop(old)
    assert "LF309" in {finding.code for finding in errors(broken)}


def scopes(case: Any) -> list[dict[str, Any]]:
    return [holder["States"] for holder in objects(case) if "States" in holder]


@given(st.data())
def test_a_bracket_that_an_expression_lost_is_found(data: st.DataObject) -> None:
    broken = copy.deepcopy(data.draw(st.sampled_from([case for case in COMPILED if any(texts(case))])))
    holder, key = data.draw(st.sampled_from(list(texts(broken))))
    at = data.draw(st.sampled_from([at for at, sign in enumerate(holder[key]) if sign in "()"]))
    holder[key] = holder[key][:at] + holder[key][at + 1 :]
    assert errors(broken), holder[key]


def texts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield where expressions stand that have brackets and no quotes in which these would mean nothing."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if not isinstance(part, str):
                yield from texts(part)
            elif part.startswith("{%") and "(" in part and not {"'", '"'} & set(part):
                yield value, key
