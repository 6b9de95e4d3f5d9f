"""JSONata mode: what the expressions of a definition give, as values of the import."""

import re
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any, NamedTuple

from lakeflow.asl.jsonata import compile_expression
from lakeflow.asl.jsonata.analysis import Read, reads
from lakeflow.asl.jsonata.tree import (
    Binary,
    Block,
    Call,
    Dot,
    Filter,
    Literal,
    Name,
    Negate,
    Node,
    Object,
    Variable,
    walk,
)
from lakeflow.interop.importing.jsonpath import call, context, formatted
from lakeflow.interop.importing.texts import as_code, chained
from lakeflow.interop.importing.values import (
    Code,
    Const,
    Fields,
    Inexpressible,
    Items,
    Known,
    Sparse,
    Value,
    const,
    part,
    parts,
    primary,
)

_OPERATORS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "+": "+", "-": "-", "*": "*", "/": "/"}
_LOGIC = {"and": "&", "or": "|"}
_METHODS = {"exists": "is_present", "string": "string", "number": "number"}
_UNSTABLE = frozenset({"now", "millis", "random", "uuid", "shuffle"})


class Place(NamedTuple):
    """Where an expression stands: what ``$states`` and the workflow variables are there."""

    known: Known
    result: Value | None = None
    error: Value | None = None


def template(content: Any, place: Place) -> Value:
    """Return a payload template, such as Arguments, filled in."""
    if isinstance(content, dict):
        return Fields(tuple((name, template(inner, place)) for name, inner in content.items()))
    if isinstance(content, list):
        return Items(tuple(template(inner, place) for inner in content))
    if isinstance(content, str) and content.startswith("{%") and content.endswith("%}"):
        return expression(content[2:-2].strip(), place)
    return const(content)


def expression(text: str, place: Place) -> Value:
    """Return what an expression gives."""
    tree = compile_expression(text).tree
    try:
        return _value(tree, place)
    except _NoCounterpart:
        return _verbatim(text, tree, place)


class _NoCounterpart(Exception):  # noqa: N818  nothing went wrong: the expression is kept as it is
    """An expression is no more than its own text in our language."""


def _value(tree: Node, place: Place) -> Value:  # noqa: PLR0911  one return a kind of node
    match tree:
        case Literal(value):
            return const(value)
        case Block((single,)):
            return _value(single, place)
        case Dot() | Filter() | Variable():
            return _path(tree, place)
        case Object(pairs) if all(isinstance(name, Literal) for name, _ in pairs):
            return Sparse(tuple((str(name.value), _value(inner, place)) for name, inner in pairs))  # type: ignore[union-attr]
        case Binary("&"):
            return _joined(tree, place)
        case Binary(operator, left, right) if operator in _OPERATORS | _LOGIC:
            return _operation(operator, left, right, place)
        case Call(Variable("not"), (negated,)):
            test = _code(negated, place)
            return Code(f"~{primary(test)}", test.steps, is_primary=False)
        case Call(Variable(name), (subject,)) if name in _METHODS:
            found = _code(subject, place)
            return Code(f"{primary(found)}.{_METHODS[name]}()", found.steps, is_stable=found.is_stable)
        case Negate(Literal(value)) if isinstance(value, int | float):
            return const(-value)
        case _:
            raise _NoCounterpart


def _code(tree: Node, place: Place) -> Code:
    value = _value(tree, place)
    if isinstance(value, Const | Items) or (isinstance(value, Fields) and value.base is None):
        raise _NoCounterpart
    return as_code(value, place.known.demands)


def _operation(operator: str, left: Node, right: Node, place: Place) -> Code:
    one, other = _code(left, place), _value(right, place)
    if not isinstance(other, Const):
        other = _code(right, place)
    if operator in _LOGIC and not isinstance(other, Code):
        raise _NoCounterpart
    return chained((_OPERATORS | _LOGIC)[operator], (one, other), place.known.demands)


