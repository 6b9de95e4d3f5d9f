"""Regions: every one has steps, an order that is possible, and an end that ends what its author means."""

from collections.abc import Iterator

from lakeflow.dsl.control import Choice, Fail, Map, Returned, Succeed, Try
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import Diagnostic
from lakeflow.graph.algorithms import bits, find_cycle
from lakeflow.graph.build import Graphs
from lakeflow.graph.model import Graph

CYCLE = "LF106"
"""The code of the one mistake that hides what else is wrong with a pipeline."""


def check_regions(pipeline: Pipeline, graphs: Graphs) -> Iterator[Diagnostic]:
    """Yield what is wrong with the pipeline's graph and those in it."""
    if not pipeline.region.steps:
        yield Diagnostic("LF102", f"pipeline {pipeline.name!r} has no steps", pipeline.location, "add one")
    for graph in graphs.values():
        yield from _region(graph)
    for step in pipeline.steps():
        if isinstance(step, Choice | Try):
            yield from _returns(step)


def _region(graph: Graph) -> Iterator[Diagnostic]:
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
        elif isinstance(step, Choice) and (unopened := [way for way in step.regions if not way.was_opened]):
            yield Diagnostic(
                "LF112",
                f"{unopened[0].title} was never opened",
                unopened[0].location,
                "write `with` before it, and what it does in its body; `pass` for nothing",
            )
        elif isinstance(step, Map | Try) and not step.regions[0].steps:
            kind, region = type(step).__name__, step.regions[0]
            hint = f'declare them in its body: `with {kind}("{step.name}"{", items" * isinstance(step, Map)}) as name:`'
            yield Diagnostic("LF112", f"{region.title} has no steps", step.location, hint)


def _returns(step: Choice | Try) -> Iterator[Diagnostic]:
    """Yield each way through a step that goes on without a value, where others return one."""
    returning = [way for way in step.regions if any(isinstance(inner, Returned) for inner in way.steps)]
    if not returning:
        return
    titles = [
        way.title
        for way in step.regions
        if way not in returning and not any(isinstance(inner, Succeed | Fail) for inner in way.steps)
    ]
    if isinstance(step, Choice) and step.default is None:
        titles.append(f"the way on if no condition of choice {step.name!r} is true")
    for title in titles:
        yield Diagnostic(
            "LF114",
            f"{title} returns nothing, and others do",
            step.location,
            f"end it with returns(value) of {step.name!r}, as the others, or with Fail or Succeed",
        )
