"""What AWS would refuse of a job or a function when it is deployed."""

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias, get_args

from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.resources import ExecutionClass, GlueJob, LambdaFunction, WorkerType
from lakeflow.dsl.tasks.glue import Glue
from lakeflow.dsl.tasks.lambda_ import Lambda
from lakeflow.errors import Diagnostic, suggestion

Limits: TypeAlias = Mapping[str, tuple[int, int | None, str]]
"""By the name of a number the least and the most that it may be, and in which unit."""

# A timeout is seven days at most: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html
_OF_JOBS: Final[Limits] = {
    "workers": (1, None, ""),
    "timeout": (1, 10_080, "minutes"),
    "max_concurrent_runs": (1, None, ""),
}
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_OF_FUNCTIONS: Final[Limits] = {"timeout": (1, 900, "seconds"), "memory": (128, 10_240, "MB")}


def check_resources(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield numbers that are out of range, and words that Glue does not know."""
    for step in pipeline.steps():
        match step:
            case Glue(job=GlueJob() as job):
                yield from _job(job)
            case Lambda(function=LambdaFunction() as function):
                yield from _numbers(function, _OF_FUNCTIONS)
            case _:
                pass


def _job(job: GlueJob) -> Iterator[Diagnostic]:
    yield from _numbers(job, _OF_JOBS)
    if job.worker_type is not None:
        yield from _word(job, "worker_type", job.worker_type, get_args(WorkerType))
    yield from _word(job, "execution_class", job.execution_class, get_args(ExecutionClass))


def _numbers(of: GlueJob | LambdaFunction, limits: Limits) -> Iterator[Diagnostic]:
    for what, (least, most, unit) in limits.items():
        value = getattr(of, what)
        if value is not None and not least <= value <= (most or value):
            allowed = f"{least:,} to {most:,} {unit}" if most else f"{least:,} or more"
            yield _refused(of, what, f"{value:,}", f"it may be {allowed}")


def _word(of: GlueJob, what: str, value: str, known: tuple[str, ...]) -> Iterator[Diagnostic]:
    if value not in known:
        hint = suggestion(value, known, f"it may be {', '.join(known)}", written=repr)
        yield _refused(of, what, repr(value), hint)


def _refused(of: GlueJob | LambdaFunction, what: str, value: str, hint: str) -> Diagnostic:
    whose = f"{'job' if isinstance(of, GlueJob) else 'function'} {of.name!r}"
    return Diagnostic("LF233", f"{what} of {whose} cannot be {value}", of.location, hint)