def _joined(tree: Binary, place: Place) -> Code:
    """Return a chain of ``&`` as Format."""
    pieces: list[Node] = []
    pending: list[Node] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Binary) and node.operator == "&":
            pending += [node.right, node.left]
        else:
            pieces.append(node)
    text, values = "", []
    for piece in pieces:
        if isinstance(piece, Literal) and isinstance(piece.value, str):
            text += piece.value
        else:
            text += "{}"
            values.append(_code(piece, place))
    if text.count("{}") != len(values):
        raise _NoCounterpart
    return formatted(text, values, place.known)


def _path(tree: Node, place: Place) -> Value:
    """Return what a path of names and positions below a variable finds."""
    keys: list[str | int] = []
    node = tree
    while not isinstance(node, Variable):
        match node:
            case Dot(left, Filter(Name(name), predicate)):
                keys[:0] = [name, _position(predicate)]
                node = left
            case Dot(left, Name(name)):
                keys.insert(0, name)
                node = left
            case Filter(base, predicate):
                keys.insert(0, _position(predicate))
                node = base
            case _:
                raise _NoCounterpart
    return _read(node.name, keys, place)


def _position(predicate: Node) -> int:
    if isinstance(predicate, Negate):
        return -_position(predicate.operand)
    value: Any = predicate.value if isinstance(predicate, Literal) else None
    if type(value) is not int:
        raise _NoCounterpart
    return value


def _read(name: str, keys: list[str | int], place: Place) -> Value:
    if name != "states":
        return parts(_variable(name, place.known), keys)
    match keys:
        case ["input", *rest]:
            return parts(place.known.payload, rest)
        case ["result", *rest] if place.result is not None:
            return parts(place.result, rest)
        case ["errorOutput", *rest] if place.error is not None:
            return parts(place.error, rest)
        case ["context", *rest]:
            return context(rest, place.known)
        case _:
            raise Inexpressible("$states is read as a whole")


def _variable(name: str, known: Known) -> Value:
    if name not in known.variables:
        raise Inexpressible(f"the variable ${name} is not certain to be there")
    return known.variables[name]


def _verbatim(text: str, tree: Node, place: Place) -> Code:
    """Return the expression as it is, with what it reads given by name."""
    called = {
        node.function.start for node in walk(tree) if isinstance(node, Call) and isinstance(node.function, Variable)
    }
    names = {node.name for node in walk(tree) if isinstance(node, Variable)}
    given: dict[str, Value] = {}
    written, done = "", 0
    for read in reads(tree):
        if read.start in called and read.name not in place.known.variables:
            continue
        end, value = _root(text, read, place)
        if value is not None:
            name = _name_for(read, value, given, names)
            given[name] = value
            written += f"{text[done : read.start]}${name}"
            done = end
    stable = not any(isinstance(node, Variable) and node.name in _UNSTABLE for node in walk(tree))
    return call(written + text[done:], place.known, given, is_stable=stable and "$states.context" not in text)


def _root(text: str, read: Read, place: Place) -> tuple[int, Value | None]:
    """Return where the part of a reading ends that is given by name, and its value; None for what stays."""
    if read.name != "states":
        return read.start + 1 + len(read.name), _variable(read.name, place.known)
    if read.fields[:1] == ("context",):
        context(list(read.fields[1:]) or ["Map"], place.known)
        return read.end, None
    root = re.compile(r"\$states\s*\.\s*`?(input|result|errorOutput)`?").match(text, read.start)
    if root is None:
        raise Inexpressible("$states is read as a whole")
    value = _read("states", [root[1]], place)
    end = root.end()
    for name in read.fields[1:]:
        field = re.compile(rf"\s*\.\s*`?{re.escape(name)}`?").match(text, end)
        if field is None or not isinstance(value, Code | Fields):
            break
        value, end = part(value, name), field.end()
    return end, value


def _name_for(read: Read, value: Value, given: Mapping[str, Value], taken: set[str]) -> str:
    """Return a name for what is read, which neither the expression nor another reading uses."""
    plain = re.sub(r"\W", "_", read.fields[-1] if len(read.fields) > 1 else read.name) or "value"
    plain = {"states": "payload", "text": "value"}.get(plain, plain)
    name, number = plain, 2
    while name in taken - {read.name} or iskeyword(name) or given.get(name, value) != value:
        name, number = f"{plain}_{number}", number + 1
    return name
