"""What was measured on AWS about expressions, one row a behaviour."""

import math
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from lakeflow.asl.jsonata import UNDEFINED, Environment, compile_expression
from lakeflow.errors import ExpressionError

NOW = datetime(2026, 9, 15, 13, 36, 42, 245000, tzinfo=UTC)
ENVIRONMENT = Environment(clock=lambda: NOW, random=Random(7))
BINDINGS: dict[str, Any] = {
    "m": {}, "n": None, "x": [1, 2], "xs": [1, 2, 3], "big": 10**25 + 1, "larger": 2**53 + 1, "s": "text", "spread": 1,
    "d": {"k": None}, "one": {"k": 1}, "empty": {}, "nested": [[1, 2]], "none": [], "i": 0, "ab": {"a": 1, "b": 2},
}  # fmt: skip


def evaluate(expression: str) -> Any:
    return compile_expression(expression).evaluate(BINDINGS, environment=ENVIRONMENT)


VALUES = [
    # Engine, undefined, null
    ("[$m.k]", []),
    ("{'a': $m.k}", {}),
    ("$m.k = 1", False),
    ("$m.k != 1", False),
    ("$m.k in [1]", False),
    ("$m.k or true", True),
    ("$m.k and true", False),
    ("$m.k ? 1 : 2", 2),
    ("false ? $error('no') : 1", 1),
    ("false and $error('no')", False),
    ("true or $error('no')", True),
    ("true or false ? 1 : 2", 1),
    ("$boolean([0])", False),
    ("$boolean([[]])", False),
    ("$not('')", True),
    ("['a', 'b'][$substring(0, 1) = 'b']", "b"),
    ("$n", None),
    # Numbers and arithmetic
    ("$random(42)", 0.7275636800328681),
    ("$random(0)", 0.730967787376657),
    ("$random(7.9)", 0.7306990420600421),
    ("1/0", "Infinity"),
    ("-1/0", "-Infinity"),
    ("0/0", "NaN"),
    ("$type(1/0)", "number"),
    ("$type(0/0)", "number"),
    ("$floor(1/0)", "Infinity"),
    ("1/0 > 5", True),
    ("0/0 > 5", True),
    ("1e308 * 10", "Infinity"),
    ("-1e308 * 10", "-Infinity"),
    ("1e308 + 1e308", "Infinity"),
    ("1e308 / 1e-10", "Infinity"),
    ("$big", 1e25),
    ("$larger", 2**53),
    ("$larger - 1", 2**53 - 1),
    ("$power(2, 10)", 1024),
    ("$power(2, -1)", 0.5),
    ("$round(2.5)", 2),
    ("$round(2.675, 2)", 2.68),
    ("$round(25, -1)", 20),
    ("$ceil(-1.5)", -1),
    ("$floor(-1.5)", -2),
    ("$sum([])", 0),
    ("$sum(5)", 5),
    ("$max(5)", 5),
    ("$formatNumber(0.125, '0.00')", "0.12"),
    ("$formatNumber(2.5, '0')", "2"),
    ("$formatNumber(2.675, '0.00')", "2.68"),
    ("$formatNumber(1234.5, '#,##0')", "1,234"),
    ("$formatNumber(-12, '00000;-0000')", "-0012"),
    ("$formatNumber(1e308, '0.00')", "1" + "0" * 308 + ".00"),
    # Strings
    ("'a' & 1", "a1"),
    ("$s[0]", "text"),
    ("$sort(['\ufb01', '😀'])", ["😀", "\ufb01"]),
    ("'\ufb01' > '😀'", True),
    ("$length('a😀')", 2),
    ("$substring('hello', -10, 2)", "he"),
    ("$substring('hello', 1, -1)", ""),
    ("$substring('a😀b', 1, 1)", "\ud83d"),
    ("$split('a😀', '')", ["a", "\ud83d", "\ude00"]),
    ("$split('a.b..c', '.')", ["a", "b", "", "c"]),
    ("$trim(' a \n b ')", "a b"),
    ("$split($trim(' '), ' ')", [""]),
    ("$join([])", ""),
    ("$join('a')", "a"),
    ("$lowercase('İẞΣßǆﬁ')", "İẞΣßǆﬁ".lower()),
    ("$uppercase('İẞΣßǆﬁ')", "İẞΣßǆﬁ".upper()),
    ("$pad('a', 4, 'xy')", "axyx"),
    ("$pad('a', -4)", "   a"),
    ("$pad('a', 6.5)", "a     "),
    ("$pad('😀', 3)", "😀  "),
    ("$string(['\u0001\u2028é😀\\\"\\\\\\b\\f\\n\\r\\t'])", '["\u0001\u2028é😀\\"\\\\\\b\\f\\n\\r\\t"]'),
    ("$string({'a': [1, 2]})", '{"a":[1,2]}'),
    ("$string({'a': [1, []]}, true)", '{\n  "a": [\n    1,\n    []\n  ]\n}'),
    ("$string(1.0)", "1"),
    ("$string(1.5e16)", "15000000000000000"),
    ("$string(1.5e21)", "1.5e+21"),
    ("$string(2/3)", "0.666666666666666"),
    ("$string(-2/3)", "-0.666666666666667"),
    ("$string([2/3])", "[0.666666666666666]"),
    ("$string(1234567890123456.7)", "1.23456789012345e+15"),
    ("$string(1.5e-7)", "1.5e-7"),
    ("$string(1.5e-6)", "0.0000015"),
    ("$string(0.1 + 0.2)", "0.3"),
    ("$string(5e-324)", "4.9e-324"),
    ("$string([$x])", "[1,2]"),
    ("$string({'v': $x})", '{"v":[1,2]}'),
    ("$string('a')", "a"),
    ("$base64decode('YWJ')", "ab"),
    ("$base64encode('é')", "w6k="),
    ("$decodeUrlComponent('a+b')", "a b"),
    ("$decodeUrlComponent('%E6')", "\ufffd"),
    # Regular expressions and replace
    ("$match('a\u00a0b', /\\s/)", UNDEFINED),
    ("$contains('a\u3000b', /\\s/)", False),
    ("$contains('a b', /\\s/)", True),
    ("$replace('abc', 'b', '$0')", "a$0c"),
    ("$replace('aaa', 'a', 'b', 0)", "aaa"),
    ("$replace('aaa', 'a', 'b', 2.5)", "bba"),
    # Dates and pictures
    ("$now()", "2026-09-15T13:36:42.245Z"),
    ("$toMillis($now()) = $millis()", True),
    ("$now() = $now()", True),
    ("$uuid() = $uuid()", False),
    ("$random() = $random()", False),
    ("$toMillis('1970-01-01T00:00:01.234')", 1234),
    ("$fromMillis(1.6)", "1970-01-01T00:00:00.001Z"),
    ("$fromMillis(-1.5)", "1969-12-31T23:59:59.999Z"),
    ("$fromMillis(1.6, '[f001]')", "001"),
    ("$fromMillis($m.k)", UNDEFINED),
    ("$fromMillis(0, '[H01]', 'utc')", "00"),
    ("$now('[Y0001]', 'utc')", "2026"),
    ("$fromMillis(0, '[Y0001] [Y01] [M01] [D01] [H01] [m01] [s01] [d001]')", "1970 70 01 01 00 00 00 001"),
    ("$fromMillis(0, '[[%]]')", "[%]"),
    ("$fromMillis(0, 'plain')", "plain"),
    # Arrays, sequences, singletons
    ("$count([$x])", 2),
    ("[[$n]]", [[None]]),
    ("[[$x]]", [[1, 2]]),
    ("$xs[$i][0]", 1),
    ("$nested[$i][0]", [1, 2]),
    ("($nested[$i])[0]", 1),
    ("$xs[1.7]", 2),
    ("[3..1]", []),
    ("[1..1]", [1]),
    ("$xs[[1..1]]", 2),
    ("$xs[[7..8]]", UNDEFINED),
    ("$count(5)", 1),
    ("$count($m.k)", 0),
    ("$map($xs, function($v) { $v > 2 ? $v })", 3),
    ("[$map([2], function($v) { $v })]", [2]),
    ("[$map([], function($v) { $v })]", []),
    ("[$map([1], function($v) { [1, 2] })]", [1, 2]),
    ("$map([1], function($v) { $v })[]", [1]),
    ("($map([1], function($v) { $v }))[]", 1),
    ("$append([], $map([], function($v) { $v })[])", []),
    ("$filter($nested, function($v) { true })", [1, 2]),
    ("$distinct([true, 1, 1.0, {'a': 1}, {'a': 1}, [1]])", [True, 1, {"a": 1}, [1]]),
    ("$zip([1, 2], [3])", [[1, 3]]),
    ("$sort([3, 1, 2])", [1, 2, 3]),
    ("$sort([1])", [1]),
    ("$reverse([1])", [1]),
    ("$sort([{'k':1,'v':1},{'k':1,'v':2}], function($l, $r) { $l.k > $r.k }).v", [1, 2]),
    # Objects
    ("{'a' & 'b': 1}", {"ab": 1}),
    ("$merge([{'a': 1}, {'a': null}])", {"a": None}),
    ("$merge([])", {}),
    ("$keys($one)", "k"),
    ("$keys($empty)", UNDEFINED),
    ("$each($one, function($v) { [$v, $v] })", [1, 1]),
    ("$each($ab, function($v) { $v > 1 ? $v })", 2),
    ("$sift($ab, function($v) { $v > 5 })", UNDEFINED),
    ("$lookup($d, 'z')", UNDEFINED),
    ("$exists($d.k) ? $d.k : 'absent'", None),
    # Higher-order functions
    ("$map([1, 2, 3], function($v) { $v != 2 ? $v })", [1, 3]),
    ("$filter(['a', 'b'], function($v, $at) { $at = 1 })", "b"),
    ("$reduce([], function($carried, $item) { $carried + $item }, 7)", 7),
    ("$reduce([1, 2], function($carried, $item) { $carried & $item }, '')", "12"),
    ("$map([1.25, 2.5], $round)", [1, 2.5]),
    # AWS's own functions
    ("$parse()", UNDEFINED),
    ("$hash($m.k, 'MD5')", UNDEFINED),
    ("$hash('a')", UNDEFINED),
    ("$partition($m.k, 1)", UNDEFINED),
    ("$range(1, 2)", UNDEFINED),
    ("$range(1, $m.k, 2)", UNDEFINED),
    ("$hash('a', 'MD5')", "0cc175b9c0f1b6a831c399e269772661"),
    ("$hash('é', 'SHA-1')", "bf15be717ac1b080b4f1c456692825891ff5073d"),
    ("$partition([], 1)", UNDEFINED),
    ("$partition([1, 2], 0)", UNDEFINED),
    ("$partition([1, 2, 3], 1.5)", [[1], [2], [3]]),
    ("$partition([1, 2, 3], 2)", [[1, 2], [3]]),
    ("$partition([1])", [[1]]),
    ("$partition([])", [[]]),
    ("$partition([1], 2)", [[1]]),
    ("$range(1, 9, 4)", [1, 5, 9]),
    ("$range(2, 1, 1)", UNDEFINED),
    ("$range(1, 1, 1)", 1),
    ("[$range(1, 1, 1)]", [1]),
    ("$range(-1.5, 2.5, 1)", [-1, 0, 1, 2]),
    ("$range(1, 2, 0.5)", UNDEFINED),
    ("$random(3) = $random(3)", True),
    ("$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)", True),
    ("$parse('{\"a\": [1, null]}')", {"a": [1, None]}),
    ("$parse(\"{'a': 'it'}\")", {"a": "it"}),
]  # fmt: skip

