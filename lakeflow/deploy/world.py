"""An environment as a deployer sees it: what is live, what was released, and what that means for what is desired."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from lakeflow.clock import Clock
from lakeflow.deploy import journal, releases
from lakeflow.deploy.journal import Journal
from lakeflow.deploy.plan import Owner, Plan, make_plan
from lakeflow.deploy.provider import Live, Provider
from lakeflow.deploy.releases import Release
from lakeflow.deploy.smoke import Executions
from lakeflow.deploy.store import Store
from lakeflow.resources.resource import Address, Kind, Resource

READERS = 32
"""How many resources are read at once; a describe call of every service allows more than that a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where deployers act: ``holder`` is who we are, ``home`` the bucket that the store writes to.

    ``is_gone`` tells of another holder whether it surely does not run any more; ``pause`` lets seconds pass.
    """

    provider: Provider
    store: Store
    clock: Clock
    owner: Owner
    holder: str
    home: Address
    executions: Executions
    is_gone: Callable[[str], bool] = lambda _: False
    pause: Callable[[float], None] = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What was found, and the plan that follows from it."""

    plan: Plan
    desired: tuple[Resource, ...]
    live: Mapping[Address, Live]
    release: Release | None
    unfinished: Journal | None

    @property
    def is_settled(self) -> bool:
        """Whether the environment is as desired, and every deploy before came to its end."""
        return self.plan.is_empty and self.unfinished is None and self.release is not None


def look(world: World, desired: Sequence[Resource], *, discarding: frozenset[Kind] = frozenset()) -> Outlook:
    """Read everything that is desired or was made before, and plan.

    Raises:
        UnownedResourceError: something of a desired name exists and is not ours.

    """
    release, left = releases.latest(world.store), journal.unfinished(world.store)
    # A destroy empties the home before it deletes it: one that died in between left no record that tells of it.
    made = [world.home]
    if release is not None:
        made += [*(one.address for one in release.desired), *(Address(*address) for address in release.left)]
    made += [entry.address for entry in left.entries] if left is not None else []
    live = read_all(world.provider, [*(one.address for one in desired), *made])
    # What a deploy that died meant to change was ours, or handed over to us; it may not have come to the tags.
    begun = [entry.address for entry in left.entries] if left is not None else []
    owner = replace(world.owner, claimed=world.owner.claimed | {world.home, *begun})
    plan = make_plan(desired, live, made, owner, discarding)
    return Outlook(plan=plan, desired=tuple(desired), live=live, release=release, unfinished=left)


def read_all(provider: Provider, addresses: Iterable[Address]) -> dict[Address, Live]:
    """Return those of the resources that exist, read many at once."""
    with ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="read") as pool:
        found = list(pool.map(provider.read, dict.fromkeys(addresses)))
    return {one.address: one for one in found if one is not None}
