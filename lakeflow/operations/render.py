"""``lakeflow render``: a pipeline as the document that is deployed, or as a picture of it."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, assert_never

from lakeflow.asl.document import document
from lakeflow.asl.states import Json, StateMachine
from lakeflow.asl.writing import indented
from lakeflow.errors import Location, ProjectError
from lakeflow.operations.compiling import DEFINITION, CompiledPipeline, compile_file, pick, read_definition
from lakeflow.operations.durations import durations_of
from lakeflow.project import Project, find_project

if TYPE_CHECKING:
    from lakeflow.compiler.explanation import Explanation


class Format(StrEnum):
    """What a pipeline can be rendered as."""

    JSON = "json"
    MERMAID = "mermaid"
    SVG = "svg"
    CLOUDFORMATION = "cloudformation"


class Request(NamedTuple):
    """What to render: a module with several pipelines needs the ``name`` of one.

    ``durations`` is a file of seconds by step, to take the place of the one that the settings name.
    """

    file: Path
    environment: str
    name: str | None = None
    durations: Path | None = None


class Rendered(NamedTuple):
    """A rendering, and where each state of it was written."""

    text: str
    source_map: Mapping[str, Location]


def render(request: Request, form: Format) -> Rendered:
    """Return a pipeline's rendering.

    A definition in Amazon States Language belongs to no environment, and need not stand in a project.
    """
    file = request.file
    if form is Format.CLOUDFORMATION:
        return Rendered(_template(request), {})
    if file.suffix == DEFINITION:
        definition = read_definition(Project(file.resolve().parent), file)
        return Rendered(rendering(definition.machine, document(definition.machine), form), definition.places)
    compiled = _compiled(request).compiled
    return Rendered(rendering(compiled.machine, compiled.definition, form), compiled.source_map)


def write(rendered: Rendered, form: Format, output: Path) -> None:
    """Write a rendering; beside JSON, ``machine.asl.json``, a map of states to places, ``machine.asl.map.json``."""
    output.write_text(rendered.text, encoding="utf-8")
    if form is Format.JSON:
        from lakeflow.operations.source_maps import write_source_map

        write_source_map(output, rendered.source_map)


def explain(request: Request) -> "Explanation":
    """Return why a pipeline is structured as it is.

    Raises:
        ProjectError: the file is a definition, whose structure is its author's.

    """
    from lakeflow.compiler.explanation import explain as explanation_of

    if request.file.suffix == DEFINITION:
        raise ProjectError(f"{request.file} is a definition already", hint="give a pipeline module")
    compiled, project = _compiled(request), find_project(request.file)
    return explanation_of(compiled.pipeline, durations_of(project, compiled.settings, request.durations))


def _template(request: Request) -> str:
    from lakeflow.operations.desired import desired
    from lakeflow.render.cloudformation import dumps as dumps_template

    wanted = desired(find_project(request.file), request.environment, [request.file])
    return dumps_template(wanted.site, wanted.resources)


def _compiled(request: Request) -> CompiledPipeline:
    compiled = compile_file(find_project(request.file), request.file, request.environment, request.durations)
    return pick(compiled, request.name)


def rendering(machine: StateMachine, definition: Json, form: Format) -> str:
    """Return a state machine, whose JSON is ``definition``, in a form, with a final newline."""
    match form:
        case Format.JSON:
            return indented(definition)
        case Format.MERMAID:
            from lakeflow.render.mermaid import mermaid

            return mermaid(machine)
        case Format.SVG:
            from lakeflow.render.svg import svg

            return svg(machine)
        case Format.CLOUDFORMATION:
            raise ProjectError(
                "a template is of an environment, not of a state machine", hint="render a pipeline module"
            )
        case _ as never:
            assert_never(never)
