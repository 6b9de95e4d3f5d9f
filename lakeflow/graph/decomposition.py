"""Series-parallel structure for any graph: every order kept, nothing repeated, as little false waiting as can be found.

What falls apart by itself costs nothing and is exact: parts that nothing connects run side by side, and stages that
follow one another completely run in series. Only what is left has to be searched (``improvement``).
"""

from collections.abc import Callable, Sequence

from lakeflow.graph.order import Order, components, order_of, stages
from lakeflow.graph.shapes import Column, Shape, fork, leaf, series

_IMPROVED = 250
"""Parts of more nodes than this are cut in two first, and then searched each for itself."""

_EFFORT = ((50, 16_000), (250, 3_000), (1000, 400))
_LEAST_EFFORT = 60
"""The effort for each node of a part that has to be searched, by the size of the whole graph."""


class _MustBeSearchedError(Exception):
    """A part of a graph is neither parallel nor a series."""


def decompose(predecessors: Sequence[int], columns: Sequence[Column]) -> Shape:
    """Return the shape of an acyclic graph with at least one node.

    ``predecessors`` has, for each node, the mask of those it waits for; ``columns`` how long each takes in each run.
    """
    size = len(predecessors)
    effort = next((effort for most, effort in _EFFORT if size <= most), _LEAST_EFFORT)
    order = order_of(predecessors)

    def search(nodes: int) -> Shape:
        if nodes.bit_count() > _IMPROVED:
            from lakeflow.graph.cutting import best_cut

            first = best_cut(nodes, order, columns)
            return series((_shape(first, order, columns, search), _shape(nodes & ~first, order, columns, search)))
        from lakeflow.graph.improvement import searched  # most pipelines never need it

        return searched(nodes, order, columns, effort * nodes.bit_count())

    return _shape((1 << size) - 1, order, columns, search)


def decompose_exactly(predecessors: Sequence[int]) -> Shape | None:
    """Return the shape that ``decompose`` does, without durations; None if it is for these to decide.

    Imagining how long steps take would be the longest part of structuring them, and most graphs are series-parallel.
    """

    def refuse(_: int) -> Shape:
        raise _MustBeSearchedError

    size = len(predecessors)
    try:
        return _shape((1 << size) - 1, order_of(predecessors), [()] * size, refuse)
    except _MustBeSearchedError:
        return None


def _shape(nodes: int, order: Order, columns: Sequence[Column], search: Callable[[int], Shape]) -> Shape:
    if nodes & (nodes - 1) == 0:
        return leaf(nodes.bit_length() - 1, order, columns)
    parts = components(nodes, order)
    if len(parts) > 1:
        return fork(_shape(part, order, columns, search) for part in parts)
    parts = stages(nodes, order)
    if len(parts) > 1:
        return series(_shape(part, order, columns, search) for part in parts)
    return search(nodes)
