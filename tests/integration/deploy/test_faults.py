"""A deploy, an update and a destroy that break at any call: doing it again converges, rolling back restores."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from aws_proxy import Fate, changing

from lakeflow.deploy.journal import unfinished
from lakeflow.deploy.world import World
from lakeflow.errors import DeployError
from tests.integration.deploy.lab import Act, Lab, go_back, tear_down

Fault = Callable[[int], Callable[[int], Fate]]


def killed(at: int) -> Callable[[int], Fate]:
    """From that call on nothing arrives: what a killed process looks like from AWS."""
    return lambda call: Fate.CUT if call >= at else Fate.PASS


def killed_after(at: int) -> Callable[[int], Fate]:
    """That call arrives, its answer and everything later does not."""
    return lambda call: Fate.ANSWER_LOST if call == at else Fate.CUT if call > at else Fate.PASS


def only(fate: Fate) -> Fault:
    return lambda at: lambda call: fate if call == at else Fate.PASS


FAULTS: dict[str, Fault] = {
    "killed": killed,
    "killed after": killed_after,
    "refused": only(Fate.REFUSED),
    "answer lost": only(Fate.ANSWER_LOST),
}
# What the SDK gets over by itself, by asking again or by waiting.
HINDRANCES: dict[str, Fault] = {
    "throttled": only(Fate.THROTTLED),
    "late": only(Fate.LATE),
    "answered the second time": only(Fate.ANSWER_LOST),
}


def some(calls: int, faults: Iterable[str], every: int) -> list[tuple[str, int]]:
    """Return which faults to meet at which calls: all, or one of ``every`` so many, so that each fault has its turn."""
    return [(fault, at) for at in range(1, calls + 1) for fault in faults][::every]


@contextmanager
def broken(lab: Lab, act: Act, fault: str, at: int) -> Iterator[bool]:
    """Act, and break at a call; that, and what is done in the block, is undone in the end.

    The block is told whether anything arrived that changes something. If nothing did, AWS is as it was.
    """
    with lab.box.undone():
        with pytest.raises(DeployError):
            lab.through_proxy(lab.proxied, act, FAULTS[fault](at))
        assert lab.proxy.calls >= at, "it was over before that call"
        yield changing(lab.proxy.arrived) != []


def test_a_first_deploy_broken_anywhere_converges(lab: Lab, every: int) -> None:
    calls, undisturbed = lab.undisturbed(lab.deploy_first)
    for fault, at in some(calls, FAULTS, every):
        with broken(lab, lab.deploy_first, fault, at) as changed:
            if not changed:
                continue
            lab.deploy_first(lab.direct)
            assert lab.seen() == undisturbed, (fault, at)


@pytest.mark.parametrize("update", [Lab.deploy_changed, Lab.deploy_replaced], ids=["changed", "replaced"])
def test_an_update_broken_anywhere_converges_and_is_undone_finished_or_not(
    lab: Lab, update: Callable[[Lab, World], None], every: int
) -> None:
    act = partial(update, lab)
    lab.deploy_first(lab.direct)
    former = lab.seen()
    calls, undisturbed = lab.undisturbed(act)
    assert former != undisturbed
    for fault, at in some(calls, FAULTS, every):
        with broken(lab, act, fault, at) as changed:
            if not changed:
                continue
            with lab.box.undone():
                act(lab.direct)
                assert lab.seen() == undisturbed, (fault, at)
                go_back(lab.direct)
                assert lab.seen() == former, (fault, at)
            go_back(lab.direct, 1)
            assert lab.seen() == former, (fault, at)


def test_a_rollback_broken_anywhere_is_finished_by_the_next(lab: Lab, every: int) -> None:
    lab.deploy_first(lab.direct)
    former = lab.seen()
    lab.deploy_changed(lab.direct)
    calls, undisturbed = lab.undisturbed(go_back)
    assert former == undisturbed
    for fault, at in some(calls, FAULTS, every):
        with broken(lab, go_back, fault, at) as changed:
            if not changed:
                continue
            go_back(lab.direct, None if unfinished(lab.direct.store) else 1)
            assert lab.seen() == former, (fault, at)


def test_a_destroy_broken_anywhere_ends_with_nothing(lab: Lab, every: int) -> None:
    lab.deploy_first(lab.direct)
    calls, undisturbed = lab.undisturbed(tear_down)
    assert undisturbed == {"unfinished": None}
    for fault, at in some(calls, FAULTS, every):
        with broken(lab, tear_down, fault, at) as changed:
            if not changed:
                continue
            tear_down(lab.direct)
            assert lab.seen() == undisturbed, (fault, at)


@pytest.mark.parametrize("name", ["first deploy", "update", "destroy"])
def test_a_call_that_has_to_wait_or_be_made_again_anywhere_makes_no_difference(lab: Lab, name: str, every: int) -> None:
    if name != "first deploy":
        lab.deploy_first(lab.direct)
    act = {"first deploy": lab.deploy_first, "update": lab.deploy_changed, "destroy": tear_down}[name]
    calls, undisturbed = lab.undisturbed(act)
    for hindrance, at in some(calls, HINDRANCES, every):
        with lab.box.undone():
            lab.through_proxy(lab.patient, act, HINDRANCES[hindrance](at))
            assert lab.proxy.calls >= calls + (hindrance != "late"), "it was over before that call"
            assert lab.seen() == undisturbed, (hindrance, at)


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
