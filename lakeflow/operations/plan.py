"""``lakeflow plan``: what a deploy would do."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from lakeflow.deploy import releases
from lakeflow.deploy.releases import Release
from lakeflow.deploy.world import Outlook, World, look
from lakeflow.operations.desired import Desired, desired
from lakeflow.operations.worlds import connected, offline
from lakeflow.project import find_project
from lakeflow.resources.resource import Resource


class Planned(NamedTuple):
    """An environment as it is and as it should be; ``pipelines`` are those that it will have."""

    desired: Desired
    world: World
    outlook: Outlook
    pipelines: tuple[str, ...]


class Against(NamedTuple):
    """What to plan against: AWS, or without an account nothing or a release's record."""

    is_offline: bool = False
    record: Path | None = None


def plan(
    files: Sequence[Path],
    environment: str,
    start: Path,
    against: Against = Against(),  # noqa: B008  a frozen value
    progress: Callable[[], None] = lambda: None,
) -> Planned:
    """Return what a deploy of some pipelines would do, of all without any.

    Raises:
        UnownedResourceError: something that is needed belongs to somebody else.

    """
    wanted = desired(find_project(start), environment, files)
    world = offline(wanted.site, against.record) if against.is_offline else connected(wanted.site, wanted.artifacts)
    return planned(wanted, world, keep_others=bool(files), progress=progress)


def planned(
    wanted: Desired, world: World, *, keep_others: bool, progress: Callable[[], None] = lambda: None
) -> Planned:
    """Return the plan for a world; where only some pipelines are deployed, the others stay as they were released."""
    latest = releases.latest(world.store) if keep_others else None
    others = _of_others(latest, wanted) if latest is not None else ()
    names = tuple(dict.fromkeys([*wanted.pipelines, *(latest.pipelines if latest is not None else ())]))
    outlook = look(world, [*wanted.resources, *others], progress=progress)
    return Planned(wanted, world, outlook, names)


def _of_others(latest: Release, wanted: Desired) -> tuple[Resource, ...]:
    """Return what the last release has for pipelines that are not deployed now, and what no pipeline owns alone."""
    here = {one.address for one in wanted.resources}
    own = set(wanted.pipelines)
    return tuple(
        one for one in latest.desired if one.address not in here and one.tags.get("lakeflow:pipeline", "") not in own
    )