UNDEFINED_RESULTS = ["$boolean($m.k)", "$not($m.k)", "$m.k < 1", "1 + $m.k", "$m.k * 2", "$max([])", "$min([])",
                     "$average([])", "$string()", "$formatNumber($m.k, '0')", "$base64decode($m.k)",
                     "$decodeUrlComponent($m.k)"]  # fmt: skip

FAILURES = [
    ("$error('x')", "D3137"),
    ("$sum", "LF-FUNCTION"),
    ("{'a': $sum}", "LF-FUNCTION"),
    ("$spread(1)", "T1006"),
    ("$eval('1')", "T1006"),
    ("$nothing()", "T1006"),
    ("($a := 5; $b := 0; $a - $b * $floor($a / $b))", "D1001"),
    ("1/0 + 1", "D1001"),
    ("0/0 + 1", "T2001"),
    ("$number('1e400')", "D3030"),
    ("$number('x')", "D3030"),
    ("$power(-8, 1/3)", "D3061"),
    ("$sqrt(-1)", "D3060"),
    ("$sum(['a'])", "T0412"),
    ("$max(['a'])", "T0412"),
    ("$base64decode(1)", "T0410"),
    ("$decodeUrlComponent(1)", "T0410"),
    ("$formatNumber('a', '0')", "T0410"),
    ("$substring('a😀b', 1)", "D3156"),
    ("$join([1])", "T0412"),
    ("$base64decode('*')", "D3150"),
    ("$decodeUrlComponent('%zz')", "D3140"),
    ("$replace('a', '', 'b')", "D3010"),
    ("$replace('a', 'a', 'b', -1)", "D3011"),
    ("$toMillis('2026-01-01 00:00:00Z')", "D3110"),
    ("$toMillis('20260101')", "D3110"),
    ("$toMillis('2026-W01-1')", "D3110"),
    ("$toMillis('text')", "D3110"),
    ("$toMillis(null)", "T0410"),
    ("$sort([true, false])", "D3070"),
    ("$sort([[1], [2]])", "D3070"),
    ("$sort([1, 'a'])", "D3070"),
    ("$map(['2026-01-01'], $toMillis)", "T0410"),
    ("$map([1], $fromMillis)", "T0410"),
    ("$parse('1', 2)", "T0410"),
    ("$parse(1)", "T0410"),
    ("$parse(null)", "T0410"),
    ("$hash()", "T0410"),
    ("$hash(1, 'MD5')", "T0410"),
    ("$uuid(1)", "T0410"),
    ("$random('a')", "T0410"),
    ("$range(1, '2', 3)", "T0410"),
    ("$partition([1], true)", "T0410"),
    ("$partition([1], 1, 1)", "T0410"),
    ("$hash('a', $m.k)", "D3137"),
    ("$partition(5, 1)", "T0412"),
    ("$hash('a', 'sha-256')", "D3137"),
    ("$hash('a', 'SHA256')", "D3137"),
    ("$partition([1], -1)", "D3137"),
    ("$parse('NaN')", "D3137"),
    ("$parse('Infinity')", "D3137"),
    ("$parse('1e400')", "D3137"),
    ("$parse('{\"a\": 1, \"a\": 2}')", "D3137"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), VALUES)
