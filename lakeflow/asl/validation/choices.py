"""The rules of a Choice state: ``Condition`` in JSONata; in JSONPath ``Variable`` with one operator, And, Or, Not."""

from collections.abc import Mapping
from typing import Any, Final

from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.expressions import BASIC
from lakeflow.asl.validation.pointers import below
from lakeflow.asl.validation.shapes import Shape, parts
from lakeflow.asl.validation.sites import Site
from lakeflow.asl.validation.templates import path
from lakeflow.asl.validation.values import (
    Check,
    condition,
    flag,
    number,
    state_name,
    template,
    text,
    timestamp,
    wrong_type,
)
from lakeflow.asl.validation.variables import assign
from lakeflow.errors import suggestion

_ORDERS: Final = ("Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")


def _any_number(value: Any, pointer: str, site: Site) -> None:
    number(float("-inf"))(value, pointer, site)


def _path(value: Any, pointer: str, site: Site) -> None:
    path(value, pointer, site)


_COMPARISONS: Final[Mapping[str, Check]] = {
    **{f"String{order}": text for order in _ORDERS},
    **{f"Numeric{order}": _any_number for order in _ORDERS},
    **{f"Timestamp{order}": timestamp for order in _ORDERS},
    "BooleanEquals": flag,
}
OPERATORS: Final[Mapping[str, Check]] = {
    **_COMPARISONS,
    **{f"{name}Path": _path for name in _COMPARISONS},
    "StringMatches": text,
    **{f"Is{kind}": flag for kind in ("Null", "Present", "Numeric", "String", "Boolean", "Timestamp")},
}
"""Every comparison operator, with what it takes."""
_BOOLEANS: Final = ("And", "Or", "Not")

JSONATA_RULE: Final = Shape(
    "a choice rule",
    {
        "Condition": condition,
        "Next": state_name,
        "Assign": assign(BASIC),
        "Output": template(BASIC),
        "Comment": text,
    },
    required=("Condition", "Next"),
    foreign=dict.fromkeys(("Variable", *_BOOLEANS, *OPERATORS), "write the whole test as a Condition: {% ... %}"),
)
jsonata_rules: Final = parts(JSONATA_RULE, least=1)


def jsonpath_rules(value: Any, pointer: str, site: Site) -> None:
    """Take the ``Choices`` of a JSONPath state."""
    _rules(value, pointer, site, is_nested=False)


def _rules(value: Any, pointer: str, site: Site, *, is_nested: bool) -> None:
    if not isinstance(value, list) or not value:
        wrong_type(value, pointer, site, "a list of choice rules, not empty,")
        return
    for index, rule in enumerate(value):
        _rule(rule, f"{pointer}/{index}", site, is_nested=is_nested)


def _rule(rule: Any, pointer: str, site: Site, *, is_nested: bool) -> None:
    if not isinstance(rule, dict):
        wrong_type(rule, pointer, site, "an object")
        return
    for key, value in rule.items():
        _rule_field(key, value, below(pointer, key), site, is_nested=is_nested)
    if not is_nested and "Next" not in rule:
        site.report(Code.MISSING_FIELD, pointer, "a choice rule needs Next", "add Next")
    _check_test(rule, pointer, site)


def _rule_field(key: str, value: Any, pointer: str, site: Site, *, is_nested: bool) -> None:
    match key:
        case "And" | "Or":
            _rules(value, pointer, site, is_nested=True)
        case "Not":
            _rule(value, pointer, site, is_nested=True)
        case "Variable":
            path(value, pointer, site)
        case "Comment":
            text(value, pointer, site)
        case "Next" if not is_nested:
            state_name(value, pointer, site)
        case "Assign" if not is_nested:
            assign(BASIC)(value, pointer, site)
        case _ if key in OPERATORS:
            OPERATORS[key](value, pointer, site)
        case _:
            _unknown(key, pointer, site, is_nested=is_nested)


def _unknown(key: str, pointer: str, site: Site, *, is_nested: bool) -> None:
    if key in {"Condition", "Output"}:
        hint = 'write Variable with an operator, or give the state "QueryLanguage": "JSONata"'
        message = f"a choice rule has no field {key!r} where the query language is JSONPath"
        site.report(Code.WRONG_QUERY_LANGUAGE, pointer, message, hint)
        return
    if key in {"Next", "Assign"}:
        site.report(
            Code.UNKNOWN_FIELD, pointer, f"a rule inside And, Or or Not has no {key}", "give it to the rule around it"
        )
        return
    known = ("Variable", "Comment", *_BOOLEANS, *OPERATORS, *(() if is_nested else ("Next", "Assign")))
    hint = suggestion(key, known, "write Variable with an operator such as StringEquals")
    site.report(Code.UNKNOWN_FIELD, pointer, f"a choice rule has no field {key!r}", hint)


def _check_test(rule: Mapping[str, Any], pointer: str, site: Site) -> None:
    """Check that a rule is one test: And, Or, Not, or Variable with one operator."""
    tests = [key for key in rule if key in _BOOLEANS or key in OPERATORS]
    if len(tests) > 1:
        listed = f"{', '.join(tests[:-1])} and {tests[-1]}"
        site.report(
            Code.EXCLUSIVE_FIELDS, below(pointer, tests[-1]), f"a choice rule has {listed}", "join two rules by And"
        )
    if not tests:
        site.report(
            Code.MISSING_FIELD, pointer, "a choice rule needs a comparison operator", "add one such as StringEquals"
        )
    elif tests[0] in OPERATORS and "Variable" not in rule:
        site.report(Code.MISSING_FIELD, pointer, "a choice rule needs Variable", "add the path of what is compared")
    elif tests[0] in _BOOLEANS and "Variable" in rule:
        site.report(
            Code.EXCLUSIVE_FIELDS,
            f"{pointer}/Variable",
            f"a choice rule has Variable and {tests[0]}",
            f"move Variable into {tests[0]}",
        )
