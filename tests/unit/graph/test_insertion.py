"""A node put back into a shape: the order kept, every node there once, and no better place overlooked."""

from collections.abc import Iterator, Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lakeflow.graph.insertion import inserted
from lakeflow.graph.order import Order, order_of
from lakeflow.graph.shapes import Column, Kind, Shape, fork, leaf, sequence, series, without

graphs = st.integers(2, 9).flatmap(
    lambda size: st.tuples(
        st.tuples(*(st.integers(0, (1 << node) - 1) for node in range(size))),
        st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=size, max_size=size),
        st.permutations(range(size)),
        st.integers(0, size - 1),
    )
)
"""Predecessors, seconds in two runs, an order in which nodes are put in, and the node to take out again."""


def leaves(shape: Shape) -> list[int]:
    if shape.kind is Kind.LEAF:
        return [shape.nodes.bit_length() - 1]
    return [node for part in shape.parts for node in leaves(part)]


def built(nodes: Sequence[int], order: Order, columns: Sequence[Column]) -> Shape | None:
    """Return a shape of any form: nodes put in one by one, None where one finds no place."""
    shape: Shape | None = None
    for node in nodes:
        piece = leaf(node, order, columns)
        shape = piece if shape is None else inserted(shape, piece, order.after[node])
        if shape is None:
            return None
    return shape


def keeps(shape: Shape, order: Order) -> bool:
    """Tell whether no part of a series needs a later one, anywhere, and no branch of a fork another."""
    together = shape.kind is Kind.FORK
    for index, part in enumerate(shape.parts):
        others = [other for at, other in enumerate(shape.parts) if at > index or (together and at != index)]
        if any(order.before[node] & other.nodes for node in leaves(part) for other in others):
            return False
    return all(keeps(part, order) for part in shape.parts)


def one_step_away(shape: Shape, piece: Shape) -> Iterator[Shape]:
    """Yield every shape with the piece before, after, between or beside the parts of a series."""
    parts = sequence(shape)
    for first in range(len(parts) + 1):
        yield series((*parts[:first], piece, *parts[first:]))
        for last in range(first + 1, len(parts) + 1):
            beside = fork((series(parts[first:last]), piece))
            yield series((*parts[:first], beside, *parts[last:]))
    for at, part in enumerate(parts):
        for index, branch in enumerate(part.parts if part.kind is Kind.FORK else ()):
            for changed in one_step_away(branch, piece):
                whole = fork((*part.parts[:index], changed, *part.parts[index + 1 :]))
                yield series((*parts[:at], whole, *parts[at + 1 :]))


@settings(max_examples=400)
@given(graphs)
def test_a_node_goes_where_the_whole_is_shortest_and_stands_there_once(
    graph: tuple[Sequence[int], list[Column], Sequence[int], int],
) -> None:
    predecessors, columns, nodes, taken = graph
    order = order_of(predecessors)
    shape = built(nodes, order, columns)
    assume(shape is not None)
    assert shape is not None
    rest = without(shape, 1 << taken)
    assert rest is not None
    piece = leaf(taken, order, columns)
    changed = inserted(rest, piece, order.after[taken])
    possible = [one for one in one_step_away(rest, piece) if keeps(one, order)]
    assert (changed is None) <= (not possible)
    if changed is not None:
        assert sorted(leaves(changed)) == list(range(len(predecessors)))
        assert keeps(changed, order)
        assert all(changed.length <= one.length for one in possible)
