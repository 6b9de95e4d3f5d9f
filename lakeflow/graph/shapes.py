"""Series-parallel shapes over numbered nodes, with how long each takes in several imagined runs at once.

Durations are columns: place ``s`` of every column belongs to the same imagined run. A shape's own column is the sum of
its parts' in a series, and the longest of them in a fork.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from operator import add
from typing import NamedTuple, TypeAlias

from lakeflow.graph.order import Order

Column: TypeAlias = tuple[float, ...]


class Kind(Enum):
    """What a shape is made of."""

    LEAF = 0
    SERIES = 1
    FORK = 2


class Shape(NamedTuple):
    """Nodes in nested series and forks: ``nodes`` is their mask, ``needs`` the mask of all that come before them."""

    kind: Kind
    column: Column
    nodes: int
    needs: int
    parts: tuple["Shape", ...] = ()

    @property
    def node(self) -> int:
        """The node of a leaf."""
        return self.nodes.bit_length() - 1

    @property
    def length(self) -> float:
        """How long the shape takes, over all runs together."""
        return sum(self.column)


def leaf(node: int, order: Order, columns: Sequence[Column]) -> Shape:
    """Return the shape of one node."""
    return Shape(Kind.LEAF, columns[node], 1 << node, order.before[node])


def series(parts: Iterable[Shape]) -> Shape:
    """Return shapes, at least one, one after the other; neighbours that nothing orders run side by side instead."""
    flat: list[Shape] = []
    for part in _flat(parts, Kind.SERIES):
        following = part
        if flat and not following.needs & flat[-1].nodes:
            following = fork((flat.pop(), following))
        flat.append(following)
    column = flat[0].column
    for part in flat[1:]:
        column = tuple(map(add, column, part.column))
    return _joined(Kind.SERIES, column, flat)


def fork(parts: Iterable[Shape]) -> Shape:
    """Return shapes, at least one, side by side."""
    flat = list(_flat(parts, Kind.FORK))
    column = flat[0].column
    for part in flat[1:]:
        column = tuple(map(max, column, part.column))
    return _joined(Kind.FORK, column, flat)


def without(shape: Shape, nodes: int) -> Shape | None:
    """Return a shape without some of its nodes; None if nothing is left."""
    if not shape.nodes & nodes:
        return shape
    if not shape.nodes & ~nodes:
        return None
    kept = [rest for part in shape.parts if (rest := without(part, nodes)) is not None]
    return series(kept) if shape.kind is Kind.SERIES else fork(kept)


def sequence(shape: Shape) -> tuple[Shape, ...]:
    """Return the parts of a series, and of anything else the shape itself."""
    return shape.parts if shape.kind is Kind.SERIES else (shape,)


def _flat(parts: Iterable[Shape], kind: Kind) -> Iterator[Shape]:
    for part in parts:
        if part.kind is kind:
            yield from part.parts
        else:
            yield part


def _joined(kind: Kind, column: Column, parts: Sequence[Shape]) -> Shape:
    if len(parts) == 1:
        return parts[0]
    nodes = needs = 0
    for part in parts:
        nodes |= part.nodes
        needs |= part.needs
    return Shape(kind, column, nodes, needs, tuple(parts))
