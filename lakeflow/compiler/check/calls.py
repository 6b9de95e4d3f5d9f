"""Calls that a pipeline makes: of pipelines with their parameters, and with task tokens where there are such."""

from collections.abc import Iterator

from lakeflow.compiler.check.parts import Parts
from lakeflow.dsl.expressions import ContextField, Expression
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks.task import TaskStep
from lakeflow.errors import Diagnostic, closest

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
        if isinstance(step, TaskStep) and hasattr(step, "pipeline") and isinstance(step.pipeline, Pipeline):
            yield from _params(step, step.pipeline, set(getattr(step, "params", ())))
            if step.pipeline.type == "EXPRESS" and getattr(step, "wait", False):
                yield Diagnostic(
                    "LF144",
                    f"nobody can wait for an execution of the EXPRESS pipeline {step.pipeline.name!r}",
                    step.location,
                    "add wait=False, or make that pipeline STANDARD",
                )


def _is_token(part: Expression) -> bool:
    return isinstance(part, ContextField) and part.path == "Task.Token"


def _params(step: Step, called: Pipeline, given: set[str]) -> Iterator[Diagnostic]:
    for name in sorted(given - called.declared_params.keys()):
        close = closest(name, called.declared_params)
        declared = ", ".join(called.declared_params) or "none"
        yield Diagnostic(
            "LF135",
            f"pipeline {called.name!r} has no parameter {name!r}",
            step.location,
            f"did you mean {close!r}?" if close else f"declared: {declared}",
        )
    for name, param in called.declared_params.items():
        if param.default is None and name not in given:
            yield Diagnostic(
                "LF135",
                f"pipeline {called.name!r} needs its parameter {name!r}",
                step.location,
                f'add params={{"{name}": ...}}, or give it a default',
            )
