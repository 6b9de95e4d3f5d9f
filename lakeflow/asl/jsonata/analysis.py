"""What an expression is about, without evaluating it: what it reads, whether it can fail, what in it is constant."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final, NamedTuple, cast

from lakeflow.asl.jsonata import UNDEFINED, compile_expression
from lakeflow.asl.jsonata.parser import parse
from lakeflow.asl.jsonata.printer import to_text
from lakeflow.asl.jsonata.tree import (
    Array,
    Binary,
    Bind,
    Block,
    Call,
    Condition,
    Dot,
    Filter,
    Focus,
    GroupBy,
    Index,
    KeepArray,
    Lambda,
    Literal,
    Name,
    Negate,
    Node,
    Object,
    OrderBy,
    Regex,
    Span,
    Term,
    Transform,
    Variable,
    children,
    walk,
)
from lakeflow.errors import ExpressionError

_UNSTABLE: Final = frozenset({"now", "millis", "random", "uuid", "shuffle", "error", "assert"})
"""Functions whose call is not replaced by its value."""
_NEVER_UNDEFINED: Final = frozenset({"=", "!=", "in", "and", "or", "&"})
_ALWAYS_DEFINED_CALLS: Final = frozenset({"count", "exists", "random", "uuid", "now", "millis"})
_NEVER_FAILING: Final = frozenset({"=", "!=", "in", "and", "or"})
_NEVER_FAILING_CALLS: Final = frozenset({"exists", "count", "boolean", "not", "type", "keys"})
_MAX_FOLDED: Final = 1000


@dataclass(frozen=True, slots=True)
class Read:
    """One reading of a variable: ``$states.input.id`` has name ``states`` and fields ``("input", "id")``.

    ``start`` and ``end`` are offsets of the variable and its fields in the expression.
    """

    name: str
    fields: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ContextRead:
    """One use of the context (``$``, ``$$`` or a bare name, without quotes) where Step Functions has none."""

    text: str
    start: int
    end: int


class Finding(NamedTuple):
    """Why Step Functions refuses an expression: its own code and words, and the offsets of the place."""

    start: int
    end: int
    code: str
    message: str


def check(text: str, offered: Collection[str] = ("input", "context")) -> tuple[Finding, ...]:
    """Return why Step Functions refuses an expression (without its ``{% %}``), in the order of the text.

    ``offered`` are the fields that ``$states`` has where the expression stands. A name or field is reported once,
    where it is first read; so does AWS's ValidateStateMachineDefinition.

    >>> check("$states.input.id + amount")
    (Finding(start=19, end=25, code='UNSUPPORTED_JSONATA_EXPRESSION', \
message="Reference to 'amount' at the top level is not supported."),)
    >>> check("$states.result.Id", offered=("input", "context", "result"))
    ()
    """
    try:
        tree = compile_expression(text).tree
    except ExpressionError as error:
        return (Finding(error.position, error.position, "INVALID_JSONATA_EXPRESSION", error.message),)
    first: dict[str, Finding] = {}
    for finding in sorted((*_context_findings(tree), *_states_findings(tree, offered))):
        first.setdefault(finding.message, finding)
    return tuple(first.values())


def _context_findings(tree: Node) -> Iterator[Finding]:
    for read in context_reads(tree):
        where = " is" if read.text == "$$" else " at the top level is"
        message = f"Reference to '{read.text}'{where} not supported."
        yield Finding(read.start, read.end, "UNSUPPORTED_JSONATA_EXPRESSION", message)


def _states_findings(tree: Node, offered: Collection[str]) -> Iterator[Finding]:
    for read in reads(tree):
        if read.name == "states" and read.fields and read.fields[0] not in offered:
            message = f"Field '$states.{read.fields[0]}' does not exist."
            yield Finding(read.start, read.end, "UNSUPPORTED_JSONATA_EXPRESSION", message)


def reads(tree: Node) -> tuple[Read, ...]:
    """Return every reading of a variable that the expression does not bind itself, functions included, in order.

    >>> [(read.name, read.fields) for read in reads(parse("($y := $x.a; $sum($y))"))]
    [('x', ('a',)), ('sum', ())]
    """
    return tuple(sorted(_reads(tree, set()), key=lambda read: read.start))


def _reads(node: Node, bound: set[str]) -> Iterator[Read]:
    """Yield the readings; names that ``node`` binds for what follows it are added to ``bound``."""
    if (read := _field_read(node)) is not None:
        if read.name not in bound:
            yield read
        yield from _reads_beside(node, bound)
        return
    match node:
        case Bind(name, value):
            yield from _reads(value, bound | {name} if isinstance(value, Lambda) else bound)
            bound.add(name)
        case Lambda(parameters, _, body):
            yield from _reads(body, bound | set(parameters))
        case Block():
            inner = set(bound)
            for expression in node.expressions:
                yield from _reads(expression, inner)
        case Focus(base, name) | Index(base, name):
            yield from _reads(base, bound)
            bound.add(name)
        case _:
            for child in children(node):
                yield from _reads(child, bound)


def _reads_beside(node: Node, bound: set[str]) -> Iterator[Read]:
    """Yield what the predicates along a path of fields read."""
    match node:
        case Dot(left, right):
            yield from _reads_beside(left, bound)
            yield from _reads_beside(right, bound)
        case Filter(base, predicate):
            yield from _reads_beside(base, bound)
            yield from _reads(predicate, bound)
        case KeepArray(base):
            yield from _reads_beside(base, bound)
        case _:
            return


def _field_read(node: Node) -> Read | None:
    """Return the reading that a variable, or a path of fields below one, is."""
    match node:
        case Variable(name) if name not in {"", "$"}:
            return Read(name, (), node.start, node.end)
        case Filter(base) | KeepArray(base) if isinstance(base, Variable):
            return _field_read(base)
        case Dot(left, right) if (field := _field_name(right)) is not None:
            read = _field_read(left)
            return None if read is None else replace(read, fields=(*read.fields, field), end=_base(right).end)
        case _:
            return None


def _field_name(node: Node) -> str | None:
    base = _base(node)
    if isinstance(base, Name) or (isinstance(base, Literal) and isinstance(base.value, str)):
        return str(base.value)
    return None


def _base(node: Node) -> Node:
    """Return the field that predicates follow."""
    return _base(node.base) if isinstance(node, Filter | KeepArray) else node


def context_reads(tree: Node) -> tuple[ContextRead, ...]:
    """Return the uses of a context that Step Functions refuses: there is none at the top, and ``$$`` never is.

    >>> [read.text for read in context_reads(parse("orders[paid].id & $x.(name)"))]
    ['orders']
    """
    return tuple(_context_reads(tree, has_context=False))


def _context_reads(node: Node, *, has_context: bool) -> Iterator[ContextRead]:
    match node:
        case Variable("$"):
            yield ContextRead("$$", node.start, node.end)
        case Variable("") if not has_context:
            yield ContextRead("$", node.start, node.end)
        case Name(name) if not has_context:
            yield ContextRead(name, node.start, node.end)
        case Dot(left) if _is_quoted_name(left) and not has_context:
            yield ContextRead(str(_field_name(left)), left.start, _base(left).end)
        case _:
            pass
    for position, child in enumerate(children(node)):
        yield from _context_reads(child, has_context=has_context or _gives_context(node, position))


def _gives_context(node: Node, position: int) -> bool:
    """Return whether the child at ``position`` is evaluated for the items that an earlier one found."""
    return isinstance(node, Transform) or (isinstance(node, Dot | Filter | GroupBy | OrderBy) and position > 0)


def _is_quoted_name(node: Node) -> bool:
    """Return whether a step is a string, which along a path names a field."""
    return isinstance(base := _base(node), Literal) and isinstance(base.value, str)


def can_be_undefined(tree: Node) -> bool:  # noqa: PLR0911  one return a construct
    """Return whether the expression may return nothing; when in doubt, it may.

    >>> can_be_undefined(parse("$x.a")), can_be_undefined(parse("$x.a & ''"))
    (True, False)
    """
    match tree:
        case Literal() | Array() | Object() | GroupBy() | Lambda() | Regex():
            return False
        case Binary(operator, left, right):
            return operator not in _NEVER_UNDEFINED and (
                operator == "~>" or can_be_undefined(left) or can_be_undefined(right)
            )
        case Negate(operand) | KeepArray(operand) | Bind(_, operand):
            return can_be_undefined(operand)
        case Block(expressions):
            return not expressions or can_be_undefined(expressions[-1])
        case Condition(_, then, otherwise):
            return otherwise is None or can_be_undefined(then) or can_be_undefined(otherwise)
        case Call(Variable(name)):
            return name not in _ALWAYS_DEFINED_CALLS
        case _:
            return True


def can_fail(tree: Node) -> bool:  # noqa: PLR0911  one return a construct
    """Return whether the evaluation may raise an error; when in doubt, it may.

    >>> can_fail(parse("$x + 1")), can_fail(parse("$x.a = 1"))
    (True, False)
    """
    match tree:
        case Binary(operator) if operator not in _NEVER_FAILING:
            return True
        case Negate() | Lambda():
            return isinstance(tree, Negate)
        case Call(Variable(name)) if name in _NEVER_FAILING_CALLS and len(tree.arguments) == 1:
            return can_fail(tree.arguments[0])
        case Call():
            return True
        case Object(pairs) | GroupBy(_, pairs):
            keys = [key.value for key, _ in pairs if isinstance(key, Literal) and isinstance(key.value, str)]
            return len(set(keys)) < len(pairs) or any(map(can_fail, children(tree)))
        case OrderBy():
            return True
        case _:
            return any(map(can_fail, children(tree)))


def fold(tree: Node) -> Node:
    """Return the tree with every part that reads nothing replaced by its value, where it has one and cannot fail.

    >>> to_text(fold(parse("$x * (60 * 60)")))
    '$x * 3600'
    """
    if isinstance(tree, Literal | Regex):
        return tree
    if _is_constant(tree) and not isinstance(tree, Lambda):
        value = _constant_value(tree)
        if value is not None:
            return value
    return _with_folded_parts(tree)


def _with_folded_parts(tree: Node) -> Node:
    """Return a node with its parts folded; along a path none becomes a literal, which would name a field there."""
    along = {"left", "right"} if isinstance(tree, Dot) else {"base", "function"}
    parts: dict[str, Any] = {}
    for item in fields(tree):
        part = getattr(tree, item.name)
        parts[item.name] = _with_folded_parts(part) if item.name in along else _folded(part)
    return replace(tree, **parts)


def _folded(part: Any) -> Any:
    if isinstance(part, tuple):
        return tuple(_folded(item) for item in part)
    if isinstance(part, Term):
        return replace(part, expression=fold(part.expression))
    return fold(cast("Node", part)) if isinstance(part, Span) else part


def _is_constant(tree: Node) -> bool:
    """Return whether nothing in it depends on bindings, context, time or chance."""
    if context_reads(tree) or any(isinstance(node, Dot | OrderBy) for node in walk(tree)):
        # A path reads the context even where no step names it: "(1)^(2)" has one result for each item of an array.
        return False
    called = {
        node.function.name for node in walk(tree) if isinstance(node, Call) and isinstance(node.function, Variable)
    }
    return called.isdisjoint(_UNSTABLE) and all(read.name in called for read in reads(tree))


def _constant_value(tree: Node) -> Node | None:
    try:
        value = compile_expression(to_text(tree)).evaluate({})
    except ExpressionError:
        return None
    shown = str(value)
    # An infinite number has no literal: outside the expression it is a string, inside it must stay computed.
    if value is UNDEFINED or len(shown) > _MAX_FOLDED or "Infinity" in shown or "NaN" in shown:
        return None
    return _tree_of(value, tree.start, tree.end)


def _tree_of(value: Any, start: int, end: int) -> Node:
    """Return the literal, array or object that stands for a value."""
    if isinstance(value, list):
        return Array(tuple(_tree_of(item, start, end) for item in value), start=start, end=end)
    if isinstance(value, dict):
        pairs = tuple((Literal(key, start=start, end=end), _tree_of(item, start, end)) for key, item in value.items())
        return Object(pairs, start=start, end=end)
    return Literal(value, start=start, end=end)


def are_same(first: str, second: str) -> bool:
    """Return whether two expressions are the same but for spaces, comments and quotes; raises ExpressionError.

    >>> are_same("$a&'x'", '$a & "x"  /* joined */')
    True
    """
    return to_text(parse(first)) == to_text(parse(second))


def explain_error(text: str, error: ExpressionError) -> str:
    """Return the error over the line of the expression it is in, with a caret under the place.

    >>> print(explain_error("$a + )", ExpressionError("S0211", "The symbol ) is no operand", position=5)))
    S0211: The symbol ) is no operand
      $a + )
           ^

    """
    headline = f"{error.code}: {error.message}"
    if not 0 <= error.position <= len(text):
        return headline
    start = text.rfind("\n", 0, error.position) + 1
    line = text[start:].partition("\n")[0]
    # Tabs stay tabs, so that the caret is under its place whatever their width.
    indent = "".join(char if char == "\t" else " " for char in text[start : error.position])
    return f"{headline}\n  {line}\n  {indent}^"
