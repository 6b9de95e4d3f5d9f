"""Pipelines that steps start by name: each is one of the project, and is given what it declares."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import Diagnostic, InvalidPipelineError, suggestion
from lakeflow.project import Project, load_module, pipeline_files, pipelines_in


def check_named(project: Project, file: Path, pipelines: Sequence[Pipeline]) -> Iterator[Diagnostic]:
    """Yield what is wrong with starts by name in the pipelines of a file; the files of others are read only for them.

    Whether there is a pipeline of a name cannot be told where a module does not import.
    """
    if "lakeflow.dsl.tasks.states" not in sys.modules:  # no step starts a pipeline
        return
    from lakeflow.compiler.check.starts import check_start
    from lakeflow.dsl.tasks.sns import is_arn
    from lakeflow.dsl.tasks.states import RunPipeline

    own = {pipeline.name: pipeline for pipeline in pipelines}
    others = cache(lambda: _others(project, file))
    for step in (step for pipeline in pipelines for step in pipeline.steps()):
        if not isinstance(step, RunPipeline) or not isinstance(step.pipeline, str) or is_arn(step.pipeline):
            continue
        known = own if step.pipeline in own else {**(others() or {}), **own}
        if step.pipeline in known:
            yield from check_start(step, known[step.pipeline])
        elif others() is not None:
            there = f"there are {', '.join(known)}; others go by their ARN"
            yield Diagnostic(
                "LF148",
                f"there is no pipeline {step.pipeline!r} in this project",
                step.location,
                suggestion(step.pipeline, known, there, written=repr),
            )


def _others(project: Project, file: Path) -> Mapping[str, Pipeline] | None:
    """Return the pipelines of the project's other modules by name; None where one of these does not import."""
    try:
        return {
            pipeline.name: pipeline
            for other in pipeline_files(project)
            if other.resolve() != file.resolve()
            for pipeline in pipelines_in(load_module(project, other))
        }
    except InvalidPipelineError:
        return None
