"""The smaller verbs on an environment: its releases, its drift, its end, its lock."""

from pathlib import Path

from lakeflow.deploy import destroy as destroying
from lakeflow.deploy import drift as drifting
from lakeflow.deploy import lock, releases
from lakeflow.deploy.apply import ApplyObserver
from lakeflow.deploy.drift import Drift
from lakeflow.deploy.lock import Lock
from lakeflow.deploy.releases import Release
from lakeflow.deploy.world import Outlook, World
from lakeflow.operations.desired import desired
from lakeflow.operations.provenance import provenance
from lakeflow.operations.worlds import connected, site_of
from lakeflow.project import find_project


def list_releases(environment: str, start: Path) -> tuple[Release, ...]:
    """Return the releases of an environment, newest first."""
    world = connected(site_of(find_project(start), environment), {})
    return tuple(releases.load(world.store, number) for number in reversed(releases.numbers(world.store)))


def drift(environment: str, start: Path) -> tuple[Drift, ...]:
    """Return where an environment has moved away from its release, by hand or by code that is not deployed.

    Raises:
        DeployError: nothing was released.

    """
    wanted = desired(find_project(start), environment)
    return tuple(drifting.drift(connected(wanted.site, wanted.artifacts), wanted.resources))


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
