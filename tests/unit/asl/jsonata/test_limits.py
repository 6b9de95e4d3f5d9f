"""An evaluation stops: at a depth, after some work, at a time, whatever it is doing."""

import itertools
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow.asl.jsonata import Environment, Limits, compile_expression
from lakeflow.asl.jsonata.regex import translate
from lakeflow.asl.jsonata.stoppable_regex import compile_stoppable
from lakeflow.errors import ExpressionError

QUICK = Environment(timer=time.thread_time, limits=Limits(seconds=0.2))
AWS = Environment()
ENDLESS = [
    ("($f := function() { $f() }; $f())", ""),
    ("($f := function($n) { 1 + $f($n) }; $f(1))", ""),
    ("$map([1..100000], function($i) { $map([1..100000], function($j) { $j }) })", ""),
    ("[1..100000].([1..100000][$ = 5])", ""),
    ("$match($text, /(a+)+$/)", "a" * 40 + "b"),
    ("$contains($text, /(x+x+)+y/)", "x" * 60),
    ("$replace($text, /a+b/, '')", "a" * 200_000),
    ("$split($text, /(a|a)*c/)", "a" * 60),
]


@pytest.mark.parametrize(("expression", "text"), ENDLESS)
def test_what_would_not_end_is_stopped_in_time(expression: str, text: str) -> None:
    compiled = compile_expression(expression)
    started = time.monotonic()
    with pytest.raises(ExpressionError) as caught:
        compiled.evaluate({"text": text}, environment=QUICK)
    assert caught.value.code == "U1001"
    assert time.monotonic() - started < 2


def test_work_is_limited_without_a_timer() -> None:
    limited = Environment(limits=Limits(work=10_000))
    with pytest.raises(ExpressionError, match="infinite loop"):
        compile_expression("($f := function() { $f() }; $f())").evaluate({}, environment=limited)


def test_tail_calls_need_no_depth() -> None:
    shallow = Environment(limits=Limits(depth=5))
    text = "($f := function($n, $sum) { $n = 0 ? $sum : $f($n - 1, $sum + $n) }; $f(10000, 0))"
    assert compile_expression(text).evaluate({}, environment=shallow) == 50_005_000


def test_recursion_a_thousand_deep_is_possible_where_the_caller_allows_it() -> None:
    text = "($f := function($n) { $n = 0 ? 0 : $n + $f($n - 1) }; $f(900))"
    deep = Environment(limits=Limits(depth=3000))
    assert compile_expression(text).evaluate({}, environment=deep) == 405_450


def fails_with(text: str, environment: Environment = AWS) -> str:
    try:
        compile_expression(text).evaluate({}, environment=environment)
    except ExpressionError as error:
        return error.message
    return ""


@pytest.mark.parametrize(
    ("deepest", "one_more"),
    [
        ("1" + "+1" * 99, "1" + "+1" * 100),
        ("(" * 99 + "1" + ")" * 99, "(" * 100 + "1" + ")" * 100),
        ("[" * 99 + "1" + "]" * 99, "[" * 100 + "1" + "]" * 100),
        ("1" + "~>$string" * 99, "1" + "~>$string" * 100),
        ("($f := function($n) { $n <= 0 ? 0 : 1 + $f($n - 1) }; $f(31))",
         "($f := function($n) { $n <= 0 ? 0 : 1 + $f($n - 1) }; $f(32))"),
    ],
    ids=["sum", "parentheses", "brackets", "chain", "recursion"],
)  # fmt: skip
def test_evaluations_nest_as_deep_as_on_aws(deepest: str, one_more: str) -> None:
    assert fails_with(deepest) == ""
    assert fails_with(one_more).startswith("Stack overflow error: Check for non-terminating recursive function. C")


