"""What executions of a former version need stays until they have ended."""

from dataclasses import replace
from typing import Any

import pytest

from lakeflow.deploy import releases
from lakeflow.deploy.memory import MemoryExecutions
from lakeflow.deploy.plan import Action
from lakeflow.deploy.world import World, look
from lakeflow.resources.resource import Address, Kind
from tests.integration.deploy.lab import Lab, go_back, release, tear_down

MACHINE = "shop-sandbox-tiny"
MORE = Address(Kind.GLUE_JOB, "shop-sandbox-more")
EXECUTION = f"arn:aws:states:eu-west-1:123456789012:execution:{MACHINE}:nightly"


@pytest.fixture
def busy(lab: Lab) -> World:
    """The lab, with an execution that does not end."""
    executions = MemoryExecutions()
    executions.running[MACHINE] = (EXECUTION,)
    return replace(lab.direct, executions=executions)


def startable(world: World) -> str:
    """Return the jobs that the machine's role may start, as text."""
    found = world.provider.read(Address(Kind.ROLE, MACHINE))
    assert found is not None
    policies: Any = found.properties["Policies"]
    statements = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
    return str([one["Resource"] for one in statements if "glue:StartJobRun" in one["Action"]])


def test_a_dropped_job_and_the_right_to_start_it_stay_while_an_execution_may_come_to_it(lab: Lab, busy: World) -> None:
    release(lab.direct, lab.changed)
    release(busy, lab.first)
    assert busy.provider.read(MORE) is not None
    assert MORE.name in startable(busy)
    latest = releases.latest(busy.store)
    assert latest is not None
    assert (MORE.kind, MORE.name) in latest.left
    assert not any("delete AWS::Glue::Job" in line for line in latest.changes)

    # Whoever plans is told of it, and while the execution runs deploying again leaves it.
    release(busy, lab.first)
    waiting = {change.address: change.action for change in look(busy, lab.first.resources).plan.work}
    assert waiting[MORE] is Action.DELETE
    assert waiting[Address(Kind.ROLE, MACHINE)] is Action.UPDATE
    assert busy.provider.read(MORE) is not None

    release(lab.direct, lab.first)
    assert busy.provider.read(MORE) is None
    assert MORE.name not in startable(busy)
    assert look(lab.direct, lab.first.resources).is_settled


def test_rights_are_taken_away_after_the_switch_and_given_before_it(lab: Lab) -> None:
    release(lab.direct, lab.changed)
    steps: list[tuple[str, str]] = []

    class Watching:
        def started(self, change: Any) -> None: ...

        def ended(self, change: Any, error: object) -> None:
            assert error is None
            steps.append((str(change.address.kind), startable(lab.direct)))

        def waits(self, subject: str) -> None: ...

        def keeps(self, changes: object, executions: object) -> None: ...

    release(lab.direct, lab.first, Watching())
    kinds = [kind for kind, _ in steps]
    switch = kinds.index("AWS::StepFunctions::StateMachineAlias")
    assert all(MORE.name in may for _, may in steps[: switch + 1])
    assert MORE.name not in steps[-1][1]


def test_what_starts_executions_or_tells_of_them_goes_at_once(lab: Lab, busy: World) -> None:
    release(lab.direct, lab.changed)
    release(busy, lab.replaced)
    subscriptions = [one for one in lab.changed.resources if one.kind in {Kind.RULE, Kind.ALARM}]
    assert subscriptions
    assert [busy.provider.read(one.address) for one in subscriptions] == [None] * len(subscriptions)


def test_a_rollback_leaves_what_the_release_that_it_leaves_may_still_need(lab: Lab, busy: World) -> None:
    release(lab.direct, lab.first)
    undisturbed = lab.seen()
    release(lab.direct, lab.changed)
    go_back(busy)
    assert busy.provider.read(MORE) is not None
    release(lab.direct, lab.first)
    assert lab.seen() == undisturbed


def test_a_destroy_takes_along_what_was_left(lab: Lab, busy: World) -> None:
    release(lab.direct, lab.changed)
    release(busy, lab.first)
    tear_down(busy)
    assert busy.provider.read(MORE) is None
