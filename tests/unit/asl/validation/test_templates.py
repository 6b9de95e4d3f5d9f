"""Paths, payload templates and intrinsic functions, also beside the engine that evaluates them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.intrinsics import Intrinsic, compile_intrinsic
from lakeflow.asl.jsonpath import compile_path
from lakeflow.asl.validation.intrinsics import SIGNATURES, IntrinsicProblem, read_intrinsic
from lakeflow.asl.validation.paths import PathText, read_path
from lakeflow.errors import PathError
from tests.asl_machines import codes, machine, passing, places

PATHS = [
    "$", "$$", "$$.Execution.Id", "$name", "$name.field[0]", "$.a.b", "$['a']['b c']", '$["a"]', "$.a[0][1]", "$.a[-2]",
    "$.a[0,2]", "$.a[1:]", "$.a[:2]", "$.a[-3:]", "$.a[*]", "$.*", "$..a", "$..*", "$..['a']", "$.['a']", "$.a-b",
    "$.a[?(@.b)]", "$.a[?(@.b == 'x')]", "$.a[?(@.b < 10 && @.c > 1)].d", "$.a[?(@.b =~ /(x|y)z/i)]",
    "$.a[?(@ in ['x'])]", "$.Ж中", "$.a.$id", "$.@type",
    "$.a.length()", "$[(@.length-1)].b", r"$.store\.book", r"$.\stor\e.boo\k", r"$.foo\@bar.baz\[\[.\?pretty", "$.&a",
    "$.a['b', 'c']", "$.a[ 0 ]",
]  # fmt: skip
NO_PATHS = [
    "", "a", ".a", "..a", "()", "$.", "$...", "$..", "$$23", "$$$", "$.a[", "$.a]", "$.a[]", "$.a[x]", "$.a['b]",
    "$.a b", "$.a[?(@.b]", "$a b", "$ .a", "$.a.", "States.Format('{}', $.a)", "$.a[0", "$[?(]",
]  # fmt: skip
INDEFINITE = ["$.a[0,2]", "$.a[1:]", "$.a[*]", "$..a", "$.*", "$.a[?(@.b)]", "$.a.length()", "$.a['b', 'c']"]


@pytest.mark.parametrize("text", PATHS)
def test_a_path_is_one(text: str) -> None:
    assert isinstance(read_path(text), PathText)
    assert codes(machine(passing(InputPath=text))) == (["LF352"] if text.startswith("$name") else [])


def test_the_context_object_has_known_fields() -> None:
    assert codes(machine(passing(InputPath="$$.Workflow.Id"))) == ["LF346"]
    assert codes(machine(passing(Parameters={"a.$": "$$", "b.$": "$$['State']", "c.$": "$$.Task.Token"}))) == []


@pytest.mark.parametrize("text", NO_PATHS)
def test_what_is_no_path_is_refused(text: str) -> None:
    assert codes(machine(passing(InputPath=text))) == ["LF330"]


@pytest.mark.parametrize("text", INDEFINITE)
def test_a_place_is_named_by_fields_and_positions(text: str) -> None:
    assert codes(machine(passing(ResultPath=text))) == ["LF331"]
    assert codes(machine({"Type": "Wait", "SecondsPath": text, "End": True})) == ["LF331"]


@pytest.mark.parametrize("text", ["$$.a", "$name", "$name.a"])
def test_a_result_goes_into_the_input_alone(text: str) -> None:
    assert codes(machine(passing(Assign={"name": 1}, Next="b"), passing(ResultPath=text))) == ["LF331"]


@given(st.text(alphabet="$.[]'\"ab0*:,?@()=< -", max_size=12))
def test_what_the_engine_compiles_is_a_path(text: str) -> None:
    path = "$" + text
    try:
        compile_path(path)
    except PathError:
        return
    assert isinstance(read_path(path), PathText), path


CALLS = [
    "States.UUID()", "States.Format('{} of {}', $.n, 3)", r"States.Format('it\'s \{\}')", "States.Array()",
    "States.Array('a', 1, null, true, $.x)", "States.JsonMerge($.a, $.b, false)", "States.MathRandom(1, 9)",
    "States.MathRandom(1, 9, 7)", "States.MathAdd(States.ArrayLength($$.Execution.Input.a), -1)",
    "States.ArrayGetItem(States.StringSplit($.s, ','), 0)", "States.StringToJson(States.Format('\\{\"a\":{}\\}', 1))",
    "States.Hash($.a, 'SHA-256')", "States.ArrayContains($.a[?(@.b == 'x, )')], 1)",
]  # fmt: skip
NO_CALLS = [
    "States.Nope($.a)", "States.MathAdd(1)", "States.MathAdd(1, 2, 3)", "States.MathAdd(1, '2')", "States.UUID(1)",
    "States.Format()", "States.Format('a'", "States.Format('a',)", " States.UUID()", "States.UUID() ", "States.UUID",
    r"States.Format('\n')", "States.ArrayLength('a')", "States.ArrayLength(States.UUID())", "States.Hash($.a, 5)",
    "States.Format('a' 'b')", "States.Array($.a[)",
]  # fmt: skip


@pytest.mark.parametrize("text", CALLS)
def test_a_call_is_one_for_the_engine_too(text: str) -> None:
    assert not isinstance(read_intrinsic(text), IntrinsicProblem)
    assert isinstance(compile_intrinsic(text), Intrinsic)
    assert codes(machine(passing(Parameters={"x.$": text}))) == []


@pytest.mark.parametrize("text", NO_CALLS)
def test_what_is_no_call_is_refused(text: str) -> None:
    assert places(machine(passing(Parameters={"x.$": text}))) == [("LF333", "/States/a/Parameters/x.$")]


def test_calls_stand_in_each_other_ten_deep() -> None:
    ten, eleven = "$.a", "$.a"
    for _ in range(10):
        ten = f"States.JsonToString({ten})"
    for _ in range(11):
        eleven = f"States.JsonToString({eleven})"
    assert codes(machine(passing(Parameters={"x.$": ten}))) == []
    assert codes(machine(passing(Parameters={"x.$": eleven}))) == ["LF333"]


@given(st.text(alphabet="States.UIDArray()'$,a0 \\", max_size=25))
def test_any_text_gets_an_answer(text: str) -> None:
    assert read_intrinsic(text)
    assert read_intrinsic("States.Format(" + text)


TEXTLESS = [name for name, signature in SIGNATURES.items() if signature.returns not in {"a string", "a value"}]


@pytest.mark.parametrize("name", TEXTLESS)
def test_an_error_comes_from_a_call_that_returns_text(name: str) -> None:
    call = f"{name}({', '.join('$.a' for _ in SIGNATURES[name].takes)})"
    assert codes(machine({"Type": "Fail", "ErrorPath": call})) == ["LF335"]


def test_a_template_is_computed_at_every_depth() -> None:
    template: Any = {"a": [{"b.$": "no", "c": {"d.$": 5, "e.$": "$.x["}}], "f.$": "$.f", "f": 1}
    assert sorted(places(machine(passing(Parameters=template)))) == [
        ("LF330", "/States/a/Parameters/a/0/c/e.$"),
        ("LF332", "/States/a/Parameters/a/0/b.$"),
        ("LF332", "/States/a/Parameters/a/0/c/d.$"),
        ("LF334", "/States/a/Parameters/f.$"),
    ]
    assert codes(machine(passing(Result=json.loads(json.dumps(template))))) == []
