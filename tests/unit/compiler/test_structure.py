"""The cut of graphs that are not series-parallel: least critical path, by brute force where that can be had."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow import Pass, Pipeline
from lakeflow.compiler.structure import Block, Fork, Leaf, Series, leaves, structures
from lakeflow.graph.build import build_graphs


def blocks(edges: Sequence[tuple[int, int]], expect: Sequence[float]) -> Block:
    with Pipeline("p") as pipeline:
        steps = [Pass(f"n{index}", None, expect=seconds) for index, seconds in enumerate(expect)]
    for earlier, later in edges:
        steps[earlier] >> steps[later]
    return structures(pipeline, build_graphs(pipeline), {})[pipeline.region].block


def length(block: Block) -> float:
    match block:
        case Leaf(step):
            return step.expect or 0.0
        case Series(parts):
            return sum(length(part) for part in parts)
        case Fork(_, parts):
            return max(length(part) for part in parts)


def shape(block: Block) -> str:
    match block:
        case Leaf(step):
            return step.name
        case Series(parts):
            return f"({' > '.join(shape(part) for part in parts)})"
        case Fork(_, parts):
            return f"({' | '.join(shape(part) for part in parts)})"


def test_independent_steps_fork_and_chains_run_in_series() -> None:
    assert shape(blocks([(0, 1), (2, 3), (1, 4), (3, 4)], [1] * 5)) == "(((n0 > n1) | (n2 > n3)) > n4)"


def test_the_n_is_cut_where_it_costs_least() -> None:
    edges = [(0, 2), (1, 2), (1, 3)]
    assert shape(blocks(edges, [10, 10, 10, 60])) == "(n1 > ((n0 > n2) | n3))"
    assert length(blocks(edges, [60, 10, 10, 10])) == 70


def critical(nodes: frozenset[int], edges: Sequence[tuple[int, int]], expect: Sequence[float]) -> float:
    finish: dict[int, float] = {}
    for node in sorted(nodes):
        finish[node] = expect[node] + max((finish[a] for a, b in edges if b == node and a in nodes), default=0.0)
    return max(finish.values())


@settings(max_examples=150)
@given(
    st.integers(2, 6).flatmap(
        lambda size: st.tuples(
            st.lists(
                st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda edge: edge[0] < edge[1])
            ),
            st.lists(st.integers(1, 30), min_size=size, max_size=size),
        )
    )
)
def test_the_result_lies_between_the_critical_path_and_the_sum_of_all(
    graph: tuple[list[tuple[int, int]], list[int]],
) -> None:
    edges, expect = graph
    size = len(expect)
    block = blocks(edges, expect)
    assert sorted(step.name for step in leaves(block)) == sorted(f"n{node}" for node in range(size))
    assert critical(frozenset(range(size)), edges, expect) <= length(block) <= sum(expect)


def test_two_chains_with_the_long_step_on_different_levels_do_not_wait_for_each_other() -> None:
    edges = [(0, 1), (1, 2), (3, 4), (4, 5)]
    assert length(blocks(edges, [100, 1, 1, 1, 1, 100])) == 102
