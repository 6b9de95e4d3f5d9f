"""What holds for every path, intrinsic call, payload template and choice rule, over ones made at random."""

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow.asl.choice_rules import compile_rule
from lakeflow.asl.intrinsics import compile_intrinsic
from lakeflow.asl.jsonpath import compile_path
from lakeflow.asl.payloads import compile_payload
from lakeflow.errors import PathError

DOCUMENT: dict[str, Any] = {
    "n": 3, "f": 1.5, "s": "a,b", "t": True, "nul": None, "list": [1, "x", [2], {"k": 1}], "o": {"k": {"d": [1, 2]}},
    "orders": [{"id": 1, "tags": ["x"]}, {"id": 2}], "json": '{"a": 1}', "when": "2026-01-01T00:00:00Z",
}  # fmt: skip
CONTEXT: dict[str, Any] = {"State": {"Name": "load"}}
VARIABLES: dict[str, Any] = {"v": [4, {"k": 5}]}

STEPS = st.sampled_from(
    [".n", ".s", ".list", ".o", ".k", ".d", ".orders", ".id", ".no", "[0]", "[-1]", "[9]", "[*]", ".*", "..id", "..",
     "['k']", '["o"]', "['n','s']", "[0,1]", "[1:]", "[:-1]", "[::2]", "[?(@.id > 1)]", "[?(@.id)]", "[?(@ == 1)]",
     "[?(@.id in [1, 2])]", "[?(@.tags empty false)]", "[?(!@.tags)]", "[?(@.id =~ /1/)]", ".length()", ".sum()"]
)  # fmt: skip
PATHS = st.builds(
    lambda root, steps: root + "".join(steps), st.sampled_from(["$", "$", "$$", "$v"]), st.lists(STEPS, max_size=4)
)
ARGUMENTS = st.one_of(PATHS, st.sampled_from(["'a'", "'{}'", "'a,b'", "1", "-2", "1.5", "true", "null", "''"]))
FUNCTIONS = st.sampled_from(
    ["Format", "StringToJson", "JsonToString", "Array", "ArrayPartition", "ArrayContains", "ArrayRange", "ArrayGetItem",
     "ArrayLength", "ArrayUnique", "Base64Encode", "Base64Decode", "Hash", "JsonMerge", "MathRandom", "MathAdd",
     "StringSplit", "UUID", "Nope"]
)  # fmt: skip
CALLS = st.recursive(
    ARGUMENTS,
    lambda inner: st.builds(
        lambda name, given: f"States.{name}({', '.join(given)})", FUNCTIONS, st.lists(inner, max_size=4)
    ),
    max_leaves=6,
).filter(lambda text: text.startswith("States."))
OPERATORS = st.sampled_from(
    ["StringEquals", "StringMatches", "StringLessThanPath", "NumericEquals", "NumericGreaterThanPath", "BooleanEquals",
     "TimestampLessThan", "TimestampEqualsPath", "IsNull", "IsPresent", "IsNumeric", "IsString", "IsTimestamp", "Nope"]
)  # fmt: skip


def outcome(action: Callable[[], Any]) -> Any:
    """Return what comes out, and prove that it changed nothing it was given."""
    before = copy.deepcopy((DOCUMENT, CONTEXT, VARIABLES))
    try:
        found = action()
    except PathError as error:
        found = error.problem
    assert before == (DOCUMENT, CONTEXT, VARIABLES)
    return found


def damaged(text: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(text)))
    inserted = data.draw(st.text("$.[]()?@'\", {}0a*:\\!=~/", max_size=3) | st.text(max_size=2))
    return text[:at] + inserted + text[at + data.draw(st.integers(0, 3)) :]


def read(text: str) -> Any:
    return outcome(lambda: compile_path(text).read(DOCUMENT, context=CONTEXT, variables=VARIABLES))


@settings(max_examples=300)
@given(PATHS, st.data())
def test_a_path_is_read_alike_every_time_and_damage_is_refused(text: str, data: st.DataObject) -> None:
    found = read(text)
    assert read(text) == found
    json.dumps(found)
    read(damaged(text, data))


@settings(max_examples=200)
@given(PATHS)
def test_what_a_reference_path_wrote_it_reads(text: str) -> None:
    def written() -> Any:
        path = compile_path(text)
        return path.read(path.write(DOCUMENT, "new"))

    found = outcome(written)
    assert found == "new" or isinstance(found, str)


@settings(max_examples=300)
@given(CALLS, st.data())
def test_an_intrinsic_call_gives_json_or_says_what_is_wrong(text: str, data: st.DataObject) -> None:
    def call(written: str) -> Any:
        compiled = compile_intrinsic(written)
        return compiled.evaluate(DOCUMENT, context=CONTEXT, variables=VARIABLES)

    json.dumps(outcome(lambda: call(text)))
    outcome(lambda: call(damaged(text, data)))


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["a", "b.$", "c.$", "d"]), st.one_of(PATHS, CALLS, st.integers()), max_size=3))
def test_a_payload_template_gives_json_or_says_what_is_wrong(template: dict[str, Any]) -> None:
    json.dumps(outcome(lambda: compile_payload(template).evaluate(DOCUMENT, context=CONTEXT, variables=VARIABLES)))


@settings(max_examples=200)
@given(PATHS, OPERATORS, st.one_of(st.sampled_from([True, False, 1, "a*", "2026-01-01T00:00:00Z", None]), PATHS))
def test_a_choice_rule_holds_or_not_or_says_what_is_wrong(variable: str, operator: str, operand: Any) -> None:
    rule = {"Variable": variable, operator: operand}
    found = outcome(lambda: compile_rule(rule).matches(DOCUMENT, context=CONTEXT, variables=VARIABLES))
    assert isinstance(found, bool | str)
