"""Ends of executions that are not where their author thinks."""

import pytest

from lakeflow import Choice, Fail, Notify, Pipeline, Try, Wait
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.compiler.target import Target

TARGET = Target(project="shop", environment="dev", region="eu-west-1", account="123456789012")


def warnings(pipeline: Pipeline) -> list[tuple[str, str]]:
    return [(found.code, found.message) for found in compile_pipeline(pipeline, TARGET, lambda _: None).warnings]


@pytest.mark.parametrize("ordered", [True, False])
def test_a_fail_is_told_of_what_it_stops_beside_it(*, ordered: bool) -> None:
    with Pipeline("shop") as shop:
        with Try("careful") as careful:
            Wait("risky", seconds=1)
        with careful.catch():
            told = Notify("told", message="it failed")
            Fail("Failed", after=told if ordered else None)
    assert warnings(shop) == ([] if ordered else [("LF115", "fail 'Failed' stops what runs beside it: told")])


def test_a_fail_that_a_choice_decides_about_may_stop_others() -> None:
    with Pipeline("shop") as shop:
        Wait("long", seconds=60)
        with Choice("which") as which, which.when(shop.input.bad == True):  # noqa: E712
            Fail("Bad")
    assert warnings(shop) == []
