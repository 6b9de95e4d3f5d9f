"""What an environment should have: the project's pipelines, compiled, with their code."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from lakeflow.asl.states import Json
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import ProjectError, SettingsError, suggestion
from lakeflow.operations.compiling import CompiledPipeline, compile_file
from lakeflow.operations.parameters import execution_input
from lakeflow.operations.soundness import must_be_sound
from lakeflow.operations.worlds import site_of
from lakeflow.project import Project, must_have_pipeline_files
from lakeflow.resources.artifacts import Artifact
from lakeflow.resources.code import code_of
from lakeflow.resources.desired import Deployable, desired_state
from lakeflow.resources.resource import Resource
from lakeflow.resources.site import Site
from lakeflow.resources.synthesize import synthesize


class Desired(NamedTuple):
    """An environment as it should be; ``artifacts`` is the code by its key.

    ``smoke`` are the inputs of smoke executions by state machine.
    """

    site: Site
    pipelines: tuple[str, ...]
    resources: tuple[Resource, ...]
    artifacts: dict[str, Artifact]
    smoke: Mapping[str, Json]


def desired(project: Project, environment: str, files: Sequence[Path] = ()) -> Desired:
    """Return what the pipelines of some modules want, of all in ``pipelines/`` without any.

    Raises:
        ProjectError: there are no pipelines, or the lake is a folder of this machine.
        InvalidPipelineError: a pipeline is wrong.

    """
    site = site_of(project, environment)
    settings = site.settings
    if not settings.lake.root.startswith("s3://"):
        raise ProjectError(
            f"environment {environment!r} keeps its lake in the folder {settings.lake.root}, which AWS cannot reach",
            hint=f'set [lake] root = "s3://BUCKET" in config/{environment}.toml, or choose another --env',
        )
    modules = files or must_have_pipeline_files(project)
    found = [one for file in modules for one in compile_file(project, file, environment)]
    for one in found:
        must_be_sound(project, one)
    compiled = [_deployable(project, site, one) for one in found]
    resources = tuple(_placed(project, one) for one in desired_state(site, compiled))
    artifacts = {artifact.key: artifact for one in compiled for artifact in one.code.artifacts()}
    names = tuple(one.pipeline.name for one in found)
    if not files:
        _check_names(settings.smoke, names, environment)
    tried = [one.pipeline for one in found if one.pipeline.name in settings.smoke]
    smoke = {site.target.name(pipeline.name): _smoke_input(site, pipeline) for pipeline in tried}
    return Desired(site, names, resources, artifacts, smoke)


def _check_names(smoke: Mapping[str, object], names: Sequence[str], environment: str) -> None:
    for name in smoke:
        if name not in names:
            raise SettingsError(
                f"config/{environment}.toml: smoke.{name}: there is no pipeline {name!r}",
                hint=suggestion(name, names, f"there are: {', '.join(names)}"),
            )


def _smoke_input(site: Site, pipeline: Pipeline) -> Json:
    """Return the input that an environment gives to a pipeline's smoke execution.

    Raises:
        SettingsError: the parameters are not the pipeline's, or nobody could wait for its executions.

    """
    file = f"config/{site.target.environment}.toml"
    key = f"{file}: smoke.{pipeline.name}"
    if pipeline.type == "EXPRESS":
        raise SettingsError(f"{key}: an EXPRESS machine's executions cannot be followed", hint="drop it")
    try:
        return execution_input(pipeline, site.settings.smoke[pipeline.name])
    except ProjectError as error:
        raise SettingsError(f"{key}: {error}", hint=f"correct its parameters in {file}") from None


def _placed(project: Project, resource: Resource) -> Resource:
    """Return a resource whose place in the code is said from the project's root."""
    place = resource.location
    if place is None:
        return resource
    return replace(resource, location=replace(place, file=project.relative(Path(place.file))))


def _deployable(project: Project, site: Site, one: CompiledPipeline) -> Deployable:
    resources = synthesize(one.pipeline, site.target, site.settings.glue, site.settings.lake.root)
    return Deployable(
        pipeline=one.pipeline,
        definition=one.compiled.definition,
        resources=resources,
        code=code_of(resources, project.read_files),
    )
