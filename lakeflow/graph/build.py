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
    """Return the graph of every region of a pipeline, each after the one around it."""
    regions = [pipeline.region, *(region for step in pipeline.steps() for region in step.regions)]
    return {region: build_graph(region) for region in regions}


def build_graph(region: Region) -> Graph:
    """Return the graph of a region; what its steps contain counts as theirs."""
    place = {step: index for index, step in enumerate(region.steps)}
    predecessors = []
    for step in region.steps:
        mask = 0
        for other in _waited_for(step):
            lifted = ancestor_in(region, other)
            if lifted is not None and lifted is not step:
                mask |= 1 << place[lifted]
        predecessors.append(mask)
    return Graph(region, tuple(region.steps), tuple(predecessors))


def ancestor_in(region: Region, step: Step) -> Step | None:
    """Return the step of ``region`` that is or contains ``step``; None if ``step`` lies elsewhere."""
    current: Step | None = step
    while current is not None and current.region is not region:
        current = current.region.owner if current.region is not None else None
    return current


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
    for inner in steps_within(step):
        yield from inner.after
        for source in sources_of(inner):
            match source:
                case StepOutput(producer) | QueryRows(producer):
                    yield producer
                case MapItem() | CaughtError() | ParamValue() | ContextField():
                    pass
