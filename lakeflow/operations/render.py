"""``lakeflow render``: a pipeline as the document that is deployed, or as a picture of it."""

from enum import StrEnum
from pathlib import Path
from typing import assert_never

from lakeflow.asl.document import dumps
from lakeflow.asl.states import StateMachine
from lakeflow.operations.compiling import DEFINITION, compile_file, pick, read_definition
from lakeflow.project import Project, find_project


class Format(StrEnum):
    """What a pipeline can be rendered as."""

    JSON = "json"
    MERMAID = "mermaid"
    SVG = "svg"


def render(file: Path, *, form: Format, environment: str, name: str | None) -> str:
    """Return a pipeline's rendering; a module with several needs the ``name`` of one.

    A definition in Amazon States Language belongs to no environment, and need not stand in a project.
    """
    if file.suffix == DEFINITION:
        return rendering(read_definition(Project(file.resolve().parent), file).machine, form)
    compiled = compile_file(find_project(file), file, environment)
    return rendering(pick(compiled, name).compiled.machine, form)


def rendering(machine: StateMachine, form: Format) -> str:
    """Return a state machine in a form, with a final newline."""
    match form:
        case Format.JSON:
            return dumps(machine)
        case Format.MERMAID:
            from lakeflow.render.mermaid import mermaid

            return mermaid(machine)
        case Format.SVG:
            from lakeflow.render.svg import svg

            return svg(machine)
        case _ as never:
            assert_never(never)
