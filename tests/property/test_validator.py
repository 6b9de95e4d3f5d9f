"""Random JSON and random damage: the validator always answers, and accepts whatever the compiler emits."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.validation import errors, validate
from lakeflow.asl.validation.text import find_places, validate_text
from lakeflow.errors import Severity

ROOT = Path(__file__).parents[2]
COMPILED = sorted((ROOT / "tests/golden/cases").glob("*.asl.json"))
FIELDS = (
    "Type", "StartAt", "States", "Next", "End", "Resource", "Arguments", "Parameters", "ItemProcessor", "Branches",
    "Choices", "Retry", "Catch", "ErrorEquals", "Assign", "Output", "QueryLanguage", "Condition", "Variable", "Items",
    "ItemReader", "ReaderConfig", "Label", "Credentials", "Seconds", "x.$", "And", "Not", "ProcessorConfig", "Mode",
)  # fmt: skip
WORDS = (
    "", "a", "b", "Task", "Pass", "Choice", "Map", "Parallel", "Wait", "Fail", "JSONata", "$", "$.a", "$$", "$x[",
    "{% $states.input %}", "{% ( %}", "{%", "%}", "States.Format('{}', $.a)", "States.Hash(", "${X}", "arn:aws:states",
    "arn:aws:states:::lambda:invoke.waitForTaskToken", "States.ALL", "DISTRIBUTED", "\ud800", "2026-01-01T00:00:00Z",
)  # fmt: skip

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS)
names = st.sampled_from(FIELDS) | st.sampled_from(("a", "b"))
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=6))


def documents() -> list[Any]:
    return [json.loads(file.read_text("utf-8")) for file in COMPILED]


@pytest.mark.parametrize("file", COMPILED, ids=lambda file: file.name)
def test_what_the_compiler_emits_is_valid(file: Path) -> None:
    assert [str(finding) for finding in validate(json.loads(file.read_text("utf-8")))] == []


@given(values)
def test_any_json_gets_an_answer_and_only_valid_machines_get_none(value: Any) -> None:
    findings = validate(value)
    assert findings or (isinstance(value, dict) and {"StartAt", "States"} <= value.keys())
    assert all(finding.message and finding.code.startswith("LF3") for finding in findings)


def containers(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, dict | list) and value else []) + [
        found for part in parts for found in containers(part)
    ]


@given(st.data())
def test_a_damaged_document_gets_an_answer(data: st.DataObject) -> None:
    document = copy.deepcopy(data.draw(st.sampled_from(documents())))
    for _ in range(data.draw(st.integers(1, 3))):
        holder = data.draw(st.sampled_from(containers(document)))
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if data.draw(st.booleans()):
            holder[key] = data.draw(values)
        elif isinstance(holder, dict):
            holder[data.draw(names)] = holder.pop(key)
        if not containers(document):
            break
    findings = validate(document)
    assert errors(document) == tuple(finding for finding in findings if finding.severity is Severity.ERROR)


@given(st.data())
def test_a_damaged_text_gets_an_answer(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(COMPILED)).read_text("utf-8")
    cut = data.draw(st.integers(0, len(text)))
    damaged = text[:cut] + data.draw(st.text(max_size=3) | st.sampled_from('{}[]",:\\')) + text[cut + 1 :]
    for finding in validate_text(damaged, "machine.asl.json"):
        assert finding.location is not None
        assert 1 <= finding.location.line <= damaged.count("\n") + 1


@given(values)
def test_every_place_of_a_text_is_found(value: Any) -> None:
    text = json.dumps(value, indent=1)
    offsets = find_places(text).offsets

    def check(part: Any, pointer: str) -> None:
        if isinstance(part, dict):
            for key, inner in part.items():
                at = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
                assert text.startswith(json.dumps(key), offsets[at])
                check(inner, at)
        elif isinstance(part, list):
            for index, inner in enumerate(part):
                at = f"{pointer}/{index}"
                if not isinstance(inner, dict | list):
                    assert text.startswith(json.dumps(inner), offsets[at])
                check(inner, at)

    check(value, "")


def test_a_text_nested_too_deeply_is_refused() -> None:
    deep = '{"StartAt":"a","States":{"a":{"Type":"Pass","End":true,"Result":' + "[" * 5000 + "]" * 5000 + "}}}"
    assert [finding.code for finding in validate_text(deep, "deep.asl.json")] in (["LF300"], ["LF311"])
    document: Any = {"Type": "Pass", "End": True, "Parameters": {}}
    for _ in range(3000):
        document["Parameters"] = {"a": document["Parameters"]}
    assert "LF311" in [finding.code for finding in validate({"StartAt": "a", "States": {"a": document}})]
