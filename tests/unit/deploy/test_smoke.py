"""Smoke executions: what must succeed before a release is switched to."""

from dataclasses import replace
from typing import Any

import pytest

from lakeflow.deploy.deploy import Intent, deploy
from lakeflow.deploy.memory import MemoryExecutions, MemoryProvider, MemoryStore
from lakeflow.deploy.plan import Owner
from lakeflow.deploy.releases import Provenance
from lakeflow.deploy.smoke import Outcome, smoke_executions
from lakeflow.deploy.world import World, look
from lakeflow.errors import ApplyError
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.site import ENVIRONMENT_TAG, PROJECT_TAG
from lakeflow.testing import FakeClock

TAGS = {PROJECT_TAG: "shop", ENVIRONMENT_TAG: "staging"}
HOME = Address(Kind.BUCKET, "home")
INPUTS: dict[str, Any] = {"shop": {"date": "2024-01-01"}}


class Told:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def started(self, change: object) -> None: ...

    def ended(self, change: Any, error: object) -> None:  # noqa: ARG002  the port has it
        self.lines.append(str(change.address.kind))

    def waits(self, subject: str) -> None:
        self.lines.append(subject)

    def keeps(self, changes: object, executions: object) -> None: ...


def desired(definition: str) -> tuple[Resource, ...]:
    """A machine with an alias, and one of another pipeline."""
    home = Resource(kind=Kind.BUCKET, name="home", properties={}, tags=TAGS)
    machines = [
        Resource(kind=Kind.STATE_MACHINE, name=name, properties={"Definition": text}, tags=TAGS)
        for name, text in (("shop", definition), ("other", "the same"))
    ]
    aliases = [
        Resource(
            kind=Kind.STATE_MACHINE_ALIAS, name=f"{one.name}:live", properties=one.properties, needs=(one.address,)
        )
        for one in machines
    ]
    return (home, *machines, *aliases)


def world(executions: MemoryExecutions) -> World:
    return World(
        provider=MemoryProvider(),
        store=MemoryStore(),
        clock=FakeClock(),
        owner=Owner(project="shop", environment="staging"),
        holder="ada@laptop:1",
        home=HOME,
        executions=executions,
    )


def release(place: World, definition: str, told: Told) -> None:
    outlook = look(place, desired(definition))
    smoke = smoke_executions(outlook.plan, INPUTS)
    deploy(place, outlook, Intent(provenance=Provenance(by="ada"), pipelines=("shop",), smoke=smoke), told)


def live(place: World) -> Any:
    found = place.provider.read(Address(Kind.STATE_MACHINE_ALIAS, "shop:live"))
    return None if found is None else found.properties["Definition"]


def test_a_new_definition_is_executed_after_it_is_made_and_before_the_switch() -> None:
    executions, told = MemoryExecutions(), Told()
    release(world(executions), "first", told)
    assert executions.ran == [("shop", {"date": "2024-01-01"})]
    at = told.lines.index("smoke execution of shop")
    assert Kind.STATE_MACHINE in told.lines[:at]
    assert Kind.STATE_MACHINE_ALIAS not in told.lines[:at]
    assert Kind.STATE_MACHINE_ALIAS in told.lines[at:]


def test_only_what_changes_is_executed() -> None:
    executions = MemoryExecutions()
    place = world(executions)
    release(place, "first", Told())
    release(place, "first", Told())
    assert len(executions.ran) == 1
    release(place, "second", Told())
    assert len(executions.ran) == 2


def test_one_that_fails_leaves_the_switch_where_it_was_and_the_next_deploy_tries_again() -> None:
    executions = MemoryExecutions()
    place = world(executions)
    release(place, "first", Told())
    failing = MemoryExecutions({"shop": Outcome("arn:of:it", "FAILED", "AuditFailed", "2 checks failed")})
    broken = replace(place, executions=failing)
    with pytest.raises(ApplyError) as caught:
        release(broken, "second", Told())
    assert "its smoke execution FAILED (AuditFailed: 2 checks failed): arn:of:it" in str(caught.value)
    assert "nothing was switched" in caught.value.hint
    assert live(place) == "first"
    release(place, "second", Told())
    assert executions.ran == [("shop", {"date": "2024-01-01"})] * 2
    assert live(place) == "second"
