"""Go back to an earlier release: the aliases first, in one call each, then what an alias does not pin."""

from dataclasses import replace

from lakeflow.deploy import journal, releases
from lakeflow.deploy.apply import ApplyObserver, apply
from lakeflow.deploy.deploy import Intent, carry_out
from lakeflow.deploy.journal import Journal
from lakeflow.deploy.lock import locked
from lakeflow.deploy.plan import Action, Stage, make_plan
from lakeflow.deploy.releases import Provenance, Release
from lakeflow.deploy.store import Store
from lakeflow.deploy.world import Outlook, World, look, read_all
from lakeflow.errors import DeployError
from lakeflow.resources.resource import Kind


def target(store: Store, number: int | None) -> Release:
    """Return the release to go back to: the one named, else the one before the one that runs.

    After a deploy that did not finish, that is the one that ran before it; after such a rollback, the one it went to.

    Raises:
        DeployError: there is no such release.

    """
    if number is not None:
        return releases.load(store, number)
    latest = releases.latest(store)
    if latest is None:
        raise DeployError(
            "nothing was released here yet", hint="there is nothing to go back to; `lakeflow destroy` removes all"
        )
    if (left := journal.unfinished(store)) is not None:
        return latest if left.restored is None else releases.load(store, left.restored)
    running = latest.restored or latest.number
    earlier = [known for known in releases.numbers(store) if known < running]
    if not earlier:
        raise DeployError(
            f"release {running} is the first: there is none before it",
            hint="name one with --to, see `lakeflow releases`",
        )
    return releases.load(store, earlier[-1])


def rollback(world: World, release: Release, provenance: Provenance, observer: ApplyObserver) -> Release:
    """Restore a release and return the new record of it.

    Raises:
        DeployLockedError: another deployer is at work.
        DeployError: the release's code is gone, as after a destroy that took the data too.
        ApplyError: changes failed; the aliases may be back already.

    """
    with locked(world.store, world.clock, world.holder, world.is_gone) as lock:
        switch_back(world, release, observer)
        outlook = look(world, release.desired)
        check_code(outlook, release)
        intent = Intent(provenance=provenance, pipelines=release.pipelines, restored=release.restored or release.number)
        return carry_out(world, outlook, intent, observer, lock)


def check_code(outlook: Outlook, release: Release) -> None:
    """Refuse to make anything of a release whose code nobody has any more: a rollback brings none along."""
    gone = [one.name for one in outlook.desired if one.kind is Kind.OBJECT and one.address not in outlook.live]
    if gone:
        raise DeployError(
            f"the code of release {release.number} is gone: {', '.join(gone)}",
            hint=f"check out revision {release.provenance.revision or 'of that release'} and deploy it",
        )


def switch_back(world: World, release: Release, observer: ApplyObserver) -> None:
    """Point the aliases at the versions that a release had; those of a machine that was replaced since have none."""
    aliases = [one for one in release.desired if one.kind is Kind.STATE_MACHINE_ALIAS]
    live = read_all(world.provider, [one.address for one in aliases])
    existing = [one for one in aliases if one.address in live]
    plan = make_plan(existing, live, (), world.owner)
    plan = replace(plan, changes=tuple(change for change in plan.changes if change.action is not Action.REPLACE))
    if plan.is_empty:
        return
    restored = release.restored or release.number
    heading = Journal(holder=world.holder, started=world.clock.now(), restored=restored)
    journal.begin(world.store, plan, heading, earlier=journal.unfinished(world.store))
    apply(plan, Stage.SWITCH, world.provider, observer, str(release.number))
