"""``lakeflow import``: a definition in Amazon States Language as a pipeline module."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lakeflow.asl.states import walk
from lakeflow.asl.validation.text import validate_text
from lakeflow.errors import InvalidPipelineError, ProjectError, Severity
from lakeflow.interop.importing.definition import import_definition as convert
from lakeflow.operations.compiling import read_definition
from lakeflow.project import Project, read_text


class ImportedModule(NamedTuple):
    """A module's source; ``kept`` are the states, of all ``states``, that stay raw, with the reason of each."""

    source: str
    states: int
    kept: Mapping[str, str]

    def summary(self) -> str:
        """Return what became of the states, for the terminal."""
        lines = [f"{self.states - len(self.kept)} of {self.states} states are steps"]
        for reason in dict.fromkeys(self.kept.values()):
            names = [name for name, other in self.kept.items() if other == reason]
            lines.append(f"  raw: {', '.join(names)} ({reason})")
        return "\n".join(lines) + "\n"


def import_definition(file: Path, name: str | None) -> ImportedModule:
    """Return the module that a file's definition becomes.

    Raises:
        ProjectError: there is no such file.
        InvalidStateMachineError: it holds no JSON.
        InvalidPipelineError: it holds no definition, or one with mistakes, which would be a pipeline's then.

    """
    definition = read_definition(Project(file.resolve().parent), file)
    findings = validate_text(read_text(file), str(file))
    if wrong := tuple(finding for finding in findings if finding.severity is Severity.ERROR):
        raise InvalidPipelineError(wrong)
    found = convert(definition.content, name or definition.name)
    kept: dict[str, str] = {}
    states = list(walk(definition.machine.states))
    for state, _, around in states:
        # What is inside a raw state is raw with it; the state around one comes first.
        if why := kept.get(around or "") or found.kept.get(state):
            kept[state] = why
    return ImportedModule(found.source, len(states), kept)


def write_module(file: Path, source: str, *, force: bool) -> None:
    """Write a module; raises ProjectError where one is there already and ``force`` is not given."""
    if file.exists() and not force:
        raise ProjectError(f"{file} is there already", hint="choose another name, or replace it with --force")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
