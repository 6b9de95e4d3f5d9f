"""Expressions to JSONata: the text of ``{% ... %}``, given where each value is to be found."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, assert_never

from lakeflow.asl.states import Json
from lakeflow.dsl.expressions import (
    Call,
    CaughtError,
    ExecutionField,
    Expression,
    Field,
    Index,
    Literal,
    MapItem,
    Operation,
    ParamValue,
    QueryRows,
    Source,
    StepOutput,
)
from lakeflow.dsl.references import Ref, Value, expression_of

Environment: TypeAlias = Callable[[Source], str]
"""Where a source's value is when a state runs, as JSONata: ``$find_files``, ``$states.result``."""

_PRECEDENCE = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3,
    "&": 4, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5,
}  # fmt: skip
_ASSOCIATIVE = frozenset({"and", "or", "&", "+", "*"})
_TEXT_FUNCTIONS = frozenset({"string", "substring"})
_NUMBER_FUNCTIONS = frozenset({"number", "floor", "count"})
_KEYWORDS = frozenset({"and", "or", "in", "true", "false", "null", "function"})


def template(value: Value, environment: Environment) -> Json:
    """Return a value as a payload template: JSON with ``{% ... %}`` where a reference stands."""
    if isinstance(value, Ref):
        return wrap(jsonata(expression_of(value), environment))
    if isinstance(value, Mapping):
        return {key: template(part, environment) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [template(part, environment) for part in value]
    return value


def text_template(value: Value, environment: Environment) -> str:
    """Return a value as a template that gives text, as Glue's arguments must be."""
    if isinstance(value, Ref):
        return wrap(_as_text(expression_of(value), environment))
    if isinstance(value, str):
        return value
    return wrap(f"$string({literal(value, environment)})") if _has_references(value) else _plain_text(value)


def sql_template(value: Value, environment: Environment) -> str:
    """Return a value as a template that gives a SQL literal, as Athena's execution parameters must be."""
    if isinstance(value, Ref):
        return wrap(_as_sql(expression_of(value), environment))
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else _plain_text(value)


def condition(expression: Expression, environment: Environment) -> str:
    """Return a Choice rule's ``Condition``."""
    return wrap(jsonata(expression, environment))


def wrap(text: str) -> str:
    """Return JSONata text between the delimiters that mark it in a document."""
    return "{% " + text + " %}"


def jsonata(expression: Expression, environment: Environment) -> str:
    """Return an expression as JSONata text, with no more parentheses than it needs."""
    match expression:
        case Literal(value):
            return json.dumps(value, ensure_ascii=False)
        case Field(of, name):
            return f"{_operand(of, environment)}.{field_name(name)}"
        case Index(of, index):
            return f"{_operand(of, environment)}[{index}]"
        case Operation(operator, left, right):
            return f"{_side(left, operator, environment)} {operator} {_side(right, operator, environment, right=True)}"
        case Call(function, arguments):
            return f"${function}({', '.join(jsonata(argument, environment) for argument in arguments)})"
        case StepOutput() | QueryRows() | ParamValue() | MapItem() | CaughtError() | ExecutionField():
            return environment(expression)
        case _ as never:
            assert_never(never)


def literal(value: Value, environment: Environment) -> str:
    """Return a whole value, references and all, as one JSONata expression."""
    if isinstance(value, Ref):
        return jsonata(expression_of(value), environment)
    if isinstance(value, Mapping):
        fields = (f"{json.dumps(key)}: {literal(part, environment)}" for key, part in value.items())
        return "{" + ", ".join(fields) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(literal(part, environment) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def field_name(name: str) -> str:
    """Return a field's name as a JSONata step, in backticks where it is no plain name."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name not in _KEYWORDS
    return name if plain else f"`{name}`"


def _operand(expression: Expression, environment: Environment) -> str:
    text = jsonata(expression, environment)
    return f"({text})" if isinstance(expression, Operation) else text


def _side(expression: Expression, operator: str, environment: Environment, *, right: bool = False) -> str:
    text = jsonata(expression, environment)
    if not isinstance(expression, Operation):
        return text
    inner, outer = _PRECEDENCE[expression.operator], _PRECEDENCE[operator]
    same = expression.operator == operator and operator in _ASSOCIATIVE
    return text if inner > outer or same or (inner == outer > 3 and not right) else f"({text})"


def _as_text(expression: Expression, environment: Environment) -> str:
    text = jsonata(expression, environment)
    return text if _kind(expression) == "text" else f"$string({text})"


def _as_sql(expression: Expression, environment: Environment) -> str:
    kind = _kind(expression)
    if kind == "number":
        return f"$string({jsonata(expression, environment)})"
    text = jsonata(expression, environment)
    quoted = f'"\'" & $replace({text}, "\'", "\'\'") & "\'"'
    return quoted if kind == "text" else f'$type({text}) = "string" ? {quoted} : $string({text})'


def _kind(expression: Expression) -> str:
    """Return ``text`` or ``number`` where that is certain, ``unknown`` elsewhere."""
    match expression:
        case Literal(value):
            return "text" if isinstance(value, str) else "number" if type(value) in (int, float) else "unknown"
        case Operation(operator, _, _):
            return "text" if operator == "&" else "number" if operator in {"+", "-", "*", "/", "%"} else "unknown"
        case Call(function, _):
            return "text" if function in _TEXT_FUNCTIONS else "number" if function in _NUMBER_FUNCTIONS else "unknown"
        case ParamValue(_, kind):
            return kind
        case ExecutionField():
            return "text"
        case _:
            return "unknown"


def _has_references(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(_has_references(part) for part in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(_has_references(part) for part in value)
    return isinstance(value, Ref)


def _plain_text(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)
