"""Trees back to text: ``parse(to_text(tree)) == tree``, with one way of spacing and quoting.

>>> from lakeflow.asl.jsonata.parser import parse
>>> to_text(parse("$a+'x' /* joined */"))
'$a + "x"'
"""

import re
from typing import Any, Final, assert_never

from lakeflow.asl.jsonata.lexer import OPERATORS
from lakeflow.asl.jsonata.tree import (
    Array,
    Binary,
    Bind,
    Block,
    Call,
    Compound,
    Condition,
    Descendants,
    Dot,
    Filter,
    Focus,
    GroupBy,
    Index,
    KeepArray,
    Lambda,
    Leaf,
    Literal,
    Name,
    Negate,
    Node,
    Object,
    OrderBy,
    Parent,
    PathPart,
    Placeholder,
    Regex,
    Transform,
    Variable,
    Wildcard,
)

_SPECIAL: Final = re.escape("".join(sorted(OPERATORS)) + " \t\n\r\v")
_PLAIN_NAME: Final = re.compile(rf"[^{_SPECIAL}\"'`$0-9][^{_SPECIAL}]*")
_RESERVED: Final = frozenset({"and", "or", "in", "true", "false", "null"})
_ESCAPES: Final = str.maketrans(
    {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)


def to_text(node: Node) -> str:
    """Return an expression that parses to this tree."""
    if isinstance(node, Leaf):
        return _leaf(node)
    if isinstance(node, PathPart):
        return _path_part(node)
    return _compound(node)


def _leaf(node: Leaf) -> str:  # noqa: PLR0911  one return a class
    match node:
        case Literal(value):
            return _literal(value)
        case Name(value):
            return _name(value)
        case Variable(name):
            return f"${name}"
        case Wildcard():
            return "*"
        case Descendants():
            return "**"
        case Parent():
            return "%"
        case Placeholder():
            return "?"
        case Regex(pattern, flags):
            return f"/{pattern}/{flags}"
        case _:
            assert_never(node)


def _path_part(node: PathPart) -> str:  # noqa: PLR0911  one return a class
    match node:
        case Dot(left, right):
            # 1 . 2 is a path, 1.2 a number.
            dot = " . " if isinstance(right, Literal) and not isinstance(right.value, str) else "."
            return f"{to_text(left)}{dot}{to_text(right)}"
        case Filter(base, predicate):
            return f"{to_text(base)}[{to_text(predicate)}]"
        case KeepArray(base):
            return f"{to_text(base)}[]"
        case GroupBy(base, pairs):
            return f"{to_text(base)}{_pairs(pairs)}"
        case OrderBy(base, terms):
            shown = ", ".join((">" if term.descending else "") + to_text(term.expression) for term in terms)
            return f"{to_text(base)}^({shown})"
        case Focus(base, name):
            return f"{to_text(base)}@${name}"
        case Index(base, name):
            return f"{to_text(base)}#${name}"
        case _:
            assert_never(node)


def _compound(node: Compound) -> str:  # noqa: C901, PLR0911  one return a class
    match node:
        case Binary(operator, left, right):
            space = "" if operator == ".." else " "
            return f"{to_text(left)}{space}{operator}{space}{to_text(right)}"
        case Negate(operand):
            return f"-{to_text(operand)}"
        case Array(items):
            return f"[{', '.join(map(to_text, items))}]"
        case Object(pairs):
            return _pairs(pairs)
        case Block(expressions):
            return f"({'; '.join(map(to_text, expressions))})"
        case Bind(name, value):
            return f"${name} := {to_text(value)}"
        case Condition(test, then, otherwise):
            shown = "" if otherwise is None else f" : {to_text(otherwise)}"
            return f"{to_text(test)} ? {to_text(then)}{shown}"
        case Lambda(parameters, signature, body):
            return f"function({', '.join('$' + name for name in parameters)}){signature}{{ {to_text(body)} }}"
        case Call(function, arguments):
            return f"{to_text(function)}({', '.join(map(to_text, arguments))})"
        case Transform(pattern, update, delete):
            deleted = "" if delete is None else f", {to_text(delete)}"
            return f"|{to_text(pattern)}|{to_text(update)}{deleted}|"
        case _:
            assert_never(node)


def _pairs(pairs: tuple[tuple[Node, Node], ...]) -> str:
    return "{" + ", ".join(f"{to_text(key)}: {to_text(value)}" for key, value in pairs) + "}"


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPES)}"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return repr(value)


def _name(name: str) -> str:
    is_plain = _PLAIN_NAME.fullmatch(name) and name not in _RESERVED
    return name if is_plain or "`" in name else f"`{name}`"
