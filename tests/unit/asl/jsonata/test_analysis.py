"""What analysis finds in expressions."""

import pytest

from lakeflow.asl.jsonata.analysis import (
    are_same,
    can_be_undefined,
    can_fail,
    check,
    context_reads,
    explain_error,
    fold,
    reads,
)
from lakeflow.asl.jsonata.parser import parse
from lakeflow.asl.jsonata.printer import to_text
from lakeflow.errors import ExpressionError


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$states.input.a.b", [("states", ("input", "a", "b"))]),
        ("$states.result[0]", [("states", ("result",))]),
        ("$states.`result`", [("states", ("result",))]),
        ("($states).result", [("states", ())]),
        ("$x + $y.z", [("x", ()), ("y", ("z",))]),
        ("($x := 1; $x + $y)", [("y", ())]),
        ("function($x) { $x + $y }", [("y", ())]),
        ("$a[b = $c].d", [("a", ("d",)), ("c", ())]),
        ("($f := function($n) { $f($n) }; $f(1))", []),
        ("$sum($xs)", [("sum", ()), ("xs", ())]),
        ("$a@$b.($b + $c)", [("a", ()), ("c", ())]),
    ],
)
def test_reads_are_the_variables_from_outside_and_their_fields(
    text: str, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert [(read.name, read.fields) for read in reads(parse(text))] == found


def test_a_read_has_its_place() -> None:
    text = "1 + $states.input.id"
    (read,) = reads(parse(text))
    assert text[read.start : read.end] == "$states.input.id"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("foo", ["foo"]),
        ("$", ["$"]),
        ("$map($xs, function($x) { foo })", ["foo"]),
        ("foo.bar", ["foo"]),
        ("$x.(foo)", []),
        ("$states.input.m[foo]", []),
        ("$x{a: b}", []),
        ("$x^(a)", []),
        ("$x[$$.a]", ["$$"]),
        ("`a b` + 'a'.b", ["a b", "a"]),
        ("$x ~> |a|{'b': c}, 'd'|", []),
        ("{foo: bar}", ["foo", "bar"]),
        ("$f(foo)", ["foo"]),
        ("*", []),
    ],
)
def test_step_functions_has_no_context_at_the_top(text: str, found: list[str]) -> None:
    assert [read.text for read in context_reads(parse(text))] == found


@pytest.mark.parametrize(
    ("text", "may"),
    [("1", False), ("$a", True), ("$a & ''", False), ("[$a]", False), ("$a ? 1", True), ("1 + 2", False)],
)
def test_what_may_be_undefined(text: str, may: bool) -> None:
    assert can_be_undefined(parse(text)) is may


@pytest.mark.parametrize(("text", "may"), [("$a.b", False), ("$a = 1", False), ("$a + 1", True), ("$f($a)", True)])
def test_what_may_fail(text: str, may: bool) -> None:
    assert can_fail(parse(text)) is may


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("1 + 2 * 3", "7"),
        ("$x + (1 + 2)", "$x + 3"),
        ("$uppercase('a') & $x", '"A" & $x'),
        ("[1..3]", "[1, 2, 3]"),
        ("$now()", "$now()"),
        ("$random()", "$random()"),
        ("1/0", "1 / 0"),
        ("$x[1 + 1]", "$x[2]"),
    ],
)
def test_constant_parts_are_folded(text: str, folded: str) -> None:
    assert to_text(fold(parse(text))) == folded


def test_expressions_are_the_same_but_for_spaces_comments_and_quotes() -> None:
    assert are_same("$a+'x' /* note */", '$a + "x"')
    assert not are_same("$a = true", "$a = 1")


def test_an_error_is_shown_with_a_caret_under_its_place() -> None:
    error = ExpressionError("T2001", "left side", position=8)
    assert explain_error("1 +\n2 + a\n+ 3", error) == "T2001: left side\n  2 + a\n      ^"
    assert explain_error("1", ExpressionError("U1001", "deep")) == "U1001: deep"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("$states.input.a[b > 1]", []),
        ("$states.result[0]", ["Field '$states.result' does not exist."]),
        ("$states.`result`", ["Field '$states.result' does not exist."]),
        ("$states.errorOutput.Cause", ["Field '$states.errorOutput' does not exist."]),
        ("($states).result", []),
        ("$states['result']", []),
        ("$", ["Reference to '$' at the top level is not supported."]),
        ("$states.input[$$.a]", ["Reference to '$$' is not supported."]),
        (
            "bbb + aaa + bbb",
            [
                "Reference to 'bbb' at the top level is not supported.",
                "Reference to 'aaa' at the top level is not supported.",
            ],
        ),
    ],
)
def test_what_step_functions_refuses_is_found_once_a_name_in_the_order_of_the_text(
    text: str, messages: list[str]
) -> None:
    found = check(text)
    assert [finding.message for finding in found] == messages
    assert {finding.code for finding in found} <= {"UNSUPPORTED_JSONATA_EXPRESSION"}


def test_a_field_of_states_is_allowed_where_it_is_offered() -> None:
    assert check("$states.result", offered=("input", "context", "result")) == ()
    (finding,) = check("1 + $states.result.a")
    assert (finding.start, finding.end) == (4, 20)


@pytest.mark.parametrize(
    ("text", "message", "start"),
    [
        ("a[1,2)", 'Expected "]", got ","', 3),
        ('"unterminated', "String literal must be terminated by a matching quote", 0),
        ("1 +", "Unexpected end of expression", 3),
        ('{"a":}', 'The symbol "}" cannot be used as a unary operator', 5),
        ("$x :=", "Unexpected end of expression", 5),
        ('$match("a", /abc', "No terminating / in regular expression", 12),
        ("phone %.other", 'The symbol "." cannot be used as a unary operator', 7),
        ("", "Unexpected end of expression", 0),
    ],
)
def test_what_does_not_parse_is_refused_in_the_words_of_aws(text: str, message: str, start: int) -> None:
    (finding,) = check(text)
    assert (finding.code, finding.message, finding.start) == ("INVALID_JSONATA_EXPRESSION", message, start)
