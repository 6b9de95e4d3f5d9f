"""Graph to blocks: the nested series and parallels that are all that ASL can express.

A set of steps falls apart into parallel parts where nothing connects them, and into a series where everything on one
side comes before everything on the other. Where neither holds, the graph is not series-parallel: of the ways to cut it
in two, the one with the shortest critical path is taken, which makes some steps wait for others that they do not need
(González-Escribano et al., 2002, describe such waits as unavoidable). Order is never lost and no step is repeated.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from lakeflow.dsl.steps import Step
from lakeflow.graph.algorithms import ancestors, bits, components, topological_order
from lakeflow.graph.model import Graph


class Leaf(NamedTuple):
    """One step."""

    step: Step


class Series(NamedTuple):
    """Blocks that run one after the other; at least two."""

    blocks: tuple["Block", ...]


class Fork(NamedTuple):
    """Blocks that run at the same time; at least two."""

    blocks: tuple["Block", ...]


Block: TypeAlias = Leaf | Series | Fork


def structure(graph: Graph) -> Block | None:
    """Return the blocks that keep every edge of an acyclic graph; None for one without steps."""
    if not graph.steps:
        return None
    return _Cutter(graph).block((1 << len(graph.steps)) - 1)


def leaves(block: Block) -> Iterator[Step]:
    """Yield the steps of a block, in order."""
    match block:
        case Leaf(step):
            yield step
        case Series(blocks) | Fork(blocks):
            for part in blocks:
                yield from leaves(part)


def duration(step: Step) -> float:
    """Return how many seconds a step is expected to take: one with regions, as long as its longest."""
    inner = [sum(duration(part) for part in region.steps) for region in step.regions]
    return max((step.expect, *inner))


class _Cutter:
    def __init__(self, graph: Graph) -> None:
        self._steps = graph.steps
        self._order = topological_order(graph.predecessors)
        self._before = ancestors(graph.predecessors)
        self._after = self._descendants()
        self._duration = [duration(step) for step in graph.steps]

    def _descendants(self) -> Sequence[int]:
        after = [0] * len(self._steps)
        for node, before in enumerate(self._before):
            for earlier in bits(before):
                after[earlier] |= 1 << node
        return after

    def block(self, nodes: int) -> Block:
        if nodes & (nodes - 1) == 0:
            return Leaf(self._steps[nodes.bit_length() - 1])
        parts = components(nodes, self._before)
        if len(parts) > 1:
            return Fork(tuple(self.block(part) for part in parts))
        stages = self._series(nodes) or self._cut(nodes)
        blocks: list[Block] = []
        for stage in stages:
            inner = self.block(stage)
            blocks.extend(inner.blocks if isinstance(inner, Series) else (inner,))
        return Series(tuple(blocks))

    def _series(self, nodes: int) -> tuple[int, ...]:
        """Return the stages that already follow one another completely, empty if there is only one."""
        stages: list[int] = []
        earlier, stage = 0, 0
        for node in self._order:
            if nodes >> node & 1:
                earlier |= 1 << node
                stage |= 1 << node
                rest = nodes & ~earlier
                if rest and all(earlier & ~self._before[later] == 0 for later in bits(rest)):
                    stages.append(stage)
                    stage = 0
        return (*stages, stage) if stages else ()

    def _cut(self, nodes: int) -> tuple[int, int]:
        """Return the two-stage cut with the shortest critical path; of equals, the one that invents fewest waits."""
        best = min(self._candidates(nodes), key=lambda first: (*self._cost(first, nodes & ~first), first))
        return best, nodes & ~best

    def _candidates(self, nodes: int) -> set[int]:
        """Return sets that are closed under predecessors, neither empty nor everything."""
        finish = self._finish_times(nodes)
        found = {self._before[node] & nodes for node in bits(nodes)}
        found |= {(self._before[node] | 1 << node) & nodes for node in bits(nodes)}
        found |= {nodes & ~(self._after[node] | 1 << node) for node in bits(nodes)}
        found |= {sum(1 << node for node in finish if finish[node] <= moment) for moment in finish.values()}
        return found - {0, nodes}

    def _finish_times(self, nodes: int) -> dict[int, float]:
        finish: dict[int, float] = {}
        for node in self._order:
            if nodes >> node & 1:
                start = max((finish[earlier] for earlier in bits(self._before[node] & nodes)), default=0.0)
                finish[node] = start + self._duration[node]
        return finish

    def _cost(self, first: int, second: int) -> tuple[float, int]:
        length = sum(max(self._finish_times(part).values()) for part in (first, second))
        invented = sum((first & ~self._before[later]).bit_count() for later in bits(second))
        return length, invented
