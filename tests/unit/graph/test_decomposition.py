"""Series-parallel structure: every order kept, no needless wait where none is needed, the optimum by brute force."""

import random
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow.graph.algorithms import bits
from lakeflow.graph.decomposition import decompose
from lakeflow.graph.order import order_of
from lakeflow.graph.shapes import Kind, Shape

Weighted = tuple[list[int], list[int]]

weighted_graphs = st.integers(1, 8).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 2**size - 1), min_size=size, max_size=size).map(
            lambda masks: [mask & ((1 << node) - 1) for node, mask in enumerate(masks)]
        ),
        st.lists(st.integers(0, 30), min_size=size, max_size=size),
    )
)


def random_graph(size: int, edges: float, seed: int) -> Weighted:
    dice = random.Random(seed)
    predecessors = [sum(1 << other for other in range(node) if dice.random() < edges) for node in range(size)]
    return predecessors, [dice.randint(1, 30) for _ in range(size)]


def columns(seconds: Sequence[float]) -> list[tuple[float, ...]]:
    return [(float(value),) for value in seconds]


def invented(shape: Shape, predecessors: Sequence[int]) -> int:
    """Return how many pairs of nodes the shape orders beyond the graph.

    Fail if it misses one that the graph orders, or a node, or has a node twice.
    """
    assert sorted(leaves(shape)) == list(range(len(predecessors)))
    order = order_of(predecessors)
    pairs = set(ordered(shape))
    needed = {(a, b) for b, mask in enumerate(order.before) for a in bits(mask)}
    assert needed <= pairs
    return len(pairs - needed)


def leaves(shape: Shape) -> list[int]:
    if shape.kind is Kind.LEAF:
        return [shape.nodes.bit_length() - 1]
    return [node for part in shape.parts for node in leaves(part)]


def ordered(shape: Shape) -> list[tuple[int, int]]:
    pairs = [pair for part in shape.parts for pair in ordered(part)]
    if shape.kind is Kind.SERIES:
        for index, part in enumerate(shape.parts):
            pairs += [(a, b) for other in shape.parts[index + 1 :] for a in bits(part.nodes) for b in bits(other.nodes)]
    return pairs


def shortest(predecessors: Sequence[int], seconds: Sequence[int]) -> int:
    """Return the length of the best series-parallel structure, by trying every way to split every set in two."""
    before = order_of(predecessors).before

    @cache
    def least(nodes: int) -> int:
        if nodes & (nodes - 1) == 0:
            return seconds[nodes.bit_length() - 1]
        best = sum(seconds)
        first = (nodes - 1) & nodes
        while first:
            second = nodes & ~first
            backward = any(before[node] & second for node in bits(first))
            forward = any(before[node] & first for node in bits(second))
            if not backward:
                best = min(best, least(first) + least(second))
                if not forward:
                    best = min(best, max(least(first), least(second)))
            first = (first - 1) & nodes
        return best

    return least((1 << len(predecessors)) - 1)


@settings(max_examples=300)
@given(weighted_graphs)
def test_up_to_eight_nodes_the_structure_is_the_best_there_is(graph: Weighted) -> None:
    predecessors, seconds = graph
    shape = decompose(predecessors, columns(seconds))
    assert shape.nodes == (1 << len(seconds)) - 1
    invented(shape, predecessors)
    assert shape.length == shortest(predecessors, seconds)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [9, 10, 11])
def test_a_little_above_the_structure_is_within_two_per_cent_of_the_best(size: int, seed: int) -> None:
    predecessors, seconds = random_graph(size, 0.25, seed)
    shape = decompose(predecessors, columns(seconds))
    invented(shape, predecessors)
    best = shortest(predecessors, seconds)
    assert best <= shape.length <= 1.02 * best


@pytest.mark.parametrize("size", [30, 60, 300])
def test_larger_graphs_keep_every_order_and_lose_no_node(size: int) -> None:
    predecessors, seconds = random_graph(size, 4 / size, size)
    shape = decompose(predecessors, columns(seconds))
    assert shape.nodes == (1 << size) - 1
    invented(shape, predecessors)


def test_a_series_parallel_graph_of_any_size_gets_no_wait_of_its_own() -> None:
    # Ten thousand nodes: a hundred chains of a hundred, joined by one node every ten chains.
    predecessors = [0 if node % 100 == 0 else 1 << (node - 1) for node in range(10_000)]
    predecessors += [sum(1 << (chain * 100 + 99) for chain in range(start, start + 10)) for start in range(0, 100, 10)]
    shape = decompose(predecessors, columns([1] * len(predecessors)))
    assert shape.length == 101


def test_k_chains_with_the_long_node_on_different_levels_do_not_wait_for_each_other() -> None:
    size = 6
    predecessors: list[int] = []
    seconds: list[int] = []
    for chain in range(size):
        for level in range(size):
            predecessors.append(1 << (len(predecessors) - 1) if level else 0)
            seconds.append(100 if level == chain else 1)
    assert decompose(predecessors, columns(seconds)).length == 105


def test_the_same_graph_gives_the_same_shape_again() -> None:
    predecessors, seconds = random_graph(40, 0.1, 5)
    runs = [(float(value), value * 1.5, value * 0.5) for value in seconds]
    assert decompose(predecessors, runs) == decompose(predecessors, runs)
