"""Regions to blocks: the nested series and forks that are all that ASL can express.

A set of steps falls apart into parallel parts where nothing connects them, and into a series where everything on one
side comes before everything on the other. Where neither holds, the graph is not series-parallel: some steps have to
wait for others that they do not need (González-Escribano et al., 2002, describe such waits as unavoidable), and those
waits are chosen by the steps' expected durations. Order is never lost and no step is repeated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from operator import add
from typing import NamedTuple, TypeAlias

from lakeflow.compiler.durations import Durations, durations
from lakeflow.dsl.control import Choice
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.graph.build import Graphs
from lakeflow.graph.decomposition import decompose, decompose_exactly
from lakeflow.graph.model import Graph
from lakeflow.graph.shapes import Column, Kind, Shape


class Leaf(NamedTuple):
    """One step."""

    step: Step


class Series(NamedTuple):
    """Blocks that run one after the other; at least two."""

    blocks: tuple["Block", ...]


class Fork(NamedTuple):
    """Blocks that run at the same time, at least two; ``name`` is its state's."""

    name: str
    blocks: tuple["Block", ...]


Block: TypeAlias = Leaf | Series | Fork


class Structured(NamedTuple):
    """A region with steps: its graph, and the blocks that keep every edge of it."""

    graph: Graph
    block: Block


Structures: TypeAlias = Mapping[Region, Structured]
"""Every region of a pipeline that has steps."""


def structures(pipeline: Pipeline, graphs: Graphs, learned: Mapping[str, float]) -> Structures:
    """Return the structure of each region, by graphs without cycles; ``learned`` has seconds by step."""
    expected = durations(tuple(pipeline.steps()), learned)
    found: dict[Region, Structured] = {}
    for graph in reversed(tuple(graphs.values())):
        if graph.steps:
            shape = decompose_exactly(graph.predecessors)
            if shape is None:
                shape = decompose(graph.predecessors, [_column(step, expected, found) for step in graph.steps])
            block = _block(shape, f"{_region_name(graph.region, pipeline)}.parallel", graph.steps)
            found[graph.region] = Structured(graph, block)
    return found


def leaves(block: Block) -> Iterator[Step]:
    """Yield the steps of a block, in order."""
    match block:
        case Leaf(step):
            yield step
        case Series(blocks) | Fork(_, blocks):
            for part in blocks:
                yield from leaves(part)


def _column(step: Step, expected: Durations, found: Structures) -> Column:
    """Return how long a step takes in each run: one with regions as long as its longest, unless somebody said."""
    blocks = [found[region].block for region in step.regions if region in found]
    if not blocks or expected.known(step):
        return expected.column(step)
    return _combined(max, [_column_of(block, expected, found) for block in blocks])


def _column_of(block: Block, expected: Durations, found: Structures) -> Column:
    match block:
        case Leaf(step):
            return _column(step, expected, found)
        case Series(blocks):
            return _combined(add, [_column_of(part, expected, found) for part in blocks])
        case Fork(_, blocks):
            return _combined(max, [_column_of(part, expected, found) for part in blocks])


def _combined(how: Callable[[float, float], float], columns: Sequence[Column]) -> Column:
    return reduce(lambda one, other: tuple(map(how, one, other)), columns)


def _region_name(region: Region, pipeline: Pipeline) -> str:
    """Return the name of what a region belongs to, with which of its regions it is."""
    owner = region.owner
    if owner is None:
        return pipeline.name
    if isinstance(owner, Choice) and region is owner.default:
        return f"{owner.name}.otherwise"
    index = tuple(owner.regions).index(region)
    return f"{owner.name}.{index}" if index else owner.name


def _block(shape: Shape, name: str, steps: Sequence[Step]) -> Block:
    """Return the block of a shape; ``name`` is its state's if it is a fork.

    Forks are named after what the author named and what an edit elsewhere leaves in place: the region that a fork
    fills, else the step just before or just after it, else the first step that does not run in its first branch.
    """
    if shape.kind is Kind.LEAF:
        return Leaf(steps[shape.node])
    if shape.kind is Kind.FORK:
        branches = sorted(shape.parts, key=_first)
        return Fork(name, tuple(_block(branch, "", steps) for branch in branches))
    blocks: list[Block] = []
    for index, part in enumerate(shape.parts):
        name = _fork_name(shape.parts, index, steps) if part.kind is Kind.FORK else ""
        blocks.append(_block(part, name, steps))
    return Series(tuple(blocks))


def _fork_name(parts: Sequence[Shape], index: int, steps: Sequence[Step]) -> str:
    """Return the name of the fork at a place of a series."""
    if index and parts[index - 1].kind is Kind.LEAF:
        return f"{steps[parts[index - 1].node].name}.fork"
    if index + 1 < len(parts) and parts[index + 1].kind is Kind.LEAF:
        return f"{steps[parts[index + 1].node].name}.join"
    branches = sorted(map(_first, parts[index].parts or parts[index : index + 1]))
    return f"{steps[branches[1 if len(branches) > 1 else 0]].name}.beside"


def _first(shape: Shape) -> int:
    """Return the earliest declared node of a shape."""
    return (shape.nodes & -shape.nodes).bit_length() - 1
