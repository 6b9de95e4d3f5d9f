"""What a partial order knows of its nodes, against brute force over paths."""

from hypothesis import given
from hypothesis import strategies as st

from lakeflow.graph.algorithms import bits
from lakeflow.graph.order import components, order_of, stages

graphs = st.integers(1, 8).flatmap(
    lambda size: st.lists(st.integers(0, 2**size - 1), min_size=size, max_size=size).map(
        lambda masks: [mask & ((1 << node) - 1) for node, mask in enumerate(masks)]
    )
)


def paths_of(predecessors: list[int]) -> set[tuple[int, int]]:
    paths = {(earlier, later) for later, mask in enumerate(predecessors) for earlier in bits(mask)}
    for _ in predecessors:
        paths |= {(a, d) for a, b in paths for c, d in paths if b == c}
    return paths


@given(graphs)
def test_before_and_after_are_all_that_a_path_leads_from_and_to(predecessors: list[int]) -> None:
    order, paths = order_of(predecessors), paths_of(predecessors)
    assert {(a, b) for b, mask in enumerate(order.before) for a in bits(mask)} == paths
    assert {(a, b) for a, mask in enumerate(order.after) for b in bits(mask)} == paths
    assert all(order.rank[a] < order.rank[b] for a, b in paths)


@given(graphs)
def test_direct_edges_are_those_without_a_longer_path(predecessors: list[int]) -> None:
    order, paths = order_of(predecessors), paths_of(predecessors)
    direct = {
        (a, b) for a, b in paths if not any((a, c) in paths and (c, b) in paths for c in range(len(predecessors)))
    }
    assert {(a, b) for b, others in enumerate(order.direct) for a in others} == direct
    assert {(a, b) for a, others in enumerate(order.next) for b in others} == direct


@given(graphs, st.data())
def test_components_are_what_nothing_connects(predecessors: list[int], data: st.DataObject) -> None:
    paths = paths_of(predecessors)
    nodes = data.draw(st.integers(1, (1 << len(predecessors)) - 1))
    parts = components(nodes, order_of(predecessors))
    assert sum(parts) == nodes
    place = {node: index for index, part in enumerate(parts) for node in bits(part)}
    inside = {(a, b) for a, b in paths if nodes >> a & 1 and nodes >> b & 1}
    assert all(place[a] == place[b] for a, b in inside)
    for part in parts:
        first, *others = bits(part)
        reached = {first}
        while more := {d for c in reached for a, b in inside for d in (a, b) if c in {a, b}} - reached:
            reached |= more
        assert reached == {first, *others}


@given(graphs)
def test_stages_are_the_finest_parts_that_follow_one_another_completely(predecessors: list[int]) -> None:
    size, paths = len(predecessors), paths_of(predecessors)
    parts = stages((1 << size) - 1, order_of(predecessors))
    ends = {sum(parts[: index + 1]) for index in range(len(parts))}
    complete = {
        first
        for first in range(1, 1 << size)
        if all((a, b) in paths for a in bits(first) for b in range(size) if not first >> b & 1)
    }
    assert ends == complete
