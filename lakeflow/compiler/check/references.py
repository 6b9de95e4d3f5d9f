"""References and edges: each leads to something that has run."""

from collections.abc import Iterable, Iterator

from lakeflow.dsl.control import Map
from lakeflow.dsl.expressions import CaughtError, ContextField, MapItem, ParamValue, QueryRows, Source, StepOutput
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.references import Value, expressions_in
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks.sns import Notify
from lakeflow.errors import Diagnostic
from lakeflow.graph.build import sources_in, steps_within


def check_references(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield reads of steps that may not have run when they are read, and of what other pipelines declare."""
    for step in pipeline.steps():
        for source in _sources(step.values):
            yield from _visible_in(source, step, step.region)
            yield from _declared(source, step, pipeline)
        if isinstance(step, Map):
            for source in _sources((step.result,)):
                yield from _visible_in(source, step, step.regions[0])
                yield from _declared(source, step, pipeline)
        for earlier in step.after:
            yield from _reaches(earlier, step, step.region)
    if pipeline.on_failure is not None:
        for source in _sources(pipeline.on_failure.values):
            yield from _left_by_failure(source, pipeline.on_failure)


def _sources(values: Iterable[Value]) -> Iterator[Source]:
    for value in values:
        for expression in expressions_in(value):
            yield from sources_in(expression)


def _declared(source: Source, reader: Step, pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a finding for a parameter of another pipeline: one that none declares was told where it is read."""
    if not isinstance(source, ParamValue) or source.pipeline in (None, pipeline):
        return
    has_own = source.name in pipeline.declared_params
    yield Diagnostic(
        "LF105",
        f"step {reader.name!r} reads {source.name!r} of pipeline {source.pipeline.name!r}, whose parameters are not "
        f"those of {pipeline.name!r}",
        reader.location,
        f"write {pipeline.name}.params.{source.name}"
        if has_own
        else f"add {source.name!r} to params={{...}} of {pipeline.name!r}, and read it there",
    )


def _left_by_failure(source: Source, notify: Notify) -> Iterator[Diagnostic]:
    """Yield a finding for a value that a failed pipeline may not have come to."""
    if not isinstance(source, ContextField):
        yield Diagnostic(
            "LF109",
            f"on_failure {notify.name!r} reads what a failed pipeline may not have come to: steps and parameters",
            notify.location,
            "read pipeline.input, the execution's whole input, or pipeline.execution_name",
        )


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
    if later is earlier:
        yield Diagnostic("LF106", f"step {later.name!r} waits for itself", later.location, "drop that edge")
        return
    if earlier.region in around:
        if later in set(steps_within(earlier)):
            yield Diagnostic(
                "LF108",
                f"step {later.name!r} reads {earlier.name!r}, which it is a part of",
                later.location,
                "read a step inside it instead",
            )
        return
    if earlier.region is None:
        if not earlier.stands_alone:
            return  # told where it is declared
        yield Diagnostic(
            "LF108",
            f"step {later.name!r} needs {earlier.name!r}, which stands in no pipeline",
            later.location,
            "declare it inside the pipeline",
        )
        return
    if around and earlier.region.ancestors[-1] is not around[-1]:
        yield Diagnostic(
            "LF108",
            f"step {later.name!r} needs {earlier.name!r}, a step of another pipeline",
            later.location,
            "run that pipeline by RunPipeline, and read or wait for that step",
        )
        return
    outer = _outermost_apart(earlier, around)
    yield Diagnostic(
        "LF108",
        f"step {later.name!r} needs {earlier.name!r}, which runs in {earlier.region.title} and may not have run",
        later.location,
        f"move it into that branch, or let it come after {outer.name!r} as a whole, and read what its returns() gives",
    )


def _outermost_apart(step: Step, around: tuple[Region, ...]) -> Step:
    current = step
    while current.region is not None and current.region.owner is not None and current.region not in around:
        current = current.region.owner
    return current
