"""A partial order of nodes, and how a part of it falls apart by itself: into what nothing connects, and into stages."""

from collections.abc import Sequence
from typing import NamedTuple

from lakeflow.graph.algorithms import bits, topological_order


class Order(NamedTuple):
    """Who comes before whom among nodes 0..n-1, by masks; ``direct`` and ``next`` leave out what follows from others.

    ``rank`` is a node's place in a sequence that has every node after those that come before it.
    """

    rank: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    direct: tuple[tuple[int, ...], ...]
    next: tuple[tuple[int, ...], ...]


def order_of(predecessors: Sequence[int]) -> Order:
    """Return the order that an acyclic graph makes, given for each node the mask of those with an edge to it."""
    sequence = topological_order(predecessors)
    before = [0] * len(predecessors)
    direct: list[tuple[int, ...]] = [()] * len(predecessors)
    later: list[list[int]] = [[] for _ in predecessors]
    for node in sequence:
        implied = 0
        for earlier in bits(predecessors[node]):
            implied |= before[earlier]
        before[node] = implied | predecessors[node]
        direct[node] = tuple(bits(predecessors[node] & ~implied))
        for earlier in direct[node]:
            later[earlier].append(node)
    after = [0] * len(predecessors)
    for node in reversed(sequence):
        for following in later[node]:
            after[node] |= after[following] | 1 << following
    rank = {node: place for place, node in enumerate(sequence)}
    return Order(
        tuple(rank[node] for node in range(len(sequence))),
        tuple(before),
        tuple(after),
        tuple(direct),
        tuple(map(tuple, later)),
    )


def components(nodes: int, order: Order) -> list[int]:
    """Return the parts of ``nodes`` that nothing connects, by lowest node."""
    parts: list[int] = []
    while nodes:
        part = reached = nodes & -nodes
        while reached:
            node = reached.bit_length() - 1
            fresh = (order.before[node] | order.after[node]) & nodes & ~part
            part |= fresh
            reached = (reached ^ 1 << node) | fresh
        parts.append(part)
        nodes &= ~part
    return parts


def stages(nodes: int, order: Order) -> list[int]:
    """Return the parts of ``nodes`` of which each comes completely after the one before it.

    A first part of k nodes is complete exactly if k nodes come before n - k others each: of these, the last ones come
    before nothing inside the part.
    """
    size = nodes.bit_count()
    ranked = sorted((-(order.after[node] & nodes).bit_count(), node) for node in bits(nodes))
    parts: list[int] = []
    part = 0
    for taken, (followers, node) in enumerate(ranked, 1):
        part |= 1 << node
        following = -ranked[taken][0] if taken < size else -1
        if -followers >= size - taken > following:
            parts.append(part)
            part = 0
    return parts
