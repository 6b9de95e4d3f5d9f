"""``lakeflow validate``: every mistake in pipelines and state machines, none of them deployed or run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lakeflow.asl.services.check import Kind
from lakeflow.asl.validation import Options
from lakeflow.asl.validation.pointers import state_at
from lakeflow.asl.validation.text import validate_text
from lakeflow.errors import Diagnostic, InvalidPipelineError
from lakeflow.operations.source_maps import read_source_map
from lakeflow.project import find_project, must_have_pipeline_files, read_text

if TYPE_CHECKING:
    from lakeflow.project import Project


class Validation(NamedTuple):
    """The names of the pipelines and files that were looked at, and what is wrong with them."""

    looked_at: tuple[str, ...]
    findings: tuple[Diagnostic, ...]


def validate(paths: Sequence[Path], start: Path, environment: str, options: Options) -> Validation:
    """Look at pipeline modules, folders of a project, and state machines (``-`` is standard input).

    Without a path, every module in ``pipelines/`` is looked at.

    Raises:
        ProjectError: a file cannot be read, or there are no pipelines.

    """
    from lakeflow.aws.service_models import service_models

    options = options._replace(services=service_models())
    checked = [result for path in paths or (start,) for result in _look_at(path, environment, options)]
    looked_at = tuple(name for result in checked for name in result.looked_at)
    return Validation(looked_at, tuple(finding for result in checked for finding in result.findings))


def _look_at(path: Path, environment: str, options: Options) -> Iterator[Validation]:
    """Look at one path: a module, a folder, or else a definition, which needs no project around it."""
    if path.is_dir():
        project = find_project(path)
        files = must_have_pipeline_files(project)
    elif path.suffix == ".py":
        project, files = find_project(path), (path,)
    else:
        yield _document(path, options)
        return
    for file in files:
        yield _module(project, file, environment, options)


def _document(path: Path, options: Options) -> Validation:
    """Look at a definition; where a pipeline was rendered to it, findings name the step too."""
    is_file = str(path) != "-"
    name = str(path) if is_file else "standard input"
    findings = validate_text(read_text(path), name, options)
    steps = read_source_map(path) if is_file else {}
    return Validation(
        (name,), tuple(replace(finding, origin=steps.get(state_at(finding.pointer))) for finding in findings)
    )


def _module(project: "Project", file: Path, environment: str, options: Options) -> Validation:
    from lakeflow.operations.compiling import compile_file
    from lakeflow.operations.soundness import code_findings, machine_findings

    name = project.relative(file)
    try:
        compiled = compile_file(project, file, environment)
    except InvalidPipelineError as error:
        return Validation((name,), error.diagnostics)
    names = tuple(found.pipeline.name for found in compiled)
    findings: list[Diagnostic] = []
    for found in compiled:
        # What the compiler says of calls the validator says again, with a pointer.
        findings += [warning for warning in found.compiled.warnings if warning.code not in tuple(Kind)]
        findings += machine_findings(project, found, options)
        findings += code_findings(project, found)
    return Validation(names, tuple(findings))
