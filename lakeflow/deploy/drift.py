"""Where an environment has moved away from its release, by hand or by code that is not deployed."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lakeflow.asl.states import ABSENT
from lakeflow.deploy import releases
from lakeflow.deploy.difference import FieldChange, differences
from lakeflow.deploy.world import World, read_all
from lakeflow.errors import DeployError
from lakeflow.resources.resource import IMMUTABLE, Address, Resource


class Drift(NamedTuple):
    """A resource that three sources disagree on: what was released, what is live, what the code says now.

    ``fields`` are the changes from the release to what is live, ``pending`` those from the release to the code.
    """

    address: Address
    fields: tuple[FieldChange, ...]
    pending: tuple[FieldChange, ...]


def drift(world: World, wanted: Sequence[Resource]) -> Iterator[Drift]:
    """Yield where an environment differs from its latest release; ``wanted`` is what the code says.

    Raises:
        DeployError: nothing was released.

    """
    release = releases.latest(world.store)
    if release is None:
        hint = f"run: lakeflow deploy --env {world.owner.environment}"
        raise DeployError("nothing was released here yet", hint=hint)
    recorded = {one.address: dict(one.properties) for one in release.desired}
    coded = {one.address: dict(one.properties) for one in wanted}
    addresses = tuple(dict.fromkeys([*recorded, *coded]))
    live = read_all(world.provider, addresses)
    for address in addresses:
        before, wants = recorded.get(address, ABSENT), coded.get(address, ABSENT)
        now = dict(live[address].properties) if address in live else ABSENT
        if address.kind in IMMUTABLE and address in live:
            now = before if before is not ABSENT else wants
        moved, pending = tuple(differences(before, now)), tuple(differences(before, wants))
        if moved or pending:
            yield Drift(address, moved, pending)
