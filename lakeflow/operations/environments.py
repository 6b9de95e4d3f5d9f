"""The smaller verbs on an environment: its releases, its drift, its end, its lock."""

from pathlib import Path
from typing import NamedTuple

from lakeflow.asl.states import ABSENT
from lakeflow.deploy import destroy as destroying
from lakeflow.deploy import lock, releases
from lakeflow.deploy.apply import ApplyObserver
from lakeflow.deploy.difference import FieldChange, differences
from lakeflow.deploy.lock import Lock
from lakeflow.deploy.releases import Release
from lakeflow.deploy.world import Outlook, World, read_all
from lakeflow.errors import DeployError
from lakeflow.operations.desired import desired
from lakeflow.operations.worlds import connected, provenance, site_of
from lakeflow.project import find_project
from lakeflow.resources.resource import IMMUTABLE, Address


def list_releases(environment: str, start: Path) -> tuple[Release, ...]:
    """Return the releases of an environment, newest first."""
    world = connected(site_of(find_project(start), environment), {})
    return tuple(releases.load(world.store, number) for number in reversed(releases.numbers(world.store)))


class Drift(NamedTuple):
    """A resource that three sources disagree on: what was released, what is live, what the code says now.

    ``fields`` are the changes from the release to what is live, ``pending`` those from the release to the code.
    """

    address: Address
    fields: tuple[FieldChange, ...]
    pending: tuple[FieldChange, ...]


def drift(environment: str, start: Path) -> tuple[Drift, ...]:
    """Return where an environment has moved away from its release, by hand or by code that is not deployed.

    Raises:
        DeployError: nothing was released.

    """
    wanted = desired(find_project(start), environment)
    world = connected(wanted.site, wanted.artifacts)
    release = releases.latest(world.store)
    if release is None:
        raise DeployError("nothing was released here yet", hint=f"run: lakeflow deploy --env {environment}")
    recorded = {one.address: dict(one.properties) for one in release.desired}
    coded = {one.address: dict(one.properties) for one in wanted.resources}
    live = read_all(world.provider, [*recorded, *coded])
    found: list[Drift] = []
    for address in dict.fromkeys([*recorded, *coded]):
        before, wants = recorded.get(address, ABSENT), coded.get(address, ABSENT)
        now = dict(live[address].properties) if address in live else ABSENT
        if address.kind in IMMUTABLE and address in live:
            now = before if before is not ABSENT else wants
        moved, pending = tuple(differences(before, now)), tuple(differences(before, wants))
        if moved or pending:
            found.append(Drift(address, moved, pending))
    return tuple(found)


def doomed(environment: str, start: Path, *, data_too: bool) -> tuple[World, Outlook]:
    """Return what destroying an environment would remove; what keeps data only if ``data_too``."""
    world = connected(site_of(find_project(start), environment), {})
    return world, destroying.doomed(world, data_too=data_too)


def destroy(world: World, outlook: Outlook, start: Path, observer: ApplyObserver) -> None:
    """Remove what the outlook says.

    Raises:
        DeployLockedError: another deployer is at work.
        ApplyError: something could not be removed; destroying again goes on from there.

    """
    destroying.destroy(world, outlook, provenance(find_project(start)), observer)


def unlock(environment: str, start: Path) -> Lock | None:
    """Remove an environment's lock and return it."""
    return lock.unlock(connected(site_of(find_project(start), environment), {}).store)
