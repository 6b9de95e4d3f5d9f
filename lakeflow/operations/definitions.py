"""What can be run: a compiled pipeline or an ASL file, as a machine with the place that each state comes from."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lakeflow.asl.document import parse
from lakeflow.asl.states import StateMachine, walk
from lakeflow.compiler.target import Target
from lakeflow.errors import InvalidStateMachineError, Location, ProjectError
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.operations.compiling import CompiledPipeline

NOWHERE = Target(project="local", environment="local", region="us-east-1", account="000000000000")
"""The account of a machine that belongs to no project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A machine to run; ``places`` are its states' lines in the file that the author wrote.

    ``compiled`` tells whether states with a dot in their names are the compiler's own.
    """

    name: str
    machine: StateMachine
    places: Mapping[str, Location]
    file: str
    target: Target
    compiled: bool

    def is_authors(self, state: str) -> bool:
        """Tell whether the author named the state: no name in a pipeline has a dot."""
        return not self.compiled or "." not in state

    def execution(self, name: str) -> ExecutionInfo:
        """Return what an execution of that name calls itself."""
        machine = self.target.name(self.name) if self.compiled else self.name
        return ExecutionInfo(
            arn=self.target.arn("states", f"execution:{machine}:{name}"),
            name=name,
            state_machine_arn=self.target.arn("states", f"stateMachine:{machine}"),
            state_machine_name=machine,
            role_arn=f"arn:{self.target.partition}:iam::{self.target.account}:role/{machine}",
        )


def definition_of(chosen: CompiledPipeline) -> Definition:
    """Return what a compiled pipeline runs."""
    return Definition(
        name=chosen.pipeline.name,
        machine=chosen.compiled.machine,
        places=chosen.compiled.source_map,
        file=next((place.file for place in chosen.compiled.source_map.values()), str(chosen.file)),
        target=chosen.target,
        compiled=True,
    )


def is_asl_file(path: Path) -> bool:
    """Tell whether a path names an ASL document rather than a pipeline module."""
    return path.suffix == ".json"


def read_definition(path: Path, target: Target = NOWHERE) -> Definition:
    """Return the machine in an ASL file, named after it.

    Raises:
        ProjectError: there is no such file, or it is not JSON.
        InvalidStateMachineError: it is no state machine.

    """
    if not path.is_file():
        raise ProjectError(f"there is no file {path}", hint="name a pipeline module or an ASL document (.asl.json)")
    text = path.read_text(encoding="utf-8")
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ProjectError(f"{path} is not JSON: {error}") from None
    try:
        machine = parse(document)
    except InvalidStateMachineError as error:
        raise InvalidStateMachineError(f"{path}: {error.message}", hint=error.hint) from None
    return Definition(
        name=path.name.removesuffix(".json").removesuffix(".asl"),
        machine=machine,
        places=_places(machine, text, str(path)),
        file=str(path),
        target=target,
        compiled=False,
    )


def _places(machine: StateMachine, text: str, file: str) -> dict[str, Location]:
    """Return the line of each state: the first where its name is the key of an object."""
    names = {name for name, _, _ in walk(machine.states)}
    places: dict[str, Location] = {}
    for key in re.finditer(r'("(?:[^"\\]|\\.)*")\s*:\s*\{', text):
        name = json.loads(key.group(1))
        if name in names and name not in places:
            places[name] = Location(file, text.count("\n", 0, key.start()) + 1)
    return places
