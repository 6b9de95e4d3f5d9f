"""Expressions to JSONata: the text of ``{% ... %}``, given where each value is to be found."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, assert_never

from lakeflow.asl.states import Json
from lakeflow.compiler.certainty import may_be_missing
from lakeflow.dsl.expressions import (
    Call,
    CaughtError,
    Collected,
    Conditional,
    ContextField,
    Expression,
    Field,
    Function,
    Index,
    Jsonata,
    ListOf,
    Literal,
    MapItem,
    ObjectOf,
    Operation,
    ParamValue,
    QueryRows,
    Source,
    StepOutput,
    Variable,
)
from lakeflow.dsl.kinds import kind_of
from lakeflow.dsl.references import Ref, Value, expression_of

Environment: TypeAlias = Callable[[Source], str]
"""Where a source's value is when a state runs, as JSONata: ``$find_files``, ``$states.result``."""

_PRECEDENCE = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3,
    "&": 4, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5,
}  # fmt: skip
_ATOM = 9
_ASSOCIATIVE = frozenset({"and", "or", "&", "+", "*"})
_KEYWORDS = frozenset({"and", "or", "in", "true", "false", "null", "function"})
_written = json.JSONEncoder(ensure_ascii=False).encode


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
    return wrap(f"$string({literal(value, environment)})") if _has_references(value) else _written(value)


def sql_template(value: Value, environment: Environment) -> str:
    """Return a value as a template that gives a SQL literal, as Athena's execution parameters must be."""
    if isinstance(value, Ref):
        return wrap(_as_sql(expression_of(value), environment))
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else _written(value)


def condition(expression: Expression, environment: Environment) -> str:
    """Return a Choice rule's ``Condition``."""
    return wrap(jsonata(expression, environment))


def wrap(text: str) -> str:
    """Return JSONata text between the delimiters that mark it in a document."""
    return "{% " + text + " %}"


def jsonata(expression: Expression, environment: Environment) -> str:
    """Return an expression as JSONata text, with no more parentheses than it needs."""
    return _Writer(environment, {}).text(expression)


def literal(value: Value, environment: Environment) -> str:
    """Return a whole value, references and all, as one JSONata expression."""
    return jsonata(expression_of(value), environment)


