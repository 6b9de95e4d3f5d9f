"""What executions of a former version may still come to: it stays until they have ended.

A deploy looks when it has switched, so that no more of them begin, and the next one removes what is left then.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lakeflow.deploy.plan import Change, Stage
from lakeflow.deploy.smoke import Executions
from lakeflow.deploy.world import Outlook
from lakeflow.resources.resource import Address, Kind

USED = frozenset(
    {
        Kind.CRAWLER,
        Kind.FUNCTION,
        Kind.FUNCTION_ALIAS,
        Kind.GLUE_JOB,
        Kind.LOG_GROUP,
        Kind.MANAGED_POLICY,
        Kind.ROLE,
        Kind.STATE_MACHINE,
        Kind.STATE_MACHINE_ALIAS,
        Kind.TOPIC,
        Kind.TOPIC_POLICY,
        Kind.WORKGROUP,
    }
)
"""What an execution may need; what starts executions, or tells of them, goes at once."""


class Kept(NamedTuple):
    """The changes that wait, and the executions that they wait for, by their ARNs."""

    changes: tuple[Change, ...] = ()
    executions: tuple[str, ...] = ()


def kept(outlook: Outlook, executions: Executions) -> Kept:
    """Return which deletions, and which rights taken away, have to wait for executions that run."""
    ending = tuple(change for change in outlook.plan.stage(Stage.FINISH) if change.address.kind in USED)
    if not ending:
        return Kept()
    running = tuple(arn for name, alias in _machines(outlook) for arn in executions.unfinished(name, alias))
    return Kept(ending, running) if running else Kept()


def _machines(outlook: Outlook) -> Iterator[tuple[str, str]]:
    """Yield each machine that was there before, with the alias by which it is started; without one if it was dropped.

    An EXPRESS machine keeps no list of its executions, which last five minutes at most.
    """
    aliases: Mapping[Address, str] = {
        Address(Kind.STATE_MACHINE, machine): alias
        for machine, _, alias in (
            one.name.partition(":") for one in outlook.desired if one.kind is Kind.STATE_MACHINE_ALIAS
        )
    }
    for address, live in outlook.live.items():
        if address.kind is Kind.STATE_MACHINE and live.properties.get("StateMachineType") != "EXPRESS":
            yield address.name, aliases.get(address, "")
