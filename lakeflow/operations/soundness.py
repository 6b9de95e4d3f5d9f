"""What the validator says of a compiled pipeline, at the lines of its steps."""

from collections.abc import Iterator
from dataclasses import replace

from lakeflow.asl.validation import Options, validate
from lakeflow.asl.validation.pointers import state_at
from lakeflow.errors import Diagnostic, InvalidPipelineError, Severity
from lakeflow.operations.compiling import CompiledPipeline
from lakeflow.project import Project

_DEFAULT = Options()


def machine_findings(project: Project, found: CompiledPipeline, options: Options = _DEFAULT) -> Iterator[Diagnostic]:
    """Yield what is wrong with the machine that a pipeline was compiled to."""
    places, whole = found.compiled.source_map, found.pipeline.location
    for finding in validate(found.compiled.definition, options):
        place = places.get(state_at(finding.pointer)) or replace(whole, file=project.relative(whole.file))
        yield replace(finding, location=place)


def must_be_sound(project: Project, found: CompiledPipeline) -> None:
    """Refuse a machine that AWS would refuse, before anything of it runs or is deployed.

    Raises:
        InvalidPipelineError: with every error of the machine.

    """
    errors = (finding for finding in machine_findings(project, found) if finding.severity is Severity.ERROR)
    if told := tuple(errors):
        raise InvalidPipelineError(told)
