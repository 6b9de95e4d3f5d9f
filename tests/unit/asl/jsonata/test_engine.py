import hashlib
import re
from typing import Any

import pytest

from lakeflow.asl.jsonata import UNDEFINED, compile_expression
from lakeflow.asl.states import Json
from lakeflow.errors import ExpressionError


def value(text: str, **bindings: Any) -> Any:
    return compile_expression(text).evaluate(bindings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2", 3),
        ("$states.input.orders[0].id", "a"),
        ("$sum($states.input.orders.amount)", 7),
        ("[1..3]", [1, 2, 3]),
        ("$map([1, 2], function($n) { $n * 2 })", [2, 4]),
        ('{"id": $states.input.orders[1].id}', {"id": "b"}),
        ("$states.input.orders[amount > 4].id", "b"),
    ],
)
def test_an_expression_reads_its_bindings(text: str, expected: Any) -> None:
    orders = [{"id": "a", "amount": 2}, {"id": "b", "amount": 5}]
    assert value(text, states={"input": {"orders": orders}}) == expected


def test_null_is_a_value_wherever_it_is_bound() -> None:
    assert value("$x", x=None) is None
    assert value("$x = null", x=None) is True
    assert value("$x.a", x={"a": None}) is None
    assert value("$x", x=[1, None, {"a": [None]}]) == [1, None, {"a": [None]}]
    assert value("$map($x, function($v) { $v = null })", x=[1, None]) == [False, True]


def test_nothing_is_undefined() -> None:
    assert value("$x") is UNDEFINED
    assert value("$x.missing", x={}) is UNDEFINED
    assert value("[$x]") == []


def test_what_is_bound_stays_as_it_was() -> None:
    bound = {"list": [3, None, 1], "inner": {"a": None}}
    value("$sort($append($x.list[[0, 2]], 2))", x=bound)
    value('$merge([$x, {"list": 1}])', x=bound)
    assert bound == {"list": [3, None, 1], "inner": {"a": None}}


def test_a_large_value_is_read_afresh_when_it_is_another_one() -> None:
    for size in (100, 200):
        assert value("$count($x)", x=[None] * size) == size


def test_assignments_inside_an_expression_do_not_outlive_it() -> None:
    expression = compile_expression("($seen := $exists($leaked); $leaked := 1; $seen)")
    assert expression.evaluate({}) is False
    assert expression.evaluate({}) is False


def test_two_expressions_do_not_disturb_each_other() -> None:
    outer = compile_expression("$map($xs, function($x) { $x + $offset })")
    compile_expression("1 + 1")
    assert outer.evaluate({"xs": [1, 2], "offset": 10}) == [11, 12]


def test_a_syntax_error_has_its_code_and_position() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("$x.")
    assert (caught.value.code, caught.value.position) == ("S0207", 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$nope(1)", "T1006"),
        ('1 + "a"', "T2002"),
        ('$error("no")', "D3137"),
        ("$eval('1')", "T1006"),
    ],
)
def test_a_failure_has_its_code(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value(text)
    assert caught.value.code == code


def test_a_function_is_no_result() -> None:
    for text in ("$sum", "function($x) { $x }", '{"f": $sum}'):
        with pytest.raises(ExpressionError) as caught:
            value(text)
        assert caught.value.code == "LF-FUNCTION"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$partition([1, 2, 3], 2)", [[1, 2], [3]]),
        ("$partition([1], 5)", [[1]]),
        ("$partition([], 2)", UNDEFINED),
        ("$partition([1, 2])", [[1, 2]]),
        ("$partition($nothing, 2)", UNDEFINED),
        ("$range(1, 7, 3)", [1, 4, 7]),
        ("$range(3, 1, -1)", [3, 2, 1]),
        ("$range(-1.5, 2.5, 1)", [-1, 0, 1, 2]),
        ("[$range(1, 1, 1)]", [1]),
        ("$range(1, 1, 1)", 1),
        ("$range(1, 5, 0)", UNDEFINED),
        ("$range(1, 5)", UNDEFINED),
        ("$hash('a', 'SHA-256')", hashlib.sha256(b"a").hexdigest()),
        ("$hash('a', 'MD5')", hashlib.md5(b"a").hexdigest()),
        ("$hash('a')", UNDEFINED),
        ("""$parse('{"a": [1, null]}')""", {"a": [1, None]}),
        ("$parse($nothing)", UNDEFINED),
    ],
)
def test_the_functions_of_step_functions(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$partition('a', 1)",
        "$partition([1], -1)",
        "$range('1', 2, 3)",
        "$range(1, 2, true)",
        "$hash('a', 'sha-256')",
        "$hash(1, 'MD5')",
        "$hash()",
        "$random('a')",
        "$uuid(1)",
        "$parse('NaN')",
        """$parse('{"a": 1, "a": 2}')""",
        "$parse('{')",
        "$parse(null)",
    ],
)
def test_the_functions_of_step_functions_refuse(text: str) -> None:
    with pytest.raises(ExpressionError):
        value(text)


