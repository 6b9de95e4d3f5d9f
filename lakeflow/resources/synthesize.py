"""A pipeline's declared jobs, functions, crawlers and topics as the resources of one environment."""

from lakeflow.compiler.target import Target
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.resources import GlueCrawler, GlueJob, LambdaFunction
from lakeflow.dsl.tasks.crawler import Crawler
from lakeflow.dsl.tasks.glue import Glue
from lakeflow.dsl.tasks.lambda_ import Lambda
from lakeflow.dsl.tasks.sns import Notify, is_arn
from lakeflow.errors import ProjectError
from lakeflow.resources.model import CrawlerResource, GlueJobResource, LambdaFunctionResource, Resources, TopicResource
from lakeflow.settings import GlueSettings


def synthesize(pipeline: Pipeline, target: Target, glue: GlueSettings, lake_root: str) -> Resources:
    """Return what a pipeline wants; every job is told ``--lake_root``, every function ``LAKE_ROOT``."""
    jobs: dict[str, GlueJobResource] = {}
    functions: dict[str, LambdaFunctionResource] = {}
    topics: dict[str, TopicResource] = {}
    crawlers: dict[str, CrawlerResource] = {}
    notified = [pipeline.on_failure] if pipeline.on_failure is not None else []
    for step in [*pipeline.steps(), *notified]:
        match step:
            case Glue(job=GlueJob() as job):
                jobs[target.name(job.name)] = _glue_job(job, target, glue, lake_root)
            case Lambda(function=LambdaFunction() as function):
                functions[target.name(function.name)] = _function(function, target, lake_root)
            case Crawler(crawler=GlueCrawler() as crawler):
                crawlers[target.name(crawler.name)] = _crawler(crawler, target)
            case Notify(topic=str(topic)) if not is_arn(topic):
                topics[target.name(topic)] = TopicResource(name=target.name(topic))
            case _:
                pass
    return Resources(glue_jobs=jobs, functions=functions, topics=topics, crawlers=crawlers)


FLEXIBLE = frozenset({"G.1X", "G.2X"})
"""The worker types that spare capacity is given of: https://docs.aws.amazon.com/glue/latest/dg/add-job.html."""


def _glue_job(job: GlueJob, target: Target, glue: GlueSettings, lake_root: str) -> GlueJobResource:
    worker_type = job.worker_type or glue.worker_type
    if job.execution_class == "FLEX" and worker_type not in FLEXIBLE:
        raise ProjectError(
            f"job {job.name!r} is of execution class FLEX, which Glue has no {worker_type} workers for",
            hint=f"choose worker_type {' or '.join(sorted(FLEXIBLE))}, or execution_class STANDARD",
            location=job.location,
        )
    return GlueJobResource(
        name=target.name(job.name),
        script=job.script,
        extra_py_files=tuple(job.libraries),
        default_arguments={"--lake_root": lake_root, **{f"--{name}": value for name, value in job.arguments.items()}},
        glue_version=glue.version,
        worker_type=worker_type,
        workers=job.workers or glue.workers,
        timeout_minutes=job.timeout,
        max_concurrent_runs=job.max_concurrent_runs,
        execution_class=job.execution_class,
        connections=tuple(job.connections),
        python_modules=tuple(job.python_modules),
        reads=tuple(job.reads),
        writes=tuple(job.writes),
        location=job.location,
    )


def _function(function: LambdaFunction, target: Target, lake_root: str) -> LambdaFunctionResource:
    return LambdaFunctionResource(
        name=target.name(function.name),
        handler=function.handler,
        libraries=tuple(function.libraries),
        environment={"LAKE_ROOT": lake_root, **function.environment},
        timeout_seconds=function.timeout,
        memory_mb=function.memory,
        reserved_concurrency=function.reserved_concurrency,
        reads=tuple(function.reads),
        writes=tuple(function.writes),
        location=function.location,
    )


def _crawler(crawler: GlueCrawler, target: Target) -> CrawlerResource:
    return CrawlerResource(
        name=target.name(crawler.name),
        database=crawler.database,
        s3_targets=tuple(crawler.s3_targets),
        delta_targets=tuple(crawler.delta_targets),
        table_prefix=crawler.table_prefix,
        location=crawler.location,
    )
