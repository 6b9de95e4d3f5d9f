"""What holds for every expression, over expressions made at random."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow.asl.jsonata import UNDEFINED, Environment, Limits, compile_expression
from lakeflow.asl.jsonata.analysis import can_be_undefined, can_fail, context_reads, fold, reads
from lakeflow.asl.jsonata.parser import parse
from lakeflow.asl.jsonata.printer import to_text
from lakeflow.errors import ExpressionError

INPUT: dict[str, Any] = {
    "n": 3, "s": "a b", "nul": None, "t": True, "list": [1, 2, [3, "x"], {"k": [1, {"k": 2}]}], "o": {"k": {"d": 1.5}},
    "orders": [{"id": 1, "tags": ["x"]}, {"id": 2}, {"id": 3, "tags": []}],
}  # fmt: skip
BINDINGS: dict[str, Any] = {"states": {"input": INPUT}, "v": [4, 5]}
ENVIRONMENT = Environment(limits=Limits(depth=50, work=100_000))

LEAVES = st.sampled_from(
    ["1", "-2.5", "0", '"a"', "'x y'", "true", "null", "[]", "{}", "$v", "$states.input.n", "$states.input.list", "$",
     "$states.input.orders", "$states.input.o.k", "$states.input.nope", "id", "k", "*", "**", "%", "/a+/i", "$sum",
     "$uppercase", "function($x){ $x }", "function($x, $i)<nn:n>{ $x + $i }", "1/0", "0/0"]
)  # fmt: skip
BINARY = st.sampled_from(["+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "&", ".", "~>"])
FORMS = st.sampled_from(
    ["({0})", "[{0}, {1}]", "[{0}..{1}]", '{{"a": {0}, "b": {1}}}', "({0})[{1}]", "({0})[]", "({0})^({1}, >{0})",
     "({0}){{id: {1}}}", "({0})@$f.($f)", "({0})#$i.($i)", "({0}) ? ({1}) : ({0})", "($y := {0}; {1})", "-({0})",
     "$map({0}, {1})", "$filter({0}, function($z){{ {1} }})", "$reduce({0}, function($a, $b){{ {1} }})",
     "$string({0})", "$append({0}, {1})", "$merge({0})", "$keys({0})", "$lookup({0}, {1})", "$sort({0})",
     "$substring({0}, {1})", "$replace({0}, {1}, {1})", "$split({0}, {1})", "$match({0}, {1})", "$number({0})",
     "$formatNumber({0}, {1})", "$fromMillis({0}, {1})", "$toMillis({0}, {1})", "$pad({0}, {1})", "$each({0}, {1})",
     "$round({0}, {1})", "$power({0}, {1})", "$formatBase({0}, {1})", "$partition({0}, {1})", "$range({0}, {1}, 2)",
     "$hash({0}, {1})", "$parse({0})", "({0}) ~> |{1}|{{'n': 1}}, ['id']|", "$distinct({0})", "$zip({0}, {1})",
     "$substring(?, {0})({1})", "$formatInteger({0}, {1})", "$parseInteger({0}, {1})", "$join({0}, {1})"]
)  # fmt: skip


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.tuples(inner, BINARY, inner).map(lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})")
    formed = st.tuples(FORMS, inner, inner).map(lambda parts: parts[0].format(parts[1], parts[2]))
    return joined | formed


def is_sound(text: str) -> bool:
    try:
        compile_expression(text)
    except ExpressionError:
        return False
    return True


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=8).filter(is_sound)


def outcome(text: str, context: Any = UNDEFINED) -> Any:
    try:
        return compile_expression(text).evaluate(BINDINGS, context=context, environment=ENVIRONMENT)
    except ExpressionError as error:
        return error.code


@given(EXPRESSIONS)
def test_a_printed_tree_parses_to_the_same_tree(text: str) -> None:
    tree = parse(text)
    assert parse(to_text(tree)) == tree
    assert to_text(parse(to_text(tree))) == to_text(tree)


@settings(max_examples=400)
@given(EXPRESSIONS)
def test_evaluation_changes_nothing_and_remembers_nothing(text: str) -> None:
    before = json.dumps(BINDINGS)
    first = outcome(text, INPUT)
    assert json.dumps(BINDINGS) == before
    assert repr(outcome(text, INPUT)) == repr(first)
    if first is not UNDEFINED:
        json.dumps(first, allow_nan=False)


@settings(max_examples=300)
@given(EXPRESSIONS, st.data())
def test_damaged_text_parses_or_is_refused_with_a_position(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(st.text(max_size=3)) + text[at + data.draw(st.integers(0, 3)) :]
    try:
        tree = parse(damaged)
    except ExpressionError as error:
        assert -1 <= error.position <= len(damaged)  # noqa: PT017  most damage is refused, some is not
        return
    assert parse(to_text(tree)) == tree
    outcome(damaged)


@given(st.text(max_size=30))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        parse(text)
    except ExpressionError as error:
        assert error.code.startswith("S")  # noqa: PT017  some texts parse


@settings(max_examples=300)
@given(EXPRESSIONS)
def test_what_analysis_says_is_what_happens(text: str) -> None:
    tree = parse(text)
    found = outcome(text)
    failed = isinstance(found, str) and found[:1] in "TDU" and found[1:].isdigit()
    if not can_fail(tree):
        assert not failed
    if not can_be_undefined(tree):
        assert found is not UNDEFINED
    assert all(text[read.start] == "$" for read in reads(tree))
    assert all(read.start >= 0 for read in context_reads(tree))


@settings(max_examples=300)
@given(EXPRESSIONS)
def test_folding_keeps_the_value(text: str) -> None:
    folded = to_text(fold(parse(text)))
    found = outcome(text)
    if not isinstance(found, str):
        assert repr(outcome(folded)) == repr(found)
