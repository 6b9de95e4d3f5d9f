"""What the validator says of a compiled pipeline, at the lines of its steps, and of its jobs' scripts, at theirs."""

from collections.abc import Iterator
from dataclasses import replace

from lakeflow.asl.validation import Options, validate
from lakeflow.asl.validation.pointers import state_at
from lakeflow.errors import Diagnostic, InvalidPipelineError, Severity
from lakeflow.operations.compiling import CompiledPipeline
from lakeflow.project import Project
from lakeflow.resources.model import Resources
from lakeflow.resources.syntax import unparsed
from lakeflow.resources.synthesize import synthesize

_DEFAULT = Options()


def machine_findings(project: Project, found: CompiledPipeline, options: Options = _DEFAULT) -> Iterator[Diagnostic]:
    """Yield what is wrong with the machine that a pipeline was compiled to."""
    places, whole = found.compiled.source_map, found.pipeline.location
    for finding in validate(found.compiled.definition, options):
        place = places.get(state_at(finding.pointer)) or replace(whole, file=project.relative(whole.file))
        yield replace(finding, location=place)


def code_findings(project: Project, found: CompiledPipeline) -> Iterator[Diagnostic]:
    """Yield libraries that are not there, and what of a pipeline's jobs AWS could not parse."""
    resources = synthesize(found.pipeline, found.target, found.settings.glue, found.settings.lake.root)
    if missing := tuple(_missing_libraries(project, resources)):
        yield from missing
    else:
        yield from unparsed(resources, project.read_files)


def _missing_libraries(project: Project, resources: Resources) -> Iterator[Diagnostic]:
    jobs = ((job.name, job.extra_py_files, job.location) for job in resources.glue_jobs.values())
    functions = ((one.name, one.libraries, one.location) for one in resources.functions.values())
    for name, libraries, place in (*jobs, *functions):
        for path in libraries:
            if not (project.root / path).exists():
                where = place and replace(place, file=project.relative(place.file))
                hint = "paths count from the project's root; correct it or make the folder"
                yield Diagnostic("LF120", f"{name} has no library {path}: it is not there", where, hint)


def must_be_sound(project: Project, found: CompiledPipeline) -> None:
    """Refuse a machine or a script that AWS would refuse, before anything of it runs or is deployed.

    Raises:
        InvalidPipelineError: with every error of the machine and the scripts.

    """
    findings = (*machine_findings(project, found), *code_findings(project, found))
    if told := tuple(finding for finding in findings if finding.severity is Severity.ERROR):
        raise InvalidPipelineError(told)
