"""What can be run: a compiled pipeline or a definition in Amazon States Language, with each state's place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lakeflow.asl.states import StateMachine, Task, walk
from lakeflow.compiler.target import Target
from lakeflow.errors import Location
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.operations.compiling import DEFINITION, CompiledPipeline, read_definition
from lakeflow.project import Project

NOWHERE = Target(project="local", environment="local", region="us-east-1", account="000000000000")
"""The account of a machine that belongs to no project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runnable:
    """A machine to run; ``places`` are its states' lines in the file that the author wrote.

    ``from_pipeline`` tells whether states with a dot in their names are the compiler's own; ``is_express`` whether it
    runs as an EXPRESS machine does, for five minutes at most.
    """

    name: str
    machine: StateMachine
    places: Mapping[str, Location]
    file: str
    target: Target
    from_pipeline: bool
    is_express: bool = False

    def is_authors(self, state: str) -> bool:
        """Tell whether the author named the state: no name in a pipeline has a dot."""
        return not self.from_pipeline or "." not in state

    def tasks(self) -> Iterator[tuple[str, Task]]:
        """Yield the machine's tasks by name, in the document's order."""
        return ((name, state) for name, state, _ in walk(self.machine.states) if isinstance(state, Task))

    def execution(self, name: str) -> ExecutionInfo:
        """Return what an execution of that name calls itself."""
        machine = self.target.name(self.name) if self.from_pipeline else self.name
        # Names of EXPRESS executions need not be unique, and so AWS adds an ID to their ARNs.
        own = f"express:{machine}:{name}:{name}" if self.is_express else f"execution:{machine}:{name}"
        return ExecutionInfo(
            arn=self.target.arn("states", own),
            name=name,
            state_machine_arn=self.target.arn("states", f"stateMachine:{machine}"),
            state_machine_name=machine,
            role_arn=f"arn:{self.target.partition}:iam::{self.target.account}:role/{machine}",
            is_express=self.is_express,
        )


def runnable_of(chosen: CompiledPipeline) -> Runnable:
    """Return what a compiled pipeline, or a definition in its place, runs."""
    places = chosen.compiled.source_map
    return Runnable(
        name=chosen.pipeline.name,
        machine=chosen.compiled.machine,
        places=places,
        file=next((place.file for place in places.values()), str(chosen.file)),
        target=chosen.target,
        from_pipeline=any(True for _ in chosen.pipeline.steps()),
        is_express=chosen.pipeline.type == "EXPRESS",
    )


def is_definition(file: Path) -> bool:
    """Tell whether a file holds a definition in Amazon States Language rather than a pipeline module."""
    return file.suffix == DEFINITION


def runnable_definition(file: Path, project: Project) -> Runnable:
    """Return the machine of a file that stands in no project; paths in messages count from ``project``'s folder.

    Raises:
        ProjectError: there is no such file.
        InvalidStateMachineError: it holds no JSON.
        InvalidPipelineError: it holds no definition.

    """
    found = read_definition(project, file)
    short = project.relative(file)
    return Runnable(
        name=found.name,
        machine=found.machine,
        places={name: Location(short, place.line, place.column) for name, place in found.places.items()},
        file=short,
        target=NOWHERE,
        from_pipeline=False,
    )
