from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeflow.graph.algorithms import bits, find_cycle, topological_order

graphs = st.integers(1, 7).flatmap(lambda size: st.lists(st.integers(0, 2**size - 1), min_size=size, max_size=size))


def brute_force_paths(predecessors: list[int]) -> set[tuple[int, int]]:
    """Return the pairs (earlier, later) with a path between them."""
    paths = {(earlier, later) for later, mask in enumerate(predecessors) for earlier in bits(mask)}
    for _ in predecessors:
        paths |= {(a, d) for a, b in paths for c, d in paths if b == c}
    return paths


@given(graphs)
def test_a_cycle_is_found_exactly_where_some_node_waits_for_itself(predecessors: list[int]) -> None:
    cycle = find_cycle(predecessors)
    assert bool(cycle) == any(a == b for a, b in brute_force_paths(predecessors))
    for node, following in zip(cycle, (*cycle[1:], *cycle[:1]), strict=True):
        assert predecessors[following] >> node & 1


@given(graphs)
def test_an_order_agrees_with_brute_force(predecessors: list[int]) -> None:
    acyclic = [mask & ((1 << node) - 1) for node, mask in enumerate(predecessors)]
    paths = brute_force_paths(acyclic)
    order = topological_order(acyclic)
    assert sorted(order) == list(range(len(acyclic)))
    assert all(order.index(a) < order.index(b) for a, b in paths)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_follows_the_edges_whatever_the_declaration(order: tuple[int, ...]) -> None:
    predecessors = [0, 0, 0]
    for earlier, later in pairwise(order):
        predecessors[later] |= 1 << earlier
    assert topological_order(predecessors) == order
