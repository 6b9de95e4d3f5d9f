"""Limits of Step Functions, as far as they can be known before a run; events against those of the interpreter."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow import Crawler, Lambda, LambdaFunction, Map, Pass, Pipeline, Wait, jsonata
from lakeflow.asl.states import Choice, Fail, StateMachine, walk
from lakeflow.compiler.driver import Compiled, compile_pipeline
from lakeflow.compiler.limits import estimated_events
from lakeflow.errors import InvalidPipelineError, Severity
from lakeflow.testing import FakeClock, RecordingObserver
from tests.executions import execute
from tests.random_pipelines import FILES, Drawing, Player
from tests.targets import TARGET

Compile = Callable[[Pipeline], Compiled]


def events_of(machine: StateMachine, failing: set[str]) -> int:
    clock, observer = FakeClock(), RecordingObserver()
    execute(machine, {}, Player(clock, failing), clock, observer=observer)
    return len(observer.events)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 20))
def test_the_estimate_is_what_an_execution_has_where_it_has_no_choice_and_more_elsewhere(seed: int, size: int) -> None:
    drawn = Drawing(seed, size).draw()
    machine = compile_pipeline(drawn.pipeline, TARGET, FILES.get).machine
    happened, estimated = events_of(machine, drawn.failing), estimated_events(machine)
    branches = any(
        isinstance(state, Choice | Fail) or getattr(state, "catch", ()) for _, state, _ in walk(machine.states)
    )
    assert happened <= estimated if branches else happened == estimated


def test_a_large_known_map_warns_before_it_fails(compiled: Compile) -> None:
    with Pipeline("shop") as shop, Map("each", list(range(5_500))):
        Wait("settle", seconds=1)
    (warning,) = compiled(shop).warnings
    assert (warning.code, warning.severity) == ("LF142", Severity.WARNING)
    assert "about 22,006 history events, 22,004 of them in 'each'" in warning.message


def test_a_loop_is_counted_once(compiled: Compile) -> None:
    with Pipeline("shop") as shop:
        Crawler("crawl", crawler="orders")
    assert 10 < estimated_events(compiled(shop).machine) < 40


def test_many_values_kept_whole_are_a_warning(compiled: Compile) -> None:
    function = LambdaFunction("find", handler="jobs/find.py:handler")
    with Pipeline("shop") as shop:
        values = [Lambda(f"read_{number}", function).output for number in range(41)]
        Pass("all", values)
    (warning,) = compiled(shop).warnings
    assert (warning.code, warning.severity) == ("LF143", Severity.WARNING)


@pytest.mark.parametrize("pages", [4, 5])
def test_a_definition_near_the_limit_is_a_warning(compiled: Compile, pages: int) -> None:
    with Pipeline("shop") as shop:
        for page in range(pages):
            Wait(f"page_{page}", seconds=1, comment="x" * 200_000)
    assert [finding.code for finding in compiled(shop).warnings] == (["LF140"] if pages == 5 else [])


def test_a_known_maps_results_are_a_payload_too(compiled: Compile) -> None:
    with Pipeline("shop") as shop:
        with Map("each", list(range(300))) as each:
            made = Pass("make", {"text": "x" * 1_000, "number": each.item})
            each.returns({"made": made.output.number, "text": "y" * 1_000})
        Pass("last", {"all": each.output})
    with pytest.raises(InvalidPipelineError, match="the result of state 'each' has 30"):
        compiled(shop)


def test_nothing_is_guessed_of_a_map_whose_items_nobody_knows(compiled: Compile) -> None:
    with Pipeline("shop") as shop, Map("each", shop.input.items) as each:
        Pass("make", {"text": "x" * 200_000, "number": each.item})
    assert compiled(shop).warnings == ()


def test_the_length_of_an_expression_is_not_that_of_its_value(compiled: Compile) -> None:
    with Pipeline("shop") as shop:
        Pass("short", jsonata(f'$length("{"x" * 270_000}")'))
    assert compiled(shop).warnings == ()
