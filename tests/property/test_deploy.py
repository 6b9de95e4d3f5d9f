"""A deploy that dies, fails or loses an answer at any call: deploying again converges, rolling back restores."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow.deploy.deploy import Intent, deploy
from lakeflow.deploy.memory import MemoryExecutions, MemoryProvider, MemoryStore, Quiet
from lakeflow.deploy.plan import RELEASE_TAG, Owner
from lakeflow.deploy.provider import Live
from lakeflow.deploy.releases import Provenance
from lakeflow.deploy.rollback import rollback, target
from lakeflow.deploy.world import World, look
from lakeflow.errors import DeployError, ProviderError
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.site import ENVIRONMENT_TAG, PROJECT_TAG
from lakeflow.testing import FakeClock

TAGS = {PROJECT_TAG: "shop", ENVIRONMENT_TAG: "staging"}
HOME = Address(Kind.BUCKET, "home")


class Killed(BaseException):
    """The process is no more."""


class Faulty:
    """Stands before a provider or store and breaks the k-th call of both: kills, refuses, or loses the answer."""

    def __init__(self, kind: str, at: int) -> None:
        self.kind, self.at, self.calls, self.dead, self.struck = kind, at, 0, False, False
        self._lock = Lock()

    def before(self, inner: Any) -> Any:
        fault = self

        class Front:
            def __getattr__(self, name: str) -> Callable[..., Any]:
                return lambda *args: fault.call(getattr(inner, name), name, *args)

        return Front()

    def call(self, method: Callable[..., Any], name: str, *args: Any) -> Any:
        with self._lock:
            if self.dead:
                raise Killed
            self.calls += 1
            hit = self.calls == self.at
            self.struck |= hit
            if hit and self.kind == "killed":
                self.dead = True
                raise Killed
        refusal = ProviderError(name, "it", "InternalError", "try again")
        if hit and self.kind == "refused":
            raise refusal
        result = method(*args)
        if hit and self.kind == "killed after":
            self.dead = True
            raise Killed
        if hit and self.kind == "answer lost":
            raise refusal
        return result


FAULTS = ("killed", "refused", "answer lost", "killed after")


def world(provider: Any, store: Any) -> World:
    return World(
        executions=MemoryExecutions(),
        provider=provider,
        store=store,
        clock=FakeClock(datetime(2024, 1, 1, tzinfo=UTC)),
        owner=Owner(project="shop", environment="staging"),
        holder="ada@laptop:1",
        home=HOME,
        is_gone=lambda _: True,
    )


def release(place: World, desired: list[Resource], version: str) -> None:
    intent = Intent(provenance=Provenance(by="ada", version=version), pipelines=("shop",))
    deploy(place, look(place, desired), intent, Quiet())


def seen(provider: MemoryProvider) -> dict[Address, Mapping[str, Any]]:
    """What matters of a world: the properties of all that is not named by its content."""
    return {one.address: one.properties for one in provider.live.values() if one.address.kind is not Kind.OBJECT}


@st.composite
def two_releases(draw: st.DrawFn) -> tuple[list[Resource], list[Resource]]:
    """Two desired states of a small project: resources come, go and change; each may need earlier ones."""
    kinds = [
        Kind.ROLE,
        Kind.GLUE_JOB,
        Kind.OBJECT,
        Kind.TOPIC,
        Kind.STATE_MACHINE,
        Kind.STATE_MACHINE_ALIAS,
        Kind.SCHEDULE,
    ]
    names = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True))
    states: list[list[Resource]] = []
    chosen = {name: draw(st.sampled_from(kinds)) for name in names}
    for _ in range(2):
        present = [name for name in names if draw(st.booleans())]
        made: list[Resource] = [Resource(kind=HOME.kind, name=HOME.name, tags=TAGS)]
        for name in present:
            needs = tuple(one.address for one in made if draw(st.booleans()))
            properties = {} if chosen[name] is Kind.OBJECT else {"Setting": draw(st.integers(0, 2))}
            made.append(Resource(kind=chosen[name], name=name, properties=properties, needs=needs, tags=TAGS))
        states.append(made)
    return states[0], states[1]


@given(two_releases())
def test_after_a_deploy_nothing_is_left_to_do(states: tuple[list[Resource], list[Resource]]) -> None:
    place = world(MemoryProvider(), MemoryStore())
    for version, desired in enumerate(states):
        release(place, desired, str(version))
        assert look(place, desired).is_settled


@pytest.mark.parametrize("kind", FAULTS)
@settings(max_examples=12)  # each example deploys once for every call that can break
@given(states=two_releases())
def test_wherever_an_update_breaks_deploying_again_converges_and_rolling_back_restores(
    kind: str, states: tuple[list[Resource], list[Resource]]
) -> None:
    first, second = states
    undisturbed = MemoryProvider()
    place = world(undisturbed, MemoryStore())
    release(place, first, "1")
    former = seen(undisturbed)
    release(place, second, "2")
    for provider, store in _broken(kind, first, second):
        again = world(provider, store)
        release(again, second, "2")
        assert seen(provider) == seen(undisturbed)
        rollback(again, target(store, 1), Provenance(by="ada"), Quiet())
        assert _stateless(seen(provider)) == _stateless(former)
    for provider, store in _broken(kind, first, second):
        again = world(provider, store)
        rollback(again, target(store, 1), Provenance(by="ada"), Quiet())
        assert _stateless(seen(provider)) == _stateless(former)


def _stateless(live: dict[Address, Mapping[str, Any]]) -> dict[Address, Mapping[str, Any]]:
    return {address: properties for address, properties in live.items() if address != HOME}


def _broken(kind: str, first: list[Resource], second: list[Resource]) -> Iterator[tuple[MemoryProvider, MemoryStore]]:
    """Yield the world that each way of breaking the second deploy leaves behind."""
    at = 0
    while True:
        at += 1
        provider, store = MemoryProvider(), MemoryStore()
        release(world(provider, store), first, "1")
        fault = Faulty(kind, at)
        with suppress(Killed, DeployError):
            release(world(fault.before(provider), fault.before(store)), second, "2")
        if not fault.struck:
            return
        yield provider, store


def test_a_resource_that_is_not_ours_stops_the_deploy_before_the_first_change() -> None:
    foreign = Live(address=Address(Kind.TOPIC, "alerts"), properties={}, tags={})
    provider = MemoryProvider([foreign])
    desired = [Resource(kind=Kind.ROLE, name="role", tags=TAGS), Resource(kind=Kind.TOPIC, name="alerts", tags=TAGS)]
    with pytest.raises(DeployError, match="not lakeflow's own") as caught:
        release(world(provider, MemoryStore()), desired, "1")
    assert "--adopt" in caught.value.hint
    assert list(provider.live) == [foreign.address]


def test_the_release_that_made_a_change_is_tagged_on_it_and_on_nothing_else() -> None:
    provider, store = MemoryProvider(), MemoryStore()
    kept = Resource(kind=Kind.ROLE, name="role", tags=TAGS)
    job = Resource(kind=Kind.GLUE_JOB, name="job", properties={"Timeout": 60}, tags=TAGS)
    release(world(provider, store), [kept, job], "1")
    release(world(provider, store), [kept, replace(job, properties={"Timeout": 90})], "2")
    assert provider.live[kept.address].tags[RELEASE_TAG] == "1"
    assert provider.live[job.address].tags[RELEASE_TAG] == "2"
