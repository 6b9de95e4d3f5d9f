"""Regions: every one has steps, an order that is possible, and an end that ends what its author means."""

from collections.abc import Iterator

from lakeflow.compiler.structure import Block, Fork, Leaf, Series, leaves, structure
from lakeflow.dsl.control import Choice, Fail, Map, Succeed, Try
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.errors import Diagnostic
from lakeflow.graph.algorithms import bits, find_cycle
from lakeflow.graph.build import build_graph


def check_regions(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield what is wrong with the pipeline's graph and those in it."""
    if not pipeline.region.steps:
        yield Diagnostic("LF102", f"pipeline {pipeline.name!r} has no steps", pipeline.location, "add one")
    findings = [finding for region in _regions(pipeline) for finding in _region(region)]
    yield from findings
    if not any(finding.code == "LF106" for finding in findings):
        yield from _succeeds(pipeline)


def _regions(pipeline: Pipeline) -> Iterator[Region]:
    yield pipeline.region
    for step in pipeline.steps():
        yield from step.regions


def _region(region: Region) -> Iterator[Diagnostic]:
    graph = build_graph(region)
    if cycle := find_cycle(graph.predecessors):
        steps = [graph.steps[index] for index in cycle]
        path = " -> ".join(step.name for step in [*steps, steps[0]])
        yield Diagnostic(
            "LF106", f"these steps wait for each other: {path}", steps[0].location, "drop one of the edges"
        )
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


def _succeeds(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield each Succeed that would end only the branch it is in, though its author means the execution."""
    block = structure(build_graph(pipeline.region))
    if block is not None:
        yield from _succeeds_in(block, "")


def _succeeds_in(block: Block, enclosed_by: str) -> Iterator[Diagnostic]:
    match block:
        case Leaf(Succeed() as step):
            if enclosed_by:
                yield Diagnostic(
                    "LF113",
                    f"succeed {step.name!r} would end only its own branch, not the execution: {enclosed_by}",
                    step.location,
                    "order the other steps before it with after=, or let the branch run out without it",
                )
        case Leaf(Choice() as step):
            yield from _succeeds_of(step, enclosed_by)
        case Leaf(step):
            yield from _succeeds_of(step, f"it stands in {step.name!r}")
        case Series(blocks):
            for part in blocks:
                yield from _succeeds_in(part, enclosed_by)
        case Fork(blocks):
            for part in blocks:
                others = ", ".join(step.name for other in blocks if other is not part for step in leaves(other))
                yield from _succeeds_in(part, enclosed_by or f"{others} would run on beside it")


def _succeeds_of(step: Step, enclosed_by: str) -> Iterator[Diagnostic]:
    for region in step.regions:
        inner = structure(build_graph(region))
        if inner is not None:
            yield from _succeeds_in(inner, enclosed_by)