@pytest.mark.parametrize(
    ("largest", "one_more"),
    [
        ("[1..873782] ~> $count()", "[1..873783] ~> $count()"),
        ("$count($range(1, 360145, 1))", "$count($range(1, 360146, 1))"),
        ("($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f('x', 22)))",
         "($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f('x', 23)))"),
    ],
    ids=["range", "$range", "text"],
)  # fmt: skip
def test_a_value_may_be_as_large_as_on_aws(largest: str, one_more: str) -> None:
    assert fails_with(largest) == ""
    assert fails_with(one_more) == "Expression evaluation memory limit exceeded: Check for excessive memory usage"


DOUBLING = "($f := function($x, $n) {{ $n = 0 ? $x : $f({doubled}, $n - 1) }}; {use})"


@pytest.mark.parametrize(
    "text",
    [
        "$pad('x', 1e9)",
        "$join($map([1..1000], function() { $pad('x', 100000) }))",
        "$replace($pad('x', 100000, 'x'), 'x', $pad('y', 1000))",
        "$replace($pad('x', 100000, 'x'), /x/, $pad('y', 1000))",
        DOUBLING.format(doubled="[$x, $x]", use="$count($f([1, 2], 60))"),
        DOUBLING.format(doubled="$append($x, $x)", use="$count($f([1, 2], 60))"),
        DOUBLING.format(doubled="{'a': $x, 'b': $x}", use="$f(1, 60)"),
        DOUBLING.format(doubled="{'a': $x, 'b': $x}", use="$string($f(1, 60))"),
        DOUBLING.format(doubled="{'a': $x, 'b': $x}", use="'' & $f(1, 60)"),
        DOUBLING.format(doubled="{'a': $x, 'b': $x}", use="$count($f(1, 60).**)"),
        DOUBLING.format(doubled="{'a': $x, 'b': $x}", use="$f(1, 60) ~> |*|{}|"),
        DOUBLING.format(doubled="{'a': $x, 'b': $x}", use="$f(1, 60) = $f(1, 60)"),
    ],
)
def test_a_value_that_grows_without_end_is_stopped_in_time_and_memory(text: str) -> None:
    started = time.thread_time()
    assert "Check for" in fails_with(text, QUICK)
    assert time.thread_time() - started < 2


def test_the_recursion_limit_of_python_is_left_as_it_was() -> None:
    import sys

    before = sys.getrecursionlimit()
    compile_expression("1 + 1").evaluate({})
    assert sys.getrecursionlimit() == before


@pytest.mark.parametrize("text", ["(" * 50_000, "[" * 50_000 + "]" * 50_000, "1" + "+1" * 50_000, "-" * 50_000 + "1"])
def test_deep_nesting_is_an_error_and_no_crash(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(text).evaluate({})


def test_time_is_asked_for_once_an_evaluation() -> None:
    from datetime import UTC, datetime, timedelta

    moments = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second) for second in itertools.count())
    environment = Environment(clock=lambda: next(moments))
    assert compile_expression("[$millis() = $millis(), $toMillis($now()) = $millis()]").evaluate(
        {}, environment=environment
    ) == [True, True]


def test_without_a_clock_the_time_functions_say_so() -> None:
    with pytest.raises(ExpressionError, match=r"\$now\(\) function needs a clock"):
        compile_expression("$now()").evaluate({})


ATOMS = st.sampled_from(
    ["a", "b", ".", r"\d", "[ab]", "[^a]", r"\w", "(a)", "(a|b)", "(?:ab)", "^", "$", r"\b", "(?=a)"]
)
QUANTIFIERS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "*?", "+?", "{2,}"])
PATTERNS = st.lists(st.tuples(ATOMS, QUANTIFIERS).map("".join), min_size=1, max_size=4).map("".join)


@settings(max_examples=500)
@given(PATTERNS, st.text("aab1 \n", max_size=10))
def test_the_stoppable_matcher_finds_what_re_finds(pattern: str, text: str) -> None:
    try:
        expression = re.compile(translate(pattern), re.ASCII)
    except re.error:
        return
    expected = expression.search(text)
    found = compile_stoppable(expression.pattern, expression.flags).search(text, 0, lambda _amount: None)
    assert (found and found[:2]) == (expected and expected.span())
