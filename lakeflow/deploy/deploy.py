"""Lock, journal, prepare, check, try out, switch, record, finish: the order that makes a release atomic.

Until the switch nothing that runs has changed; after it everything has. A deploy that dies anywhere leaves its journal:
the next one plans from what is live, and so goes on where it stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lakeflow.deploy import journal, releases
from lakeflow.deploy.apply import ApplyObserver, apply
from lakeflow.deploy.difference import differences
from lakeflow.deploy.former import kept
from lakeflow.deploy.journal import Journal
from lakeflow.deploy.lock import HeldLock, locked
from lakeflow.deploy.plan import Action, Change, Stage
from lakeflow.deploy.provider import Provider
from lakeflow.deploy.releases import Provenance, Release
from lakeflow.deploy.smoke import SmokeExecution, smoke
from lakeflow.deploy.world import Outlook, World, read_all
from lakeflow.errors import ApplyError, StalePlanError
from lakeflow.resources.resource import Kind, Resource

PATIENCE = (1, 2, 4, 8, 8, 8, 8, 8, 8, 8)
"""Seconds between the looks at what was changed, while AWS tells of how it was before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a new release says of itself, and the executions that must succeed before it is switched to.

    ``restored`` is the number of the release that it goes back to.
    """

    provenance: Provenance
    pipelines: tuple[str, ...]
    restored: int | None = None
    smoke: tuple[SmokeExecution, ...] = ()


def deploy(world: World, outlook: Outlook, intent: Intent, observer: ApplyObserver) -> Release:
    """Make an environment what the outlook desires, and return the release that it runs then.

    Raises:
        DeployLockedError: another deployer is at work.
        StalePlanError: another deployer was, since the outlook.
        ApplyError: changes or a smoke execution failed; before the switch, what runs is as it was.

    """
    if outlook.is_settled:
        assert outlook.release is not None
        return outlook.release
    provide_home(world, outlook)
    with locked(world.store, world.clock, world.holder, world.is_gone) as lock:
        check_current(world, outlook)
        return carry_out(world, outlook, intent, observer, lock)


def carry_out(world: World, outlook: Outlook, intent: Intent, observer: ApplyObserver, lock: HeldLock) -> Release:
    """Do what a plan says, under the lock, and record the release."""
    if outlook.plan.is_empty and outlook.release is not None and outlook.release.desired == outlook.desired:
        # A deploy that died after recording its release left nothing to do but this.
        journal.finish(world.store)
        return outlook.release
    plan, now = outlook.plan, world.clock.now()
    number = releases.newest(world.store) + 1
    heading = Journal(holder=world.holder, started=now, restored=intent.restored)
    journal.begin(world.store, plan, heading, earlier=outlook.unfinished)

    apply(plan, Stage.PREPARE, world.provider, observer, str(number))
    check(world, plan.stage(Stage.PREPARE))
    lock.renew()
    smoke(world.executions, intent.smoke, observer, lock.renew)
    apply(plan, Stage.SWITCH, world.provider, observer, str(number))
    waiting = kept(outlook, world.executions)
    if waiting.changes:
        observer.keeps(waiting.changes, waiting.executions)
    apply(plan.without(waiting.changes), Stage.FINISH, world.provider, observer, str(number))
    release = Release(
        number=number,
        created=now,
        provenance=intent.provenance,
        pipelines=intent.pipelines,
        changes=tuple(summary(change) for change in plan.without(waiting.changes).work),
        resources=tuple(releases.recorded(one) for one in with_versions(world.provider, outlook.desired)),
        restored=intent.restored,
        left=tuple((change.address.kind, change.address.name) for change in waiting.changes if change.desired is None),
    )
    releases.save(world.store, release)
    journal.finish(world.store)
    return release


def provide_home(world: World, outlook: Outlook) -> None:
    """Make the bucket that holds lock, journal and releases, which all else needs."""
    for one in outlook.desired:
        if one.address == world.home and one.address not in outlook.live:
            world.provider.create(one)


def check_current(world: World, outlook: Outlook) -> None:
    """Refuse to act on an outlook that another deployer has made old.

    Raises:
        StalePlanError: there is a release, or a journal, that the outlook has not seen.

    """
    seen = outlook.release.number if outlook.release is not None else 0
    newest = releases.newest(world.store)
    if newest != seen or journal.unfinished(world.store) != outlook.unfinished:
        raise StalePlanError(
            f"somebody else deployed since the plan was made: the environment is at release {newest}, not {seen}",
            hint="plan again",
        )


def check(world: World, changes: Sequence[Change]) -> None:
    """See with AWS that what a release stands on is there, as it should be, and ours.

    What is not is looked at again for a minute: SQS, for one, may tell of the attributes before for as long.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html

    Raises:
        ApplyError: something is not.

    """
    made = [change.desired for change in changes if change.desired is not None]
    wrong = _wrong(world, made)
    for seconds in PATIENCE:
        if not wrong:
            return
        world.pause(seconds)
        wrong = _wrong(world, made)
    if wrong:
        raise ApplyError(tuple(wrong), hint="nothing was switched; run `lakeflow deploy` again")


def _wrong(world: World, made: Sequence[Resource]) -> list[tuple[str, str]]:
    """Return what is wrong with resources that were just made, by their addresses."""
    live = read_all(world.provider, [one.address for one in made])
    wrong: list[tuple[str, str]] = []
    for one in made:
        found = live.get(one.address)
        if found is None:
            wrong.append((str(one.address), "is not there, although it was just made"))
        elif not world.owner.marks(found):
            # Some calls that make a resource are content with one that is there.
            wrong.append((str(one.address), "was made by somebody else just now, and has not this project's tags"))
        elif not one.is_immutable:
            fields = [field.path for field in differences(dict(found.properties), dict(one.properties))]
            if fields:
                wrong.append((str(one.address), f"was just changed, and yet differs in {', '.join(fields)}"))
    return wrong


def with_versions(provider: Provider, desired: Sequence[Resource]) -> tuple[Resource, ...]:
    """Return resources with what AWS assigned to the aliases, so that a rollback is one call.

    Of an alias that AWS tells the former place of, nothing is noted: a rollback publishes its version anew.
    """
    live = read_all(provider, [one.address for one in desired if one.kind is Kind.STATE_MACHINE_ALIAS])
    moved = {one.address for one in desired if one.address in live and live[one.address].properties == one.properties}
    return tuple(
        replace(one, attributes=dict(live[one.address].attributes)) if one.address in moved else one for one in desired
    )


def summary(change: Change) -> str:
    """Return a change as one line of a release's record."""
    if change.action in {Action.CREATE, Action.DELETE, Action.RETAIN}:
        return f"{change.action} {change.address}"
    fields = ", ".join(dict.fromkeys(_short(field.path) for field in change.fields))
    return f"{change.action} {change.address}: {fields}"


def _short(path: str) -> str:
    return ".".join(path.split(".")[:3])
