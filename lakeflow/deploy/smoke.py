"""Smoke executions: what a new definition must do once, for real, before anything switches to it."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from lakeflow.asl.states import Json
from lakeflow.deploy.apply import ApplyObserver
from lakeflow.deploy.plan import Action, Plan, Stage
from lakeflow.errors import ApplyError
from lakeflow.resources.resource import Address, Kind


class SmokeExecution(NamedTuple):
    """A state machine and the input of the execution that it must succeed in."""

    machine: str
    given: Json


class Outcome(NamedTuple):
    """How an execution ended; ``error`` and ``cause`` are empty if it SUCCEEDED."""

    execution: str
    status: str
    error: str = ""
    cause: str = ""


class Executions(Protocol):
    """Runs state machines as they are now, whatever their aliases point to, and knows what runs of them."""

    def unfinished(self, machine: str, alias: str) -> Sequence[str]:
        """Return the ARNs of what runs of a STANDARD machine, with an alias of what began before it was last moved."""

    def run(self, machine: str, given: Json, waiting: Callable[[], None]) -> Outcome:
        """Run an execution to its end; ``waiting`` is called now and then."""


def smoke_executions(plan: Plan, inputs: Mapping[str, Json]) -> tuple[SmokeExecution, ...]:
    """Return the executions that a plan calls for: of the machines whose alias it moves, where they have an input.

    A machine that is replaced is made only after the switch, and cannot be tried before.
    """
    moved = [
        change.address.name.partition(":")[0]
        for change in plan.stage(Stage.SWITCH)
        if change.address.kind is Kind.STATE_MACHINE_ALIAS and change.action in {Action.CREATE, Action.UPDATE}
    ]
    return tuple(SmokeExecution(machine, inputs[machine]) for machine in moved if machine in inputs)


def smoke(
    executions: Executions, wanted: Sequence[SmokeExecution], observer: ApplyObserver, waiting: Callable[[], None]
) -> None:
    """Run smoke executions one after the other.

    Raises:
        ApplyError: one did not succeed; with its error, its cause and its ARN.

    """
    for machine, given in wanted:
        observer.waits(f"smoke execution of {machine}")
        outcome = executions.run(machine, given, waiting)
        if outcome.status != "SUCCEEDED":
            why = ": ".join(filter(None, (outcome.error, outcome.cause)))
            said = f"its smoke execution {outcome.status}{f' ({why})' if why else ''}: {outcome.execution}"
            raise ApplyError(
                ((str(Address(Kind.STATE_MACHINE, machine)), said),),
                hint="nothing was switched: what runs is as it was; correct it and deploy again",
            )
