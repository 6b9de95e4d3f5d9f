"""References and edges: each leads to something that has run."""

from collections.abc import Iterator

from lakeflow.dsl.control import Map
from lakeflow.dsl.expressions import CaughtError, ContextField, MapItem, ParamValue, QueryRows, Source, StepOutput
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.references import expressions_in
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.errors import Diagnostic
from lakeflow.graph.build import sources_in, steps_within


def check_references(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield reads of steps that may not have run when they are read."""
    for step in pipeline.steps():
        for value in step.values:
            for expression in expressions_in(value):
                for source in sources_in(expression):
                    yield from _visible(source, step)
        if isinstance(step, Map):
            for expression in expressions_in(step.result):
                for source in sources_in(expression):
                    yield from _visible_in(source, step, step.regions[0])
        for earlier in step.after:
            yield from _reaches(earlier, step, step.region)


def _visible(source: Source, reader: Step) -> Iterator[Diagnostic]:
    yield from _visible_in(source, reader, reader.region)


def _visible_in(source: Source, reader: Step, region: Region | None) -> Iterator[Diagnostic]:
    match source:
        case StepOutput(step) | QueryRows(step):
            yield from _reaches(step, reader, region)
        case MapItem(owner):
            if region is None or owner.regions[0] not in region.ancestors:
                yield _out_of_place(f"the item of map {owner.name!r} is there in its body only", reader)
        case CaughtError(owner):
            handlers = [handler for _, handler in owner.handlers]
            if region is None or not any(handler in region.ancestors for handler in handlers):
                yield _out_of_place(f"the error of try {owner.name!r} is there in its handlers only", reader)
        case ParamValue() | ContextField():
            pass


def _out_of_place(message: str, reader: Step) -> Diagnostic:
    return Diagnostic("LF109", message, reader.location, f"move step {reader.name!r} into it")


def _reaches(earlier: Step, later: Step, region: Region | None) -> Iterator[Diagnostic]:
    """Yield a finding if ``earlier`` lies where ``later`` cannot count on it."""
    around = region.ancestors if region is not None else ()
    if earlier.region in around:
        if later is not earlier and later in set(steps_within(earlier)):
            yield Diagnostic(
                "LF108",
                f"step {later.name!r} reads {earlier.name!r}, which it is a part of",
                later.location,
                "read a step inside it instead",
            )
        return
    if earlier.region is None:
        yield Diagnostic(
            "LF108",
            f"step {later.name!r} needs {earlier.name!r}, which stands in no pipeline",
            later.location,
            "declare it inside the pipeline",
        )
        return
    outer = _outermost_apart(earlier, around)
    yield Diagnostic(
        "LF108",
        f"step {later.name!r} needs {earlier.name!r}, which runs in {earlier.region.title} and may not have run",
        later.location,
        f"move it into that branch, or let it come after {outer.name!r} as a whole",
    )


def _outermost_apart(step: Step, around: tuple[Region, ...]) -> Step:
    current = step
    while current.region is not None and current.region.owner is not None and current.region not in around:
        current = current.region.owner
    return current
