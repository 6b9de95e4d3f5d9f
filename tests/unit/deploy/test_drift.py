from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lakeflow.deploy import releases
from lakeflow.deploy.difference import FieldChange
from lakeflow.deploy.drift import Drift, drift
from lakeflow.deploy.memory import MemoryExecutions, MemoryProvider, MemoryStore
from lakeflow.deploy.plan import Owner
from lakeflow.deploy.provider import Live
from lakeflow.deploy.releases import Provenance, Release
from lakeflow.deploy.world import World
from lakeflow.errors import DeployError
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.testing import FakeClock

Changed = list[tuple[str, object, object]]

MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
TOPIC = Resource(kind=Kind.TOPIC, name="alerts", properties={"TopicName": "alerts", "KmsMasterKeyId": "ours"})
LOG = Resource(kind=Kind.LOG_GROUP, name="/aws/lambda/find", properties={"RetentionInDays": 30})


def world_with(*live: Resource, released: tuple[Resource, ...] = ()) -> World:
    world = World(
        executions=MemoryExecutions(),
        provider=MemoryProvider(Live(address=one.address, properties=one.properties, tags=one.tags) for one in live),
        store=MemoryStore(),
        clock=FakeClock(MOMENT),
        owner=Owner(project="shop", environment="staging"),
        holder="ada@laptop:1",
        home=Address(Kind.BUCKET, "home"),
    )
    if released:
        release = Release(
            number=1,
            created=MOMENT,
            provenance=Provenance(by="ada"),
            pipelines=("shop",),
            changes=(),
            resources=tuple(map(releases.recorded, released)),
        )
        releases.save(world.store, release)
    return world


def told(found: Drift) -> tuple[str, Changed, Changed]:
    """Return a drift as plain values: the name, and what changed by hand and in the code."""
    return found.address.name, changed(found.fields), changed(found.pending)


def changed(fields: Iterable[FieldChange]) -> Changed:
    return [(one.path, one.before, one.after) for one in fields]


def test_what_was_changed_by_hand_is_told_apart_from_what_the_code_would_change() -> None:
    by_hand = replace(TOPIC, properties={**TOPIC.properties, "KmsMasterKeyId": "theirs"})
    coded = replace(LOG, properties={"RetentionInDays": 90})
    world = world_with(by_hand, LOG, released=(TOPIC, LOG))
    assert list(map(told, drift(world, [TOPIC, coded]))) == [
        ("alerts", [("KmsMasterKeyId", "ours", "theirs")], []),
        ("/aws/lambda/find", [], [("RetentionInDays", 30, 90)]),
    ]


def test_an_environment_that_is_as_it_was_released_and_coded_has_not_drifted() -> None:
    assert list(drift(world_with(TOPIC, LOG, released=(TOPIC, LOG)), [TOPIC, LOG])) == []


def test_what_was_removed_by_hand_has_drifted() -> None:
    (found,) = drift(world_with(released=(LOG,)), [LOG])
    assert [(one.path, one.before) for one in found.fields] == [("", LOG.properties)]
    assert found.pending == ()


def test_there_is_no_drift_from_a_release_that_is_not_there() -> None:
    with pytest.raises(DeployError, match="nothing was released") as told_so:
        list(drift(world_with(), [TOPIC]))
    assert told_so.value.hint == "run: lakeflow deploy --env staging"
