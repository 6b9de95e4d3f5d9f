"""``lakeflow plan``: what a deploy would do."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from lakeflow.deploy import releases
from lakeflow.deploy.releases import Release
from lakeflow.deploy.smoke import SmokeExecution, smoke_executions
from lakeflow.deploy.world import Outlook, World, look
from lakeflow.errors import DeployError, suggestion
from lakeflow.operations.desired import Desired, desired
from lakeflow.operations.worlds import connected, offline
from lakeflow.project import find_project
from lakeflow.resources.observability import dashboard
from lakeflow.resources.resource import Address, Resource
from lakeflow.resources.site import PIPELINE_TAG


class Planned(NamedTuple):
    """An environment as it is and as it should be; ``pipelines`` are those that it will have.

    ``smoke`` are the executions that must succeed before the switch.
    """

    desired: Desired
    world: World
    outlook: Outlook
    pipelines: tuple[str, ...]
    smoke: tuple[SmokeExecution, ...]


class Against(NamedTuple):
    """What to plan against: AWS, or without an account nothing or a release's record."""

    is_offline: bool = False
    record: Path | None = None


def plan(
    files: Sequence[Path],
    environment: str,
    start: Path,
    against: Against = Against(),  # noqa: B008  a frozen value
    *,
    adopt: Sequence[str] = (),
) -> Planned:
    """Return what a deploy of some pipelines would do, of all without any.

    ``adopt`` are names of resources that exist and are not ours, to be taken over.

    Raises:
        DeployError: a name to adopt is none that the pipelines need.
        UnownedResourceError: something that is needed belongs to somebody else.

    """
    wanted = desired(find_project(start), environment, files)
    world = offline(wanted.site, against.record) if against.is_offline else connected(wanted.site, wanted.artifacts)
    return planned(wanted, adopting(world, wanted, adopt), keep_others=bool(files))


def adopting(world: World, wanted: Desired, names: Sequence[str]) -> World:
    """Return a world whose owner may take over the resources of these names.

    Raises:
        DeployError: a name is none that the pipelines need.

    """
    by_name: dict[str, set[Address]] = {}
    for one in wanted.resources:
        by_name.setdefault(one.name, set()).add(one.address)
    for name in names:
        if name not in by_name:
            raise DeployError(
                f"there is nothing to adopt as {name}: the pipelines need no resource of that name",
                hint=suggestion(name, by_name, "`lakeflow plan --offline` lists all that they need"),
            )
    claimed = frozenset(address for name in names for address in by_name[name])
    return replace(world, owner=replace(world.owner, claimed=world.owner.claimed | claimed))


def planned(wanted: Desired, world: World, *, keep_others: bool) -> Planned:
    """Return the plan for a world; where only some pipelines are deployed, the others stay as they were released."""
    latest = releases.latest(world.store) if keep_others else None
    others = _of_others(latest, wanted) if latest is not None else ()
    names = tuple(dict.fromkeys([*wanted.pipelines, *(latest.pipelines if latest is not None else ())]))
    boards = {board.address: board for board in dashboard(wanted.site, names)}
    own = [boards.get(one.address, one) for one in wanted.resources]
    outlook = look(world, [*own, *others])
    return Planned(wanted, world, outlook, names, smoke_executions(outlook.plan, wanted.smoke))


def _of_others(latest: Release, wanted: Desired) -> tuple[Resource, ...]:
    """Return what the last release has for pipelines that are not deployed now, and what no pipeline owns alone."""
    here = {one.address for one in wanted.resources}
    own = set(wanted.pipelines)
    return tuple(one for one in latest.desired if one.address not in here and one.tags.get(PIPELINE_TAG, "") not in own)
