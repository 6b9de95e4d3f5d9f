"""What was changed is looked at before the switch, with patience: AWS may tell for a while how it was before."""

from dataclasses import replace
from typing import Any

import pytest

from lakeflow.deploy.deploy import PATIENCE, check
from lakeflow.deploy.memory import MemoryExecutions, MemoryProvider, MemoryStore
from lakeflow.deploy.plan import Action, Change, Owner
from lakeflow.deploy.provider import Live
from lakeflow.deploy.world import World
from lakeflow.errors import ApplyError
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.site import ENVIRONMENT_TAG, PROJECT_TAG
from lakeflow.testing import FakeClock

QUEUE = Resource(
    kind=Kind.QUEUE, name="dead", properties={"Retention": 2}, tags={PROJECT_TAG: "shop", ENVIRONMENT_TAG: "staging"}
)
CHANGES = (Change(action=Action.UPDATE, address=QUEUE.address, desired=QUEUE),)


class Late(MemoryProvider):
    """Tells of a resource as it was until it has been asked often enough."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.create(QUEUE)
        self.left = times

    def read(self, address: Address) -> Live | None:
        found = super().read(address)
        self.left -= 1
        return replace(found, properties={"Retention": 1}) if found is not None and self.left >= 0 else found


def world(provider: Any, pauses: list[float]) -> World:
    return World(
        executions=MemoryExecutions(),
        provider=provider,
        store=MemoryStore(),
        clock=FakeClock(),
        owner=Owner(project="shop", environment="staging"),
        holder="ada@laptop:1",
        home=Address(Kind.BUCKET, "home"),
        pause=pauses.append,
    )


def test_a_change_that_aws_does_not_tell_of_yet_is_waited_for() -> None:
    pauses: list[float] = []
    check(world(Late(3), pauses), CHANGES)
    assert pauses == [*PATIENCE[:3]]


def test_one_that_never_comes_stops_the_deploy_after_a_minute() -> None:
    pauses: list[float] = []
    with pytest.raises(ApplyError, match="differs in Retention"):
        check(world(Late(1000), pauses), CHANGES)
    assert 60 <= sum(pauses) <= 120
