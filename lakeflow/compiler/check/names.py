"""Names: legal, and each for one thing."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.resources import GlueCrawler, GlueJob, LambdaFunction
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks.glue import Glue
from lakeflow.dsl.tasks.lambda_ import Lambda
from lakeflow.errors import Diagnostic, Location

LONGEST_NAME = 60
"""ASL allows 80 characters; derived states add a suffix to the step's own name."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def check_names(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield names that are not legal, or that two things have."""
    yield from _legal(pipeline.name, "pipeline", pipeline.location)
    first: dict[str, Step] = {}
    steps = [*pipeline.steps(), *([pipeline.on_failure] if pipeline.on_failure else [])]
    for step in steps:
        yield from _legal(step.name, "step", step.location)
        if step.name in first:
            yield Diagnostic(
                "LF101",
                f"step {step.name!r} is declared twice, first at {_told_apart(first[step.name], step)}",
                step.location,
                "give one of them another name: a state's name is unique in its machine",
            )
        first.setdefault(step.name, step)
    yield from _resource_names(pipeline)


def _told_apart(first: Step, second: Step) -> Location:
    """Return the place of the first; of two calls of one function, where it was called."""
    return (first.location.caller or first.location) if first.location == second.location else first.location


def _legal(name: str, kind: str, location: Location) -> Iterator[Diagnostic]:
    if not _NAME.fullmatch(name):
        legal = re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_-") or kind
        legal = legal if legal[0].isalpha() else f"{kind}_{legal}"
        yield Diagnostic(
            "LF100",
            f"{kind} name {name!r} may hold letters, digits, '_' and '-' only, a letter first",
            location,
            f"write {legal[:LONGEST_NAME]!r}",
        )
    elif len(name) > LONGEST_NAME:
        yield Diagnostic(
            "LF100",
            f"{kind} name {name!r} has {len(name)} characters, {LONGEST_NAME} are allowed",
            location,
            "shorten it",
        )


def _resource_names(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield where one name stands for two different things of a kind: only one of them could be deployed."""
    declared: dict[tuple[type, str], GlueJob | LambdaFunction | GlueCrawler] = {}
    for step in pipeline.steps():
        resource = _resource(step)
        if resource is None:
            continue
        yield from _legal(resource.name, _KINDS[type(resource)], resource.location)
        other = declared.setdefault((type(resource), resource.name), resource)
        if other != resource:
            yield Diagnostic(
                "LF107",
                f"{type(resource).__name__} {resource.name!r} is declared differently at {other.location}",
                resource.location,
                "share one declaration, or give them different names",
            )


_KINDS: Final[Mapping[type, str]] = {GlueJob: "job", LambdaFunction: "function", GlueCrawler: "crawler"}


def _resource(step: Step) -> GlueJob | LambdaFunction | GlueCrawler | None:
    match step:
        case Glue(job=GlueJob() as job):
            return job
        case Lambda(function=LambdaFunction() as function):
            return function
        case _:
            # By its field: to load the module of steps that a pipeline does not have would cost every command time.
            crawler = getattr(step, "crawler", None)
            return crawler if isinstance(crawler, GlueCrawler) else None
