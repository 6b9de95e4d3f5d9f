"""Everything that an environment should have for its pipelines: one function a family of resources, in one list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lakeflow.asl.states import Json
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.tasks.sns import is_arn
from lakeflow.dsl.tasks.states import RunPipeline
from lakeflow.errors import ProjectError
from lakeflow.resources import (
    catalog,
    crawlers,
    functions,
    glue,
    machines,
    messages,
    observability,
    queries,
    schedules,
    storage,
)
from lakeflow.resources.code import Code
from lakeflow.resources.model import Resources
from lakeflow.resources.names import check_names, check_tags
from lakeflow.resources.pins import pinned
from lakeflow.resources.policy_limits import within_limits
from lakeflow.resources.resource import Address, Kind, Resource, placed
from lakeflow.resources.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployable:
    """A pipeline with its definition as JSON, the resources that its steps name, and their code."""

    pipeline: Pipeline
    definition: Json
    resources: Resources
    code: Code


def desired_state(site: Site, pipelines: Sequence[Deployable]) -> tuple[Resource, ...]:
    """Return every resource of an environment, each address once; what several pipelines share is listed once.

    Raises:
        ProjectError: a name stands for two things or is none for AWS, or a step waits for what nobody can wait for.

    """
    check_tags(site.settings.tags)
    _check_waits([one.pipeline for one in pipelines])
    shared = [*storage.buckets(site), *queries.workgroup(site)]
    shared += observability.dashboard(site, [one.pipeline.name for one in pipelines])
    queue, senders = messages.dead_letters(site)
    own = [
        resource
        for one in pipelines
        for resource in placed(_of_pipeline(site, one, queue.address), one.pipeline.location)
    ]
    if any(one.kind in {Kind.SCHEDULE, Kind.RULE} for one in own):
        shared += [queue, senders]
    found = _once(part for one in (*shared, *own) for part in within_limits(site, one))
    check_names(found)
    return found


def _check_waits(pipelines: Sequence[Pipeline]) -> None:
    """Refuse steps that wait for an EXPRESS pipeline by its name, of which a compiler sees only the text."""
    express = {one.name for one in pipelines if one.type == "EXPRESS"}
    for step in (step for one in pipelines for step in one.steps()):
        if isinstance(step, RunPipeline) and step.wait and step.pipeline in express:
            raise ProjectError(
                f"step {step.name!r} waits for the EXPRESS pipeline {step.pipeline!r}, of which nobody can see the end",
                hint="add wait=False, or make that pipeline STANDARD",
                location=step.location,
            )


def _of_pipeline(site: Site, compiled: Deployable, dead_letters: Address) -> Iterator[Resource]:
    pipeline, declared, code = compiled.pipeline, compiled.resources, compiled.code
    name = pipeline.name
    yield from storage.objects(site, code)
    topics = [*messages.topics(site, declared.topics, name)]
    jobs = [*glue.glue_jobs(site, declared.glue_jobs, code, name)]
    called = [*functions.functions(site, declared.functions, code, name)]
    written = [table for job in declared.glue_jobs.values() for table in job.writes]
    tables = [*catalog.catalog(site, written, name)]
    crawling = [*crawlers.crawlers(site, declared.crawlers, name)]
    yield from [*topics, *jobs, *called, *tables, *crawling]

    definition = pinned(
        compiled.definition,
        {job: glue.pins(site, own) for job, own in code.jobs.items()},
        {
            functions.function_arn(site, one.name): functions.alias_arn(site, one)
            for one in called
            if one.kind is Kind.FUNCTION
        },
    )
    # Whoever stops an execution has no state of it to tell so: alarms and the rule speak to the failure's topic.
    told = [one for one in topics if one.kind is Kind.TOPIC and one.name == _failure_topic(site, pipeline)]
    needs = [one.address for one in (*jobs, *called, *topics, *crawling)]
    yield from machines.machine(site, pipeline, definition, needs)
    yield from observability.alarms(site, pipeline, told)
    yield from observability.undelivered(site, pipeline, told, dead_letters)
    yield from schedules.schedule(site, pipeline, dead_letters)
    yield from schedules.ended_badly(site, pipeline, told, dead_letters)


def _failure_topic(site: Site, pipeline: Pipeline) -> str:
    topic = None if pipeline.on_failure is None else pipeline.on_failure.topic
    return site.target.name(topic) if isinstance(topic, str) and not is_arn(topic) else ""


def _once(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    found: dict[Address, Resource] = {}
    for one in resources:
        first = found.setdefault(one.address, one)
        if first.properties != one.properties:
            raise ProjectError(
                f"{one.address} would be two different things",
                hint="give one of the pipelines, jobs or functions of that name another: each has a role of its name",
                location=one.location or first.location,
            )
    return tuple(found.values())
