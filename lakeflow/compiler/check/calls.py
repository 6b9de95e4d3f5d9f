"""Calls that a pipeline makes: of pipelines with their parameters, and with task tokens where there are such."""

from collections.abc import Iterator

from lakeflow.compiler.check.parts import Parts
from lakeflow.dsl.expressions import ContextField, Expression
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.steps import Step
from lakeflow.errors import Diagnostic

_WITH_TOKEN = ("Lambda", "Sqs", "Notify", "EventBridge", "Ecs", "RunPipeline", "Sdk", "Raw")


def check_calls(parts: Parts) -> Iterator[Diagnostic]:
    """Yield calls that cannot be made."""
    for step, read in parts.items():
        if type(step).__name__ not in _WITH_TOKEN and any(_is_token(part) for part in read):
            yield Diagnostic(
                "LF136",
                f"{type(step).__name__} {step.name!r} cannot hand out a task token",
                step.location,
                f"a step of these can: {', '.join(_WITH_TOKEN[:-1])}",
            )
        # By its field: to load the module of a step that a pipeline does not have would cost every command time.
        if isinstance(getattr(step, "pipeline", None), Pipeline):
            yield from _start(step)


def _start(step: Step) -> Iterator[Diagnostic]:
    from lakeflow.compiler.check.starts import check_start
    from lakeflow.dsl.tasks.states import RunPipeline

    if isinstance(step, RunPipeline) and isinstance(step.pipeline, Pipeline):
        yield from check_start(step, step.pipeline)


def _is_token(part: Expression) -> bool:
    return isinstance(part, ContextField) and part.path == "Task.Token"
