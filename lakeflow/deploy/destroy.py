"""Remove an environment: what runs first, what it keeps in last, and its data only if told so."""

from dataclasses import replace

from lakeflow.deploy import journal, releases
from lakeflow.deploy.apply import ApplyObserver, apply
from lakeflow.deploy.journal import Journal
from lakeflow.deploy.lock import locked
from lakeflow.deploy.plan import Stage
from lakeflow.deploy.releases import Provenance, Release
from lakeflow.deploy.world import Outlook, World, look
from lakeflow.resources.resource import IMMUTABLE, STATEFUL


def doomed(world: World, *, data_too: bool) -> Outlook:
    """Return what destroying an environment would remove; what keeps data or code only if ``data_too``."""
    return look(world, (), discarding=IMMUTABLE | STATEFUL if data_too else frozenset())


def destroy(world: World, outlook: Outlook, origin: Provenance, observer: ApplyObserver) -> None:
    """Remove what an outlook says. What stays is recorded as a release, so that it can be removed later.

    Raises:
        DeployLockedError: another deployer is at work.
        ApplyError: something could not be removed; destroying again goes on from there.

    """
    home = outlook.live.get(world.home)
    if home is None:
        return
    goes = any(change.address == world.home for change in outlook.plan.work)
    others = replace(
        outlook.plan, changes=tuple(change for change in outlook.plan.changes if change.address != world.home)
    )
    with locked(world.store, world.clock, world.holder, world.is_gone):
        heading = Journal(holder=world.holder, started=world.clock.now())
        journal.begin(world.store, outlook.plan, heading, earlier=outlook.unfinished)
        apply(others, Stage.FINISH, world.provider, observer, "")
        if goes:
            # Last of all: it holds the lock and the journal, by which a destroy that dies is taken up again.
            world.provider.delete(home)
            return
        releases.save(world.store, _remainder(world, outlook, origin))
        journal.finish(world.store)


def _remainder(world: World, outlook: Outlook, origin: Provenance) -> Release:
    gone = {change.address for change in outlook.plan.work}
    before = outlook.release.resources if outlook.release is not None else ()
    return Release(
        number=releases.newest(world.store) + 1,
        created=world.clock.now(),
        provenance=origin,
        pipelines=(),
        changes=tuple(f"{change.action} {change.address}" for change in outlook.plan.changes),
        resources=tuple(one for one in before if one.resource.address not in gone),
    )
