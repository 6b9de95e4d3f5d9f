"""Cut a connected set of nodes in two, so that everything in the first part runs before everything in the second.

A cut is a set closed under what comes before. Its two critical paths together bound from below what any structure with
that cut takes; small sets are searched through by this bound, larger ones take the cut that looks best.
"""

from collections.abc import Iterator, Sequence
from operator import add
from typing import NamedTuple

from lakeflow.graph.algorithms import bits
from lakeflow.graph.order import Order, components, stages
from lakeflow.graph.shapes import Column, Shape, fork, leaf, series

_SEARCHED = 8
"""Sets of up to this many nodes are cut in every way that could be best."""

_CLOSELY = 100
"""Sets of up to this many nodes are compared by the waits that a cut invents too, and by more candidates."""

_MOMENTS = 12
"""How many moments in time a large set is cut at, at most."""


class Cutter:
    """Shapes of sets of nodes by recursive cuts; what it found for a set it remembers."""

    def __init__(self, order: Order, columns: Sequence[Column]) -> None:
        self._order = order
        self._columns = columns
        self._known: dict[int, Shape] = {}

    def shape(self, nodes: int) -> Shape:
        """Return a shape of these nodes; of up to eight with one run's durations, the shortest."""
        known = self._known.get(nodes)
        if known is None:
            known = self._known[nodes] = self._shape(nodes)
        return known

    def _shape(self, nodes: int) -> Shape:
        if nodes & (nodes - 1) == 0:
            return leaf(nodes.bit_length() - 1, self._order, self._columns)
        parts = components(nodes, self._order)
        if len(parts) > 1:
            return fork(self.shape(part) for part in parts)
        parts = stages(nodes, self._order)
        if len(parts) > 1:
            return series(self.shape(part) for part in parts)
        if nodes.bit_count() <= _SEARCHED:
            return self._searched(nodes)
        first = best_cut(nodes, self._order, self._columns)
        return series((self.shape(first), self.shape(nodes & ~first)))

    def _searched(self, nodes: int) -> Shape:
        times = _Times.of(nodes, self._order, self._columns)
        cuts = sorted((times.bound(first), first) for first in _closed_sets(nodes, self._order))
        best: Shape | None = None
        for bound, first in cuts:
            if best is not None and bound >= best.length * (1 - 1e-12):
                break
            shape = series((self.shape(first), self.shape(nodes & ~first)))
            if best is None or shape.length < best.length * (1 - 1e-12):
                best = shape
        assert best is not None
        return best


def best_cut(nodes: int, order: Order, columns: Sequence[Column]) -> int:
    """Return the first half of the cut with the least bound; of equals, the one that invents the fewest waits."""
    times = _Times.of(nodes, order, columns)
    closely = nodes.bit_count() <= _CLOSELY
    candidates = _cuts_in_time(times, _CLOSELY if closely else _MOMENTS)
    if closely:
        candidates |= _cuts_at_nodes(nodes, order)

    def cost(first: int) -> tuple[float, int, int]:
        bound = round(times.bound(first), 9)
        return bound, _invented(first, nodes & ~first, order) if closely else 0, first

    return min(candidates - {0, nodes}, key=cost)


def critical_length(nodes: int, order: Order, columns: Sequence[Column]) -> float:
    """Return the length that no shape of these nodes can go below, over all runs together."""
    return sum(_most(list(_Times.of(nodes, order, columns).finish.values())))


class _Times(NamedTuple):
    """When each node of a set ends at the earliest, and how long it takes from its start to the end of the set."""

    nodes: int
    finish: dict[int, Column]
    tail: dict[int, Column]

    @classmethod
    def of(cls, nodes: int, order: Order, columns: Sequence[Column]) -> "_Times":
        inside = _in_sequence(nodes, order)
        finish: dict[int, Column] = {}
        tail: dict[int, Column] = {}
        for node in inside:
            finish[node] = _longest([finish[other] for other in order.direct[node] if other in finish], columns[node])
        for node in reversed(inside):
            tail[node] = _longest([tail[other] for other in order.next[node] if other in tail], columns[node])
        return cls(nodes, finish, tail)

    def bound(self, first: int) -> float:
        ends = [column for node, column in self.finish.items() if first >> node & 1]
        rests = [column for node, column in self.tail.items() if not first >> node & 1]
        bound: float = sum(map(add, _most(ends), _most(rests)))
        return bound


def _in_sequence(nodes: int, order: Order) -> list[int]:
    return sorted(bits(nodes), key=order.rank.__getitem__)


def _longest(others: Sequence[Column], own: Column) -> Column:
    return tuple(map(add, _most(others), own)) if others else own


def _most(columns: Sequence[Column]) -> Column:
    return tuple(map(max, *columns)) if len(columns) > 1 else columns[0]


def _closed_sets(nodes: int, order: Order) -> Iterator[int]:
    """Yield every set that is closed under what comes before, except none and all."""
    found = [0]
    for node in _in_sequence(nodes, order):
        found += [chosen | 1 << node for chosen in found if not order.before[node] & nodes & ~chosen]
    yield from (chosen for chosen in found if chosen not in {0, nodes})


def _cuts_in_time(times: _Times, most: int) -> set[int]:
    """Return what has ended by each of some moments, and what must have begun by then for the end not to move."""
    found: set[int] = set()
    for columns, sign in ((times.finish, 1), (times.tail, -1)):
        moment = {node: sign * sum(column) for node, column in columns.items()}
        for latest in _spread(sorted(moment.values()), most):
            found.add(sum(1 << node for node in moment if moment[node] <= latest))
    return found


def _spread(moments: Sequence[float], most: int) -> set[float]:
    """Return the moments, or as many as are wanted from the middle half of them."""
    if len(moments) <= most:
        return set(moments)
    start, step = len(moments) // 4, len(moments) // (2 * most)
    return {moments[start + step * place] for place in range(most)}


def _cuts_at_nodes(nodes: int, order: Order) -> set[int]:
    """Return the cuts just before, just after, and as late as possible around each node."""
    found: set[int] = set()
    for node in bits(nodes):
        before, after = order.before[node] & nodes, order.after[node] & nodes
        found |= {before, before | 1 << node, nodes & ~after, nodes & ~after & ~(1 << node)}
    return found


def _invented(first: int, second: int, order: Order) -> int:
    return sum((first & ~order.before[later]).bit_count() for later in bits(second))
