"""Regions: every one has steps, an order that is possible, and an end that ends what its author means."""

from collections.abc import Iterator

from lakeflow.dsl.control import Choice, Fail, Map, Succeed, Try
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.regions import Region
from lakeflow.errors import Diagnostic
from lakeflow.graph.algorithms import bits, find_cycle
from lakeflow.graph.build import build_graph

CYCLE = "LF106"
"""The code of the one mistake that hides what else is wrong with a pipeline."""


def check_regions(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield what is wrong with the pipeline's graph and those in it."""
    if not pipeline.region.steps:
        yield Diagnostic("LF102", f"pipeline {pipeline.name!r} has no steps", pipeline.location, "add one")
    for region in _regions(pipeline):
        yield from _region(region)


def _regions(pipeline: Pipeline) -> Iterator[Region]:
    yield pipeline.region
    for step in pipeline.steps():
        yield from step.regions


def _region(region: Region) -> Iterator[Diagnostic]:
    graph = build_graph(region)
    if cycle := find_cycle(graph.predecessors):
        steps = [graph.steps[index] for index in cycle]
        path = " -> ".join(step.name for step in [*steps, steps[0]])
        yield Diagnostic(CYCLE, f"these steps wait for each other: {path}", steps[0].location, "drop one of the edges")
    for index, step in enumerate(graph.steps):
        for earlier in (graph.steps[other] for other in bits(graph.predecessors[index])):
            if isinstance(earlier, Succeed | Fail):
                yield Diagnostic(
                    "LF110",
                    f"step {step.name!r} comes after {earlier.name!r}, which ends the execution",
                    step.location,
                    f"order it before {earlier.name!r}, or drop the edge",
                )
        if isinstance(step, Choice) and not step.branches:
            yield Diagnostic(
                "LF111",
                f"choice {step.name!r} has no branch",
                step.location,
                "open one by `with choice.when(condition):`",
            )
        elif isinstance(step, Map | Try) and not step.regions[0].steps:
            yield Diagnostic("LF112", f"{step.regions[0].title} has no steps", step.location, "declare one in its body")
