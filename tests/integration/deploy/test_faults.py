"""A deploy, an update, a rollback and a destroy that break at any call: again converges, back restores."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import pytest

from lakeflow.deploy.journal import unfinished
from lakeflow.deploy.world import World
from lakeflow.errors import DeployError
from tests.aws_proxy import Fate, changing
from tests.integration.deploy.lab import Act, Lab, Seen, go_back, tear_down

Fault = Callable[[int], Callable[[int], Fate]]


def killed(at: int) -> Callable[[int], Fate]:
    """From that call on nothing arrives: what a killed process looks like from AWS, after the call before as well."""
    return lambda call: Fate.CUT if call >= at else Fate.PASS


def only(fate: Fate) -> Fault:
    return lambda at: lambda call: fate if call == at else Fate.PASS


FAULTS: dict[str, Fault] = {
    "killed": killed,
    "refused": only(Fate.REFUSED),
    "answer lost": only(Fate.ANSWER_LOST),
}
NOTHING: Seen = {"unfinished": None}

# What the SDK gets over by itself, by asking again or by waiting.
HINDRANCES = {"throttled": Fate.THROTTLED, "late": Fate.LATE, "answered the second time": Fate.ANSWER_LOST}


def some(calls: int, faults: Iterable[str], every: int) -> list[tuple[str, int]]:
    """Return which faults to meet at which calls: all, or one of ``every`` so many, so that each fault has its turn."""
    return [(fault, at) for at in range(1, calls + 1) for fault in faults][::every]


class Step(NamedTuple):
    """What is done after something broke, and what must be live then."""

    name: str
    act: Act
    result: Seen


Way = list[Step]
"""Steps that are done one after the other."""


def wrong(lab: Lab, act: Act, every: int, ways: list[Way]) -> Iterator[str]:
    """Break an act at its calls, go each of the ways from there, and yield where one ended as it must not.

    If no call arrived that changes something, AWS is as it was, and there is no way to go.
    """
    calls, _ = lab.undisturbed(act)
    for fault, at in some(calls, FAULTS, every):
        where = f"{fault} at call {at} of {calls}"
        with lab.box.undone():
            try:
                lab.through_proxy(lab.proxied, act, FAULTS[fault](at))
            except DeployError as error:
                if lab.proxy.calls < at:
                    yield f"{where}: it failed before: {error}"
                if changing(lab.proxy.arrived):
                    yield from (f"{where}, then {said}" for way in ways for said in gone_wrong(lab, way))
            else:
                yield f"{where}: nobody noticed"


def gone_wrong(lab: Lab, way: Way) -> Iterator[str]:
    """Go a way, which is undone in the end, and yield what is wrong with its first step that goes wrong."""
    with lab.box.undone():
        for step in way:
            try:
                step.act(lab.direct)
            except DeployError as error:
                yield f"{step.name} failed: {error}"
                return
            seen = lab.seen()
            if seen != step.result:
                differing = [str(key) for key in {**seen, **step.result} if seen.get(key) != step.result.get(key)]
                yield f"{step.name} left another {', '.join(differing)}"
                return


def test_a_first_deploy_broken_anywhere_converges(lab: Lab, every: int) -> None:
    _, undisturbed = lab.undisturbed(lab.deploy_first)
    ways = [[Step("deploy", lab.deploy_first, undisturbed)]]
    assert list(wrong(lab, lab.deploy_first, every, ways)) == []


def test_a_first_deploy_broken_anywhere_is_removed(lab: Lab) -> None:
    ways = [[Step("destroy", tear_down, NOTHING)]]
    assert list(wrong(lab, lab.deploy_first, 61, ways)) == []


@pytest.mark.parametrize("update", [Lab.deploy_changed, Lab.deploy_replaced], ids=["changed", "replaced"])
def test_an_update_broken_anywhere_converges_and_is_undone_finished_or_not(
    lab: Lab, update: Callable[[Lab, World], None], every: int
) -> None:
    act = partial(update, lab)
    lab.deploy_first(lab.direct)
    former = lab.seen()
    _, undisturbed = lab.undisturbed(act)
    assert former != undisturbed
    ways = [
        [Step("deploy", act, undisturbed), Step("rollback", go_back, former)],
        [Step("rollback", partial(go_back, number=1), former)],
    ]
    assert list(wrong(lab, act, every, ways)) == []


def test_a_rollback_broken_anywhere_is_finished_by_the_next_or_undone(lab: Lab, every: int) -> None:
    lab.deploy_first(lab.direct)
    former = lab.seen()
    lab.deploy_changed(lab.direct)
    latter = lab.seen()
    _, undisturbed = lab.undisturbed(go_back)
    assert former == undisturbed

    def finish(world: World) -> None:
        go_back(world, None if unfinished(world.store) else 1)

    ways = [[Step("rollback", finish, former)], [Step("deploy", lab.deploy_changed, latter)]]
    assert list(wrong(lab, go_back, every, ways)) == []


def test_a_destroy_broken_anywhere_ends_with_nothing_or_is_undone(lab: Lab, every: int) -> None:
    lab.deploy_first(lab.direct)
    former = lab.seen()
    _, undisturbed = lab.undisturbed(tear_down)
    assert undisturbed == NOTHING

    def restore(world: World) -> None:
        """Go back to the release; deploy it where its record or its code is gone, which a rollback says."""
        try:
            go_back(world, 1)
        except DeployError as error:
            if not re.search("there is no release 1|the code of release 1 is gone", error.message):
                raise
            lab.deploy_first(world)

    ways = [
        [Step("destroy", tear_down, NOTHING)],
        [Step("deploy", lab.deploy_first, former)],
        [Step("rollback", restore, former)],
    ]
    assert list(wrong(lab, tear_down, every, ways)) == []


@pytest.mark.parametrize("name", ["first deploy", "update", "destroy"])
def test_a_change_that_has_to_wait_or_be_asked_for_again_anywhere_makes_no_difference(
    lab: Lab, name: str, every: int
) -> None:
    if name != "first deploy":
        lab.deploy_first(lab.direct)
    act = {"first deploy": lab.deploy_first, "update": lab.deploy_changed, "destroy": tear_down}[name]
    calls, undisturbed = lab.undisturbed(act)
    for hindrance, at in some(len(changing(lab.proxy.seen)), HINDRANCES, every):
        with lab.box.undone():
            lab.through_proxy(lab.patient, act, nth_change(lab, at, HINDRANCES[hindrance]))
            assert lab.proxy.calls >= calls + (hindrance != "late"), "it was over before that call"
            assert lab.seen() == undisturbed, (hindrance, at)


def nth_change(lab: Lab, at: int, fate: Fate) -> Callable[[int], Fate]:
    """Return the fate of calls of which one, counted among those that change something, meets another."""
    changes = 0

    def of_call(call: int) -> Fate:
        nonlocal changes
        if not changing(lab.proxy.seen[call - 1 : call]):
            return Fate.PASS
        changes += 1
        return fate if changes == at else Fate.PASS

    return of_call


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("first deploy", "lock.json"),
        ("first deploy", "releases/00000001.json"),
        ("first deploy", "/shop-lake"),
        ("first deploy", "AmazonAthena.CreateWorkGroup"),
        ("first deploy", "/aliases"),
        ("destroy", "DeleteRolePolicy"),
        ("destroy", "/schedule-groups/"),
    ],
)
def test_what_a_lost_answer_told_of_is_not_taken_for_somebody_elses_work(lab: Lab, name: str, action: str) -> None:
    if name != "first deploy":
        lab.deploy_first(lab.direct)
    act = {"first deploy": lab.deploy_first, "destroy": tear_down}[name]
    _, undisturbed = lab.undisturbed(act)
    lost: list[int] = []

    def fate(call: int) -> Fate:
        if lost or not any(action in one for one in changing(lab.proxy.seen[call - 1 : call])):
            return Fate.PASS
        lost.append(call)
        return Fate.ANSWER_LOST

    lab.through_proxy(lab.patient, act, fate)
    assert lost
    assert lab.seen() == undisturbed
