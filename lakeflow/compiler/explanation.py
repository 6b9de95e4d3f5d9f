"""Why a pipeline is structured as it is: where steps wait for steps that they do not need, and what that costs."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from lakeflow.compiler.durations import Durations, durations
from lakeflow.compiler.structure import Block, Fork, Leaf, Series, Structured, Structures, structures
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.graph.algorithms import bits, topological_order
from lakeflow.graph.build import build_graphs
from lakeflow.graph.order import order_of


class FalseWait(NamedTuple):
    """``step`` waits for ``earlier`` though nothing orders them, and so starts ``seconds`` later than it could."""

    step: Step
    earlier: Step
    seconds: float


class Explanation(NamedTuple):
    """A pipeline's structure with expected durations in seconds.

    ``needed`` is the longest path of steps through the graph, ``taken`` the longest through the structure; the most
    costly of the false waits comes first.
    """

    pipeline: Pipeline
    structures: Structures
    seconds: Mapping[Step, float]
    needed: tuple[Step, ...]
    taken: tuple[Step, ...]
    needed_seconds: float
    taken_seconds: float
    false_waits: tuple[FalseWait, ...]


def explain(pipeline: Pipeline, learned: Mapping[str, float]) -> Explanation:
    """Return the explanation of a sound pipeline; ``learned`` has seconds by step."""
    expected = durations(tuple(pipeline.steps()), learned)
    found = structures(pipeline, build_graphs(pipeline), learned)
    taken, needed = _Lengths(found, expected, as_graph=False), _Lengths(found, expected, as_graph=True)
    whole = found[pipeline.region]
    waits = [wait for structured in found.values() for wait in _false_waits(structured, taken)]
    longest, path = needed.path(pipeline.region)
    return Explanation(
        pipeline,
        found,
        {step: taken.of_step(step) for step in pipeline.steps()},
        path,
        tuple(_longest_leaves(whole.block, taken)),
        longest,
        taken.of_block(whole.block),
        tuple(sorted(waits, key=lambda wait: -wait.seconds)),
    )


class _Lengths:
    """How long steps and blocks take: as compiled, or, ``as_graph``, if regions waited for their own edges only."""

    def __init__(self, found: Structures, expected: Durations, *, as_graph: bool) -> None:
        self._found = found
        self._expected = expected
        self._as_graph = as_graph
        self._steps: dict[Step, float] = {}

    def of_step(self, step: Step) -> float:
        if step not in self._steps:
            regions = [region for region in step.regions if region in self._found]
            if not regions or self._expected.known(step):
                self._steps[step] = self._expected.seconds(step)
            else:
                self._steps[step] = max(map(self._of_region, regions))
        return self._steps[step]

    def of_block(self, block: Block) -> float:
        match block:
            case Leaf(step):
                return self.of_step(step)
            case Series(blocks):
                return sum(map(self.of_block, blocks))
            case Fork(_, blocks):
                return max(map(self.of_block, blocks))

    def path(self, region: Region) -> tuple[float, tuple[Step, ...]]:
        """Return the longest path through a region's graph, and how long it is."""
        graph = self._found[region].graph
        ends: dict[int, float] = {}
        last: dict[int, int | None] = {}
        for node in topological_order(graph.predecessors):
            before = last[node] = max(bits(graph.predecessors[node]), key=ends.__getitem__, default=None)
            ends[node] = (0.0 if before is None else ends[before]) + self.of_step(graph.steps[node])
        steps: list[Step] = []
        final = max(ends, key=ends.__getitem__)
        at: int | None = final
        while at is not None:
            steps.append(graph.steps[at])
            at = last[at]
        return ends[final], tuple(reversed(steps))

    def _of_region(self, region: Region) -> float:
        return self.path(region)[0] if self._as_graph else self.of_block(self._found[region].block)


def _longest_leaves(block: Block, lengths: _Lengths) -> Iterator[Step]:
    match block:
        case Leaf(step):
            yield step
        case Series(blocks):
            for part in blocks:
                yield from _longest_leaves(part, lengths)
        case Fork(_, blocks):
            yield from _longest_leaves(max(blocks, key=lengths.of_block), lengths)


def _false_waits(structured: Structured, lengths: _Lengths) -> Iterator[FalseWait]:
    """Yield the waits of a region that its graph does not ask for, without those that follow from others."""
    place = {step: node for node, step in enumerate(structured.graph.steps)}
    before = order_of(structured.graph.predecessors).before
    end: dict[Step, float] = {}
    _schedule(structured.block, 0.0, lengths, end)
    for earlier, step in _neighbours(structured.block):
        if not before[place[step]] >> place[earlier] & 1:
            own = [end[structured.graph.steps[node]] for node in bits(structured.graph.predecessors[place[step]])]
            yield FalseWait(step, earlier, max(0.0, end[earlier] - max(own, default=0.0)))


def _schedule(block: Block, start: float, lengths: _Lengths, end: dict[Step, float]) -> None:
    """Note when each step of a block ends if the block starts at ``start``."""
    match block:
        case Leaf(step):
            end[step] = start + lengths.of_step(step)
        case Series(blocks):
            for part in blocks:
                _schedule(part, start, lengths, end)
                start += lengths.of_block(part)
        case Fork(_, blocks):
            for part in blocks:
                _schedule(part, start, lengths, end)


def _neighbours(block: Block) -> Iterator[tuple[Step, Step]]:
    """Yield the pairs of steps of which one comes directly after the other."""
    match block:
        case Leaf():
            pass
        case Fork(_, blocks):
            for part in blocks:
                yield from _neighbours(part)
        case Series(blocks):
            for part in blocks:
                yield from _neighbours(part)
            for one, following in pairwise(blocks):
                yield from ((earlier, step) for earlier in _ends(one, -1) for step in _ends(following, 0))


def _ends(block: Block, which: int) -> Iterator[Step]:
    """Yield the steps that a block starts with (0) or ends with (-1)."""
    match block:
        case Leaf(step):
            yield step
        case Series(blocks):
            yield from _ends(blocks[which], which)
        case Fork(_, blocks):
            for part in blocks:
                yield from _ends(part, which)
