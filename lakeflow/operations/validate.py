"""``lakeflow validate``: every mistake in the pipelines, none of them deployed or run."""

from pathlib import Path

from lakeflow.errors import Diagnostic, InvalidPipelineError, PipelineImportError, ProjectError
from lakeflow.operations.compiling import compile_file
from lakeflow.project import find_project, pipeline_files


def validate(path: Path | None, start: Path, environment: str) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """Return the names of the pipelines that were looked at, and what is wrong with them.

    Without a path, every module in ``pipelines/`` is looked at.
    """
    project = find_project(path or start)
    files = pipeline_files(project) if path is None or path.is_dir() else (path,)
    if not files:
        raise ProjectError("there are no pipelines", hint="write one in pipelines/, the README shows how")
    names: list[str] = []
    findings: list[Diagnostic] = []
    for file in files:
        try:
            for found in compile_file(project, file, environment):
                names.append(found.pipeline.name)
                findings += found.compiled.warnings
        except InvalidPipelineError as error:
            names.append(project.relative(file))
            findings += error.diagnostics
        except PipelineImportError as error:
            names.append(project.relative(file))
            findings.append(Diagnostic("LF002", error.message, error.location, error.hint))
    return tuple(names), tuple(findings)
