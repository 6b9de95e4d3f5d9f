"""Which kind of value an expression gives, as far as that is certain before anything runs."""

from typing import Literal as OneOf
from typing import TypeAlias

from lakeflow.dsl.expressions import (
    Call,
    Collected,
    Conditional,
    ContextField,
    Expression,
    ListOf,
    Literal,
    ObjectOf,
    Operation,
    ParamValue,
    QueryRows,
)

Kind: TypeAlias = OneOf["text", "number", "boolean", "object", "list", "unknown"]

_FUNCTIONS: dict[str, Kind] = {
    **dict.fromkeys(
        (
            "string", "substring", "substringBefore", "substringAfter", "lowercase", "uppercase", "trim", "pad", "join",
            "replace", "formatNumber", "formatBase", "base64encode", "base64decode", "encodeUrlComponent",
            "decodeUrlComponent", "fromMillis", "now", "hash", "uuid", "type",
        ),
        "text",
    ),
    **dict.fromkeys(
        (
            "number", "floor", "ceil", "round", "abs", "sqrt", "power", "count", "length", "sum", "average",
            "toMillis", "millis", "random",
        ),
        "number",
    ),
    **dict.fromkeys(("exists", "not", "boolean", "contains"), "boolean"),
    **dict.fromkeys(("append", "sort", "reverse"), "list"),
    **dict.fromkeys(("merge",), "object"),
}  # fmt: skip
_OPERATORS: dict[str, Kind] = {
    **dict.fromkeys(("+", "-", "*", "/", "%"), "number"),
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "and", "or"), "boolean"),
    "&": "text",
}


def kind_of(expression: Expression) -> Kind:  # noqa: PLR0911  one return for each kind of expression
    """Return which kind of value the expression gives, if it gives one; ``unknown`` where that is not certain."""
    match expression:
        case Literal(value):
            return _kind_of_scalar(value)
        case Operation(operator):
            return _OPERATORS[operator]
        case Call(function):
            return _FUNCTIONS.get(function, "unknown")
        case Conditional(_, then, otherwise):
            kind = kind_of(then)
            return kind if kind == kind_of(otherwise) else "unknown"
        case ParamValue(_, kind):
            return kind
        case ContextField(path):
            return "text" if path in {"Execution.Name", "Execution.Id", "Execution.StartTime"} else "unknown"
        case ListOf() | QueryRows() | Collected():
            return "list"
        case ObjectOf():
            return "object"
        case _:
            return "unknown"


def _kind_of_scalar(value: object) -> Kind:
    match value:
        case str():
            return "text"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case _:
            return "unknown"
