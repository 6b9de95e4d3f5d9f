"""Guarded regions, run: what is caught, what runs always, and how the execution ends."""

from typing import Any

import pytest

from lakeflow import Fail, Lambda, LambdaFunction, Pipeline, Try
from lakeflow.errors import TaskFailed

FIND = LambdaFunction("find", handler="jobs/find.py:handler")
GOOD = [{"Payload": {"id": 7}}]


def declare() -> Pipeline:
    with Pipeline("shop") as shop:
        locked = Lambda("lock", FIND)
        with Try("careful", after=locked) as careful:
            Lambda("risky", FIND, retry=())
        with careful.catch("Busy"):
            Lambda("busy", FIND, payload={"error": careful.error})
        with careful.catch("Fatal"):
            Fail("Given", cause="up")
        with careful.always():
            Lambda("unlock", FIND, payload={"lock": locked.output.id})
        Lambda("after", FIND, after=careful)
    return shop


@pytest.mark.parametrize(
    ("answer", "ran", "end"),
    [
        ({}, ["lock", "risky", "unlock", "after"], ("SUCCEEDED", None, None)),
        (TaskFailed("Busy", "so busy"), ["lock", "risky", "busy", "unlock", "after"], ("SUCCEEDED", None, None)),
        (TaskFailed("Fatal", "no"), ["lock", "risky", "unlock"], ("FAILED", "Given", "up")),
        (TaskFailed("Other", "thing"), ["lock", "risky", "unlock"], ("FAILED", "Other", "thing")),
    ],
)
def test_what_runs_always_runs_however_it_went_and_an_error_goes_on(
    play: Any, answer: Any, ran: list[str], end: tuple[str, str | None, str | None]
) -> None:
    result, asked = play(declare(), {"lock": GOOD, "risky": [answer]})
    assert list(asked) == ran
    assert (result.status, result.error, result.cause) == end
    assert asked["unlock"][0]["Payload"] == {"lock": 7}


def test_a_failure_in_what_runs_always_fails_the_execution(play: Any) -> None:
    result, _ = play(declare(), {"lock": GOOD, "unlock": [TaskFailed("Stuck", "key lost")]})
    assert (result.status, result.error) == ("FAILED", "Stuck")
