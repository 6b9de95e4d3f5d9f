"""What is told of operators against what evaluating them gives."""

import operator
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pytest

from lakeflow import fn
from lakeflow.asl.jsonata import compile_expression
from lakeflow.compiler.expressions import jsonata
from lakeflow.dsl.expressions import ParamValue, Source
from lakeflow.dsl.mistakes import open_findings
from lakeflow.dsl.references import Ref, expression_of
from lakeflow.errors import Diagnostic, ExpressionError

VALUES: dict[str, Any] = {"text": "2024-01-01", "other": "b", "number": 3, "more": 0.5}
KINDS = {"text": "text", "other": "text", "number": "number", "more": "number"}
PLAIN = ["a", "", 2, 7.5, True, None, [1], {"a": 1}]
ARITHMETIC = [operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow]
ORDER = [operator.lt, operator.le, operator.gt, operator.ge]


def place(source: Source) -> str:
    assert isinstance(source, ParamValue)
    return f"${source.name}"


def told_and_given(function: Callable[[Any, Any], Any], left: object, right: object) -> tuple[bool, Any]:
    """Return whether something is told of an operator, and what it gives: the error where it fails."""
    findings: list[Diagnostic] = []
    token = open_findings.set(findings)
    try:
        text = jsonata(expression_of(function(left, right)), place)
    finally:
        open_findings.reset(token)
    try:
        return bool(findings), compile_expression(text).evaluate(VALUES)
    except ExpressionError as error:
        return bool(findings), error


REFERENCES = [Ref(ParamValue(name, kind)) for name, kind in KINDS.items()]
PAIRS = [
    *product(REFERENCES, REFERENCES),
    *product(REFERENCES, PLAIN),
    *((plain, reference) for plain, reference in product(PLAIN, REFERENCES) if not isinstance(plain, list | dict)),
]


@pytest.mark.parametrize("function", [*ARITHMETIC, *ORDER], ids=lambda function: function.__name__)
def test_what_is_told_fails_and_what_is_not_does_not(function: Callable[[Any, Any], Any]) -> None:
    for left, right in PAIRS:
        told, given = told_and_given(function, left, right)
        assert told is isinstance(given, ExpressionError), (left, right, given)


def test_a_sum_that_is_not_told_adds_or_joins() -> None:
    for left, right in PAIRS:
        told, given = told_and_given(operator.add, left, right)
        assert told or not isinstance(given, ExpressionError), (left, right, given)


@pytest.mark.parametrize(("function", "always"), [(operator.eq, False), (operator.ne, True)])
def test_an_equality_that_is_told_never_changes(function: Callable[[Any, Any], Any], always: bool) -> None:
    for left, right in PAIRS:
        told, given = told_and_given(function, left, right)
        assert not told or given is always, (left, right, given)


FUNCTIONS: list[tuple[str, Sequence[object]]] = [
    *((name, []) for name in ("lower", "upper", "strip", "text_length", "base64_encode", "url_encode", "hash")),
    *((name, ["a"]) for name in ("contains", "startswith", "endswith", "split", "matches")),
    *((name, []) for name in ("abs", "ceil", "floor", "sqrt", "count", "string", "boolean", "is_null", "type_of")),
    *((name, []) for name in ("reverse", "distinct", "last", "keys", "values", "merge", "not_", "concat")),
    ("replace", ["a", "b"]), ("substring", [1]), ("pad_left", [3]), ("power", [2]), ("round", [1]), ("lookup", ["a"]),
    ("format_number", ["0.0"]), ("map", [lambda item: item]), ("filter", [lambda item: item == 1]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "others"), FUNCTIONS, ids=[name for name, _ in FUNCTIONS])
def test_a_function_that_takes_what_it_is_given_does_not_fail(name: str, others: list[object]) -> None:
    taken = 0
    for value in (*REFERENCES, *PLAIN):
        told, given = told_and_given(lambda given, rest: getattr(fn, name)(given, *rest), value, others)
        assert told or not isinstance(given, ExpressionError), (value, given)
        taken += not told
    assert taken
