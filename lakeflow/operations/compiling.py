"""What every verb does first: find the project, load its pipelines, compile them for an environment."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from lakeflow.asl.document import document
from lakeflow.compiler.driver import Compiled, Options, compile_pipeline
from lakeflow.compiler.resilience import Patience
from lakeflow.compiler.target import Target
from lakeflow.configuration import load_settings
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import Diagnostic, InvalidPipelineError, Location, ProjectError, suggestion
from lakeflow.operations.durations import durations_of
from lakeflow.operations.named_pipelines import check_named
from lakeflow.project import (
    Project,
    load_module,
    must_be_there,
    must_have_pipeline_files,
    no_pipeline,
    pipelines_in,
    read_text,
)

if TYPE_CHECKING:
    from lakeflow.aws.service_models import ServiceModels
    from lakeflow.interop.definitions import Definition
    from lakeflow.settings import Settings

DEFINITION = ".json"
"""The end of the name of a file that is a definition in Amazon States Language, ``.asl.json`` by custom."""


class CompiledPipeline(NamedTuple):
    """A pipeline with what the compiler made of it for one environment."""

    pipeline: Pipeline
    compiled: Compiled
    settings: "Settings"
    target: Target
    file: Path


@cache
def load_services() -> "ServiceModels":
    """Return the models of AWS's APIs that are at hand."""
    from lakeflow.aws.service_models import service_models

    return service_models()


def compile_file(
    project: Project, file: Path, environment: str, durations: Path | None = None
) -> tuple[CompiledPipeline, ...]:
    """Return the compiled pipelines of a module, their findings with paths as the user writes them.

    ``durations`` is a file to take the place of the one that the settings name.
    """
    settings = load_settings(project, environment)
    options = options_of(project, settings, durations)
    try:
        return _compiled(project, file, settings, target_of(settings, environment), options)
    except InvalidPipelineError as error:
        raise InvalidPipelineError(tuple(_shortened(project, finding) for finding in error.diagnostics)) from None


def compile_object(project: Project, pipeline: Pipeline, environment: str) -> CompiledPipeline:
    """Return a pipeline that is at hand rather than in a module, compiled."""
    settings = load_settings(project, environment)
    target = target_of(settings, environment)
    options = options_of(project, settings, None)
    compiled = compile_pipeline(pipeline, target, project.read_source, options, load_services=load_services)
    return CompiledPipeline(pipeline, _relative(project, compiled), settings, target, Path(pipeline.location.file))


def _compiled(
    project: Project, file: Path, settings: "Settings", target: Target, options: Options
) -> tuple[CompiledPipeline, ...]:
    """Return what a module declares, workflows of the SDK after its pipelines; or the definition that a file is."""

    def taken(definition: "Definition") -> CompiledPipeline:
        pipeline = Pipeline(definition.name)
        result = Compiled(definition.machine, document(definition.machine), definition.places)
        return CompiledPipeline(pipeline, _relative(project, result), settings, target, file)

    if file.suffix == DEFINITION:
        return (taken(read_definition(project, file)),)
    module = load_module(project, file)
    pipelines, definitions = pipelines_in(module), _sdk_definitions(module, file)
    if not pipelines and not definitions:
        raise no_pipeline(file)
    findings = list(check_named(project, file, pipelines))
    compiled: list[CompiledPipeline] = []
    for pipeline in pipelines:
        try:
            result = compile_pipeline(pipeline, target, project.read_source, options, load_services=load_services)
        except InvalidPipelineError as error:
            findings += error.diagnostics
        else:
            compiled.append(CompiledPipeline(pipeline, _relative(project, result), settings, target, file))
    if findings:
        raise InvalidPipelineError(tuple(findings))
    return (*compiled, *map(taken, definitions))


def read_definition(project: Project, file: Path) -> "Definition":
    """Return a file's definition in Amazon States Language.

    Raises:
        ProjectError: there is no such file, or it is no text.
        InvalidStateMachineError: it holds no JSON.
        InvalidPipelineError: it holds no definition.

    """
    from lakeflow.interop.definitions import definition_of_text

    must_be_there(project, file)
    return definition_of_text(read_text(file), str(file.resolve()), file.name.partition(".")[0])


def _sdk_definitions(module: ModuleType, file: Path) -> tuple["Definition", ...]:
    if "stepfunctions" not in sys.modules:
        return ()
    from lakeflow.interop.sdk import definitions_in

    return definitions_in(vars(module), Location(str(file.resolve()), 1))


def choose(project: Project, environment: str, name: str | None) -> CompiledPipeline:
    """Return the pipeline of that name among all in ``pipelines/``; without a name, the only one.

    Raises:
        ProjectError: there is no such pipeline, or no telling which is meant.

    """
    files = must_have_pipeline_files(project)
    compiled = [found for file in _likely(files, name) for found in compile_file(project, file, environment)]
    return pick(compiled, name)


def pick(compiled: Sequence[CompiledPipeline], name: str | None) -> CompiledPipeline:
    """Return the pipeline of that name; without a name, the only one.

    Raises:
        ProjectError: there is no such pipeline, or no telling which is meant.

    """
    names = [found.pipeline.name for found in compiled]
    if name is None:
        if len(compiled) > 1:
            raise ProjectError("there are several pipelines", hint=f"say --pipeline with one of: {', '.join(names)}")
        return compiled[0]
    for found in compiled:
        if found.pipeline.name == name:
            return found
    hint = suggestion(name, names, f"there are: {', '.join(names)}")
    raise ProjectError(f"there is no pipeline {name!r}", hint=hint)


def target_of(settings: "Settings", environment: str) -> Target:
    """Return the names and ARNs of an environment."""
    return Target(
        project=settings.project,
        environment=environment,
        region=settings.aws.region,
        account=settings.aws.account,
        partition=settings.aws.partition,
        workgroup=settings.athena.workgroup,
    )


def options_of(project: Project, settings: "Settings", durations: Path | None) -> Options:
    """Return what an environment says to the compiler; a file of ``durations`` comes before the settings' own."""
    retry = settings.retry
    return Options(durations_of(project, settings, durations), Patience(retry.attempts, retry.max_delay, retry.timeout))


def _likely(files: Sequence[Path], name: str | None) -> Sequence[Path]:
    """Return the file that has the pipeline's name if there is one: nobody else's mistakes should stop it."""
    own = [file for file in files if file.stem == name]
    return own or files


def _relative(project: Project, compiled: Compiled) -> Compiled:
    files = {place.file for place in compiled.source_map.values()}
    short = {file: project.relative(file) for file in files}
    source_map = {
        name: Location(short[place.file], place.line, place.column, place.caller)
        for name, place in compiled.source_map.items()
    }
    warnings = tuple(_shortened(project, finding) for finding in compiled.warnings)
    return compiled._replace(source_map=source_map, warnings=warnings)


def _shortened(project: Project, finding: Diagnostic) -> Diagnostic:
    def short(place: Location) -> Location:
        caller = None if place.caller is None else short(place.caller)
        return replace(place, file=project.relative(place.file), caller=caller)

    message = finding.message.replace(f"{project.root}/", "")
    return replace(finding, message=message, location=short(finding.location) if finding.location else None)
