from datetime import UTC, datetime

from lakeflow.deploy.destroy import destroy, doomed
from lakeflow.deploy.memory import MemoryExecutions, MemoryProvider, MemoryStore, Quiet
from lakeflow.deploy.plan import Owner
from lakeflow.deploy.provider import Live
from lakeflow.deploy.releases import Provenance
from lakeflow.deploy.world import World
from lakeflow.resources.resource import Address, Kind
from lakeflow.resources.site import ENVIRONMENT_TAG, PROJECT_TAG
from lakeflow.testing import FakeClock

HOME = Live(address=Address(Kind.BUCKET, "home"), properties={}, tags={PROJECT_TAG: "shop", ENVIRONMENT_TAG: "staging"})


def test_a_home_that_a_destroy_had_emptied_when_it_died_is_removed_by_the_next_that_removes_data() -> None:
    provider = MemoryProvider([HOME])
    world = World(
        executions=MemoryExecutions(),
        provider=provider,
        store=MemoryStore(),
        clock=FakeClock(datetime(2024, 1, 1, tzinfo=UTC)),
        owner=Owner(project="shop", environment="staging"),
        holder="ada@laptop:1",
        home=HOME.address,
    )
    destroy(world, doomed(world, data_too=False), Provenance(by="ada"), Quiet())
    assert list(provider.live) == [HOME.address]
    destroy(world, doomed(world, data_too=True), Provenance(by="ada"), Quiet())
    assert provider.live == {}