def test_a_value_is_the_one_measured(expression: str, expected: Any) -> None:
    value = evaluate(expression)
    assert value == expected
    assert isinstance(value, bool) is isinstance(expected, bool)


@pytest.mark.parametrize("expression", UNDEFINED_RESULTS)
def test_what_is_computed_from_nothing_is_undefined(expression: str) -> None:
    assert evaluate(expression) is UNDEFINED


@pytest.mark.parametrize(("expression", "code"), FAILURES)
def test_a_failure_has_its_code(expression: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(expression)
    assert caught.value.code == code


@pytest.mark.parametrize("expression", ["$a ?? 1", "$a ?: 1", "'it\\'s'"])
def test_later_syntax_is_refused(expression: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(expression)


@pytest.mark.parametrize("format_", ["%Y %y %m %d %H %M %S %j"])
def test_pictures_show_what_strftime_shows(format_: str) -> None:
    picture = "[Y0001] [Y01] [M01] [D01] [H01] [m01] [s01] [d001]"
    for millis in (0, 951_782_400_000, 1_757_943_402_245, -86_400_000):
        moment = datetime.fromtimestamp(millis / 1000, UTC)
        shown = compile_expression(f"$fromMillis({millis}, '{picture}')").evaluate({})
        assert shown == moment.strftime(format_)


def test_power_is_pythons() -> None:
    for base, exponent in [(2, 0.5), (1.5, 3), (10, 20), (0, 0)]:
        value = compile_expression("$power($b, $e)").evaluate({"b": base, "e": exponent})
        assert isinstance(value, int | float)
        assert math.isclose(value, base**exponent)