def test_a_seed_gives_the_same_number_and_no_seed_another() -> None:
    assert value("$random(4) = $random(4)") is True
    assert value("$random() = $random()") is False
    assert 0 <= value("$random()") < 1


def test_uuids_are_of_version_4_and_new_at_every_call() -> None:
    first, second = value("[$uuid(), $uuid()]")
    assert first != second
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", first)


def test_a_transform_changes_its_copy_and_never_what_a_variable_holds() -> None:
    bound: dict[str, Json] = {"xs": [{"id": 1}, {"id": 2}]}
    elsewhere = compile_expression("$xs ~> |$xs|{'n': 1}, 'id'|")
    assert elsewhere.evaluate(bound) == [{"id": 1}, {"id": 2}]
    copied = compile_expression("{'xs': $xs} ~> |xs[id = 1]|{'n': 1}, 'id'|")
    assert copied.evaluate(bound) == {"xs": [{"n": 1}, {"id": 2}]}
    assert bound == {"xs": [{"id": 1}, {"id": 2}]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A year of two digits is one of the twentieth century, as Date.UTC has it.
        ("$fromMillis($toMillis('24-03-05', '[Y01]-[M01]-[D01]'), '[Y]')", "1924"),
        ("$toMillis('0024-03-05', '[Y0001]-[M01]-[D01]')", -1446163200000),
        ("$fromMillis($toMillis('JANUARY 2024', '[MN] [Y]'), '[Y]-[M01]')", "2024-01"),
        ("$fromMillis($toMillis('feb 2024', '[MN,3-3] [Y]'), '[Y]-[M01]')", "2024-02"),
        ("$fromMillis(0, '[H01]:[m01][Z]', '-0500')", "19:00-05:00"),
        ("$fromMillis(0, '[Z0101]', '0530')", "+0530"),
        ("$formatInteger(5, '#.##0,00')", ".,05"),
        ("$length($formatInteger(250000, 'I'))", 250),
        ("$formatNumber(1.5, '#,###.##,#')", "1.5,"),
        ("$formatNumber(100, '#,#,#0')", ",1,00"),
        ("$parseInteger('abc', '0')", "NaN"),
        ("[$parseInteger('twelvish', 'w')]", ["NaN"]),
        ("$parseInteger('7 up', '0')", 7),
        ("$parseInteger('1,234', '#,##0')", 1234),
        ("$parseInteger('MCMXC', 'I')", 1990),
        ("$sum ? 1 : 2", 1),
        ("/a/ ? 1 : 2", 2),
        ("$boolean($sum)", False),
        ("[1, 2][function($x) { $x }]", [1, 2]),
    ],
)
def test_values_are_those_of_the_reference(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$fromMillis(0, '[Zn]')", "D3134"),
        ("$fromMillis(0, '[Yn]')", "D3133"),
        ("$formatInteger(1, 'Q')", "D3130"),
        ("$formatNumber(1, 'x')", "D3086"),
        ("$formatNumber(1, '0#,.0.,')", "D3090"),
    ],
)
def test_a_picture_of_what_cannot_be_shown_is_an_error(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value(text)
    assert caught.value.code == code
