"""Choice rules in JSONPath mode: ``Variable`` with an operator, and ``And``, ``Or``, ``Not`` of rules.

>>> compile_rule({"Variable": "$.n", "NumericGreaterThan": 1}).matches({"n": 2})
True
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import translate
from operator import eq, ge, gt, le, lt
from typing import Any, Final, TypeAlias

from lakeflow.asl.jsonpath import Path, compile_path
from lakeflow.asl.states import Json
from lakeflow.errors import PathError

_TIMESTAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_WILDCARD_ESCAPE: Final = re.compile(r"\\([*\\])|([\[\]?])")

Comparison: TypeAlias = Callable[[Any, Any], bool]
_ORDERS: Final[dict[str, Comparison]] = {
    "Equals": eq, "LessThan": lt, "LessThanEquals": le, "GreaterThan": gt, "GreaterThanEquals": ge,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Data:
    """What a rule may read."""

    document: Any
    context: Any
    variables: Mapping[str, Json]

    def read(self, path: Path) -> Any:
        """Return what a path finds; raises PathError."""
        return path.read(self.document, context=self.context, variables=self.variables)


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule."""

    test: Callable[[Data], bool]

    def matches(self, document: Json, *, context: Json = None, variables: Mapping[str, Json] | None = None) -> bool:
        """Return whether the rule holds; values of another type than the operator's make it false.

        Raises:
            PathError: Variable, or the path of a ``...Path`` operator, finds nothing.

        """
        return self.test(Data(document, context, variables or {}))


def compile_rule(rule: Mapping[str, Json]) -> Rule:
    """Parse a rule; ``Next`` and the fields beside it are ignored.

    Raises:
        PathError: a path is wrong, a rule is no object, or there is not exactly one operator that is known.

    """
    return Rule(_test(rule))


def _test(rule: Any) -> Callable[[Data], bool]:
    if not isinstance(rule, Mapping):
        raise PathError(str(rule), "a choice rule is an object")
    if "And" in rule:
        every = _tests(rule["And"])
        return lambda data: all(test(data) for test in every)
    if "Or" in rule:
        some = _tests(rule["Or"])
        return lambda data: any(test(data) for test in some)
    if "Not" in rule:
        inner = _test(rule["Not"])
        return lambda data: not inner(data)
    operators = [key for key in rule if key in _KINDS or key.removesuffix("Path") in _COMPARISONS]
    if len(operators) != 1 or "Variable" not in rule:
        raise PathError(str(rule.get("Variable", "")), "a choice rule needs a Variable and exactly one operator")
    return _comparison(_path(rule["Variable"]), operators[0], rule[operators[0]])


def _tests(rules: Any) -> list[Callable[[Data], bool]]:
    if not isinstance(rules, list):
        raise PathError(str(rules), "And and Or need an array of choice rules")
    return [_test(rule) for rule in rules]


def _path(text: Any) -> Path:
    if not isinstance(text, str):
        raise PathError(str(text), "a path is a string")
    return compile_path(text)


def _comparison(variable: Path, operator: str, operand: Any) -> Callable[[Data], bool]:
    if operator == "IsPresent":
        return lambda data: _is_present(variable, data) is operand
    if operator in _KINDS:
        is_kind = _KINDS[operator]
        return lambda data: is_kind(data.read(variable)) is operand
    compare = _COMPARISONS[operator.removesuffix("Path")]
    if operator.endswith("Path"):
        other = _path(operand)
        return lambda data: compare(data.read(variable), data.read(other))
    return lambda data: compare(data.read(variable), operand)


def _is_present(variable: Path, data: Data) -> bool:
    try:
        data.read(variable)
    except PathError:
        return False
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _moment(value: Any) -> datetime | None:
    """Return the moment of a timestamp, None for anything else."""
    if not isinstance(value, str) or not _TIMESTAMP.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _matches(value: Any, pattern: Any) -> bool:
    """Return whether a text matches a pattern: ``*`` is any text, a backslash makes it an asterisk."""
    if not isinstance(value, str) or not isinstance(pattern, str):
        return False
    escaped = _WILDCARD_ESCAPE.sub(
        lambda match: f"[{match.group(1)}]" if match.group(1) else f"[{match.group(2)}]", pattern
    )
    return re.match(translate(escaped), value) is not None


def _numeric(order: Comparison) -> Comparison:
    return lambda left, right: _is_number(left) and _is_number(right) and order(left, right)


def _string(order: Comparison) -> Comparison:
    return lambda left, right: isinstance(left, str) and isinstance(right, str) and order(left, right)


def _timestamp(order: Comparison) -> Comparison:
    def compare(left: Any, right: Any) -> bool:
        first, second = _moment(left), _moment(right)
        return first is not None and second is not None and order(first, second)

    return compare


_KINDS: Final[dict[str, Callable[[Any], bool]]] = {
    "IsPresent": lambda _value: True,
    "IsNull": lambda value: value is None,
    "IsBoolean": lambda value: isinstance(value, bool),
    "IsNumeric": _is_number,
    "IsString": lambda value: isinstance(value, str),
    "IsTimestamp": lambda value: _moment(value) is not None,
}
_COMPARISONS: Final[dict[str, Comparison]] = {
    **{f"Numeric{name}": _numeric(order) for name, order in _ORDERS.items()},
    **{f"String{name}": _string(order) for name, order in _ORDERS.items()},
    **{f"Timestamp{name}": _timestamp(order) for name, order in _ORDERS.items()},
    "BooleanEquals": lambda left, right: isinstance(left, bool) and left is right,
    "StringMatches": _matches,
}
