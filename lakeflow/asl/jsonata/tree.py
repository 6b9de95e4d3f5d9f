"""The syntax tree of a JSONata expression, as written: one frozen class a construct.

``start`` and ``end`` are offsets in the text and take no part in equality: two expressions that differ only in
spaces, comments or quotes have equal trees. ``children(node)`` and ``walk(node)`` visit it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a node stands in the text, as 0-based offsets."""

    start: int = field(default=-1, compare=False)
    end: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Literal(Span):
    """A string, number, boolean or null."""

    value: bool | float | str | None


@dataclass(frozen=True, slots=True)
class Name(Span):
    """A field of the context: ``foo`` or `` `any text` ``."""

    value: str


@dataclass(frozen=True, slots=True)
class Variable(Span):
    """``$name``; the name is empty for the context ``$`` and ``$`` for the root ``$$``."""

    name: str


@dataclass(frozen=True, slots=True)
class Wildcard(Span):
    """``*``: every field."""


@dataclass(frozen=True, slots=True)
class Descendants(Span):
    """``**``: everything below."""


@dataclass(frozen=True, slots=True)
class Parent(Span):
    """``%``: the object that the context was found in."""


@dataclass(frozen=True, slots=True)
class Placeholder(Span):
    """``?`` among arguments: left open by a partial application."""


@dataclass(frozen=True, slots=True)
class Regex(Span):
    """``/pattern/flags``."""

    pattern: str
    flags: str


@dataclass(frozen=True, slots=True)
class Dot(Span):
    """``left.right``: the right side for every item of the left."""

    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Binary(Span):
    """An operator with two operands: arithmetic, comparison, ``and or in & ~>``, and ``..`` inside an array."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Negate(Span):
    """``-operand``."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Filter(Span):
    """``base[predicate]``."""

    base: "Node"
    predicate: "Node"


@dataclass(frozen=True, slots=True)
class KeepArray(Span):
    """``base[]``: one result stays an array."""

    base: "Node"


@dataclass(frozen=True, slots=True)
class GroupBy(Span):
    """``base{key: value, ...}``."""

    base: "Node"
    pairs: "tuple[tuple[Node, Node], ...]"


@dataclass(frozen=True, slots=True)
class Term(Span):
    """One criterion of an order-by."""

    expression: "Node"
    descending: bool


@dataclass(frozen=True, slots=True)
class OrderBy(Span):
    """``base^(terms)``."""

    base: "Node"
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Focus(Span):
    """``base@$name``: bind each item, keep the context."""

    base: "Node"
    name: str


@dataclass(frozen=True, slots=True)
class Index(Span):
    """``base#$name``: bind each item's position."""

    base: "Node"
    name: str


@dataclass(frozen=True, slots=True)
class Array(Span):
    """``[items]``."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Object(Span):
    """``{key: value, ...}``."""

    pairs: "tuple[tuple[Node, Node], ...]"


@dataclass(frozen=True, slots=True)
class Block(Span):
    """``(first; second; ...)``."""

    expressions: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Bind(Span):
    """``$name := value``."""

    name: str
    value: "Node"


@dataclass(frozen=True, slots=True)
class Condition(Span):
    """``test ? then : otherwise``."""

    test: "Node"
    then: "Node"
    otherwise: "Node | None"


@dataclass(frozen=True, slots=True)
class Lambda(Span):
    """``function($a, $b)<signature>{ body }``; the signature is empty where there is none."""

    parameters: tuple[str, ...]
    signature: str
    body: "Node"


@dataclass(frozen=True, slots=True)
class Call(Span):
    """``function(arguments)``; with a Placeholder among them a partial application."""

    function: "Node"
    arguments: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Transform(Span):
    """``|pattern|update, delete|``."""

    pattern: "Node"
    update: "Node"
    delete: "Node | None"


Leaf: TypeAlias = Literal | Name | Variable | Wildcard | Descendants | Parent | Placeholder | Regex
"""A node that has none below."""

PathPart: TypeAlias = Dot | Filter | KeepArray | GroupBy | OrderBy | Focus | Index
"""A node that goes on from what stands on its left, as one step of a path or what is done to a step's results."""

Compound: TypeAlias = Binary | Negate | Array | Object | Block | Bind | Condition | Lambda | Call | Transform
"""A node that makes one value of those below."""

Node: TypeAlias = Leaf | PathPart | Compound
"""Any node of the tree."""


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly below, in the order of the text."""
    for item in fields(node):
        yield from _nodes(getattr(node, item.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)
    elif isinstance(value, Term):
        yield value.expression
    elif isinstance(value, Span):
        yield value  # type: ignore[misc]  # every Span but Term is a Node


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything below it, parents first.

    >>> from lakeflow.asl.jsonata.parser import parse
    >>> [type(node).__name__ for node in walk(parse("$a.b"))]
    ['Dot', 'Variable', 'Name']
    """
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(tuple(children(current))))
