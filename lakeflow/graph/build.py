"""Regions to graphs: references and ``after=`` become edges, lifted to the region they have in common."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from lakeflow.dsl.control import Map
from lakeflow.dsl.expressions import (
    CaughtError,
    ContextField,
    Expression,
    MapItem,
    ParamValue,
    QueryRows,
    Source,
    StepOutput,
    children,
)
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.references import expressions_in
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.graph.model import Graph

Graphs: TypeAlias = Mapping[Region, Graph]


def build_graphs(pipeline: Pipeline) -> Graphs:
    """Return the graph of every region of a pipeline, each after the one around it; what a step contains is part of it.

    A step that needs another makes an edge in the innermost region that has both: further out they are in one step.
    """
    regions = [pipeline.region, *(region for step in pipeline.steps() for region in step.regions)]
    place = {step: index for region in regions for index, step in enumerate(region.steps)}
    predecessors = {region: [0] * len(region.steps) for region in regions}
    for step in pipeline.steps():
        for other in _waited_for(step):
            region, earlier, later = _beside(other, step)
            if region in predecessors and earlier is not later:
                predecessors[region][place[later]] |= 1 << place[earlier]
    return {region: Graph(region, tuple(region.steps), tuple(masks)) for region, masks in predecessors.items()}


def _beside(one: Step, other: Step) -> tuple[Region | None, Step, Step]:
    """Return the innermost region that has both, None if there is none, and its steps that are or contain them."""
    if one.region is other.region:
        return one.region, one, other
    around = {step.region: step for step in _outwards(one)}
    for step in _outwards(other):
        if step.region in around:
            return step.region, around[step.region], step
    return None, one, other


def _outwards(step: Step) -> Iterator[Step]:
    """Yield a step and those that contain it, from the inside."""
    current: Step | None = step
    while current is not None and current.region is not None:
        yield current
        current = current.region.owner


def steps_within(step: Step) -> Iterator[Step]:
    """Yield a step and all that its regions contain."""
    yield step
    for region in step.regions:
        for inner in region.steps:
            yield from steps_within(inner)


def sources_in(expression: Expression) -> Iterator[Source]:
    """Yield what an expression reads from outside itself."""
    match expression:
        case ParamValue() | StepOutput() | QueryRows() | MapItem() | CaughtError() | ContextField():
            yield expression
        case _:
            for part in children(expression):
                yield from sources_in(part)


def expressions_of(step: Step) -> Iterator[Expression]:
    """Yield what a step itself is written with, what a Map returns included, not what its regions hold."""
    for value in (*step.values, step.result if isinstance(step, Map) else None):
        yield from expressions_in(value)


def sources_of(step: Step) -> Iterator[Source]:
    """Yield what the step's own fields read, not what its regions do."""
    for expression in expressions_of(step):
        yield from sources_in(expression)


def _waited_for(step: Step) -> Iterator[Step]:
    """Yield the steps that a step itself comes after, and those whose values it reads."""
    yield from step.after
    for source in sources_of(step):
        match source:
            case StepOutput(producer) | QueryRows(producer):
                yield producer
            case MapItem() | CaughtError() | ParamValue() | ContextField():
                pass
