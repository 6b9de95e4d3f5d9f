"""Intrinsic functions: grammar, values, and what they refuse."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.intrinsics import compile_intrinsic
from lakeflow.asl.states import Json
from lakeflow.errors import PathError

DATA: dict[str, Any] = {
    "list": [1, 2, 2.0, "a", True, 1], "n": 2.5, "o": {"Id": 1, "Deep": {"a": None, "b": [True, 1.5]}}, "s": "a,b;c",
    "blank": "  ", "json": '{"a": [1]}', "name": "x(y)",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("States.Array(1, 'a', null, true, $.n)", [1, "a", None, True, 2.5]),
        ("States.Array()", []),
        ("States.ArrayPartition($.list, 4)", [[1, 2, 2.0, "a"], [True, 1]]),
        ("States.ArrayContains($.list, 'a')", True),
        ("States.ArrayContains($.list, false)", False),
        ("States.ArrayRange(1, 9, 3)", [1, 4, 7]),
        ("States.ArrayRange(3, 1, -1)", [3, 2, 1]),
        ("States.ArrayGetItem($.list, 3)", "a"),
        ("States.ArrayLength($.list)", 6),
        ("States.ArrayUnique($.list)", [1, 2, "a", True]),
        ("States.Base64Encode('é')", "w6k="),
        ("States.Base64Decode('w6k=')", "é"),
        ("States.Hash('input data', 'MD5')", "812f45842bc6d66ee14572ce20db8e86"),
        ("States.JsonMerge($.o, States.StringToJson($.json), false)", {"Id": 1, "Deep": DATA["o"]["Deep"], "a": [1]}),
        ("States.StringToJson($.blank)", None),
        ("States.JsonToString($.o.Deep)", '{"a":null,"b":[true,1.5]}'),
        ("States.MathAdd(1.5, -1.5)", 1),
        ("States.MathAdd($.n, 1)", 4),
        ("States.StringSplit($.s, ',;')", ["a", "b", "c"]),
        ("States.Format('{} is {}: {}', $.s, $.n, $.o)", "a,b;c is 2.5: {Id=1, Deep={a=null, b=[true, 1.5]}}"),
        (r"States.Format('\{\} it\'s {} \\', 1)", r"{} it's 1 " + "\\"),
        ("States.Format($['name'])", "x(y)"),
        ("States.Format( '{}' , $$.Execution.Name )", "run"),
        ("States.Format('{}', $variable.a)", "v"),
        ("States.ArrayGetItem(States.Array(1, 2), States.MathAdd(0, 1))", 2),
    ],
)
def test_a_call_has_its_value(text: str, value: Any) -> None:
    context: Json = {"Execution": {"Name": "run"}}
    variables: dict[str, Json] = {"variable": {"a": "v"}}
    assert compile_intrinsic(text).evaluate(DATA, context=context, variables=variables) == value


def test_randomness_comes_from_the_caller() -> None:
    call = compile_intrinsic("States.Array(States.UUID(), States.MathRandom(0, 1000000))")
    assert call.evaluate({}, random=Random(1)) == call.evaluate({}, random=Random(1))
    assert call.evaluate({}, random=Random(1)) != call.evaluate({}, random=Random(2))
    seeded = compile_intrinsic("States.MathRandom(0, 999, 3)")
    assert seeded.evaluate({}) == seeded.evaluate({})


@pytest.mark.parametrize(
    "text",
    ["States.Nope(1)", "States.UUID(1)", "States.Format()", "States.Array(1", "States.Array(1,)", "States.Array(a)",
     "Array(1)",     "States.Array(1) x", r"States.Format('\"')", "States.Array('a)", "States.Array(" * 11 + ")" * 11],
)  # fmt: skip
def test_what_is_no_call_is_refused(text: str) -> None:
    with pytest.raises(PathError):
        compile_intrinsic(text)


@pytest.mark.parametrize(
    "text",
    ["States.ArrayLength(1)", "States.ArrayGetItem($.list, 9)", "States.MathAdd('a', 1)", "States.StringToJson('{')",
     "States.Format('{}')", "States.Hash('a', 'SHA256')", "States.JsonMerge($.o, $.o, true)",
     "States.ArrayRange(1, 5000, 1)",
     "States.Base64Decode('*')", "States.ArrayPartition($.list, 0)", "States.MathAdd($.missing, 1)"],
)  # fmt: skip
def test_a_wrong_argument_fails_with_a_path_error(text: str) -> None:
    with pytest.raises(PathError):
        compile_intrinsic(text).evaluate(DATA)


@given(st.text("States.Format('{}', $ 1)\\", max_size=30))
def test_any_text_is_a_call_or_is_refused(text: str) -> None:
    try:
        compile_intrinsic("States.Array(" + text).evaluate(DATA)
    except PathError:
        return