def field_name(name: str) -> str:
    """Return a field's name as a JSONata step, in backticks where it is no plain name."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name not in _KEYWORDS
    return name if plain else f"`{name}`"


class _Writer:
    """Writes one expression; ``names`` are the parameters of the functions around the place that is written."""

    def __init__(self, environment: Environment, names: Mapping[Variable, str]) -> None:
        self._environment = environment
        self._names = names

    def text(self, expression: Expression) -> str:  # noqa: C901, PLR0911, PLR0912  one case for each expression
        match expression:
            case Literal(value):
                return _written(value)
            case ListOf(items, poured):
                return self._list(items, poured=poured)
            case ObjectOf(fields):
                pairs = (f"{_written(name)}: {self.text(value)}" for name, value in fields)
                return "{" + ", ".join(pairs) + "}"
            case Field(of, name):
                return f"{self._part(of)}.{field_name(name)}"
            case Index(of, position):
                return f"{self._part(of)}[{position}]"
            case Operation():
                return self._operation(expression)
            case Conditional(test, then, otherwise):
                return f"{self._part(test, 1)} ? {self._part(then, 1)} : {self.text(otherwise)}"
            case Call("not", (negated,)) if may_be_missing(negated):
                return f"{self._part(negated, 1)} ? false : true"
            case Call(function, arguments):
                return f"${function}({', '.join(map(self.text, arguments))})"
            case Collected(of, plain):
                return self._collected(of, plain=plain)
            case Variable():
                return f"${self._names[expression]}"
            case Function(parameters, body):
                return self._function(parameters, body)
            case Jsonata():
                return self._jsonata(expression)
            case StepOutput() | QueryRows() | ParamValue() | MapItem() | CaughtError() | ContextField():
                return self._environment(expression)
            case _ as never:
                assert_never(never)

    def _part(self, expression: Expression, binding: int = _ATOM) -> str:
        """Return the text of a part, in parentheses if it holds together less than that."""
        text = self.text(expression)
        return text if _binding(expression) >= binding else f"({text})"

    def _operation(self, operation: Operation) -> str:
        operator, left, right = operation
        if _is_negated_equality(operation):
            return f"$not({self._operation(Operation('=', left, right))})"
        return f"{self._side(left, operator)} {operator} {self._side(right, operator, right=True)}"

    def _side(self, expression: Expression, operator: str, *, right: bool = False) -> str:
        inner, outer = _binding(expression), _PRECEDENCE[operator]
        same = isinstance(expression, Operation) and expression.operator == operator and operator in _ASSOCIATIVE
        text = self.text(expression)
        return text if inner > outer or same or (inner == outer > 3 and not right) else f"({text})"

    def _collected(self, of: Call, *, plain: bool) -> str:
        """Return a list of whatever length; in brackets the only item that is a list would lose a level."""
        each = of.arguments[-1]
        if plain or (of.function == "map" and isinstance(each, Function) and not _may_be_list(each.body)):
            return f"[{self.text(of)}]"
        return f"$append([], {self.text(of)}[])"

    def _list(self, items: Sequence[Expression], *, poured: bool) -> str:
        """Return a list in which every item stays one: JSONata would pour a list among the items into the others."""
        if poured or all(isinstance(item, ListOf) or not _may_be_list(item) for item in items):
            return "[" + ", ".join(map(self.text, items)) + "]"
        functions = ", ".join(f"function() {{ {self.text(item)} }}" for item in items)
        return f"$map([{functions}], function($_item) {{ $_item() }})[]"

    def _function(self, parameters: tuple[Variable, ...], body: Expression) -> str:
        names = dict(self._names)
        for parameter in parameters:
            taken = sum(known.rstrip("0123456789") == f"_{parameter.hint}" for known in names.values())
            names[parameter] = f"_{parameter.hint}{taken + 1 if taken else ''}"
        declared = ", ".join(f"${names[parameter]}" for parameter in parameters)
        return f"function({declared}) {{ {_Writer(self._environment, names).text(body)} }}"

    def _jsonata(self, written: Jsonata) -> str:
        if not written.names:
            return written.text
        declared = ", ".join(f"${name}" for name in written.names)
        return f"function({declared}) {{ ({written.text}) }}({', '.join(map(self.text, written.arguments))})"


def _may_be_list(expression: Expression) -> bool:
    return kind_of(expression) in {"list", "unknown"}


def _binding(expression: Expression) -> int:
    """Return how tightly the text of an expression holds together: as its weakest operator, or as an atom."""
    match expression:
        case Operation(operator):
            return _ATOM if _is_negated_equality(expression) else _PRECEDENCE[operator]
        case Conditional() | Jsonata():
            return 0
        case Call("not", (negated,)) if may_be_missing(negated):
            return 0
        case _:
            return _ATOM


def _is_negated_equality(operation: Operation) -> bool:
    """Return whether ``!=`` must be written as not ``=``: of a missing value JSONata says false to both."""
    operator, left, right = operation
    return operator == "!=" and (may_be_missing(left) or may_be_missing(right))


def _as_text(expression: Expression, environment: Environment) -> str:
    text = jsonata(expression, environment)
    return text if kind_of(expression) == "text" else f"$string({text})"


def _as_sql(expression: Expression, environment: Environment) -> str:
    text, kind = jsonata(expression, environment), kind_of(expression)
    if kind in {"number", "boolean"}:
        return f"$string({text})"
    held = f"({text})" if _binding(expression) < _ATOM else text
    quoted = f'"\'" & $replace({text}, "\'", "\'\'") & "\'"'
    return quoted if kind == "text" else f'$type({held}) = "string" ? {quoted} : $string({text})'


def _has_references(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(_has_references(part) for part in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(_has_references(part) for part in value)
    return isinstance(value, Ref)
