"""Random pipelines with choices, maps, guarded regions and failures: what they call, and that no pass changes it."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow.asl.document import document
from lakeflow.asl.states import StateMachine, walk
from lakeflow.asl.validation import errors
from lakeflow.compiler import driver
from lakeflow.compiler.passes import PASSES
from lakeflow.compiler.passes.scopes import rewritten
from lakeflow.dsl.steps import Step
from lakeflow.graph.build import steps_within
from tests.random_pipelines import FILES, Drawing, Drawn, play
from tests.targets import TARGET

seeds = st.integers(0, 2**32)
sizes = st.integers(1, 25)


def compiled(drawn: Drawn) -> StateMachine:
    return driver.compile_pipeline(drawn.pipeline, TARGET, FILES.get).machine


@settings(max_examples=150)
@given(seeds, sizes)
def test_a_random_pipeline_calls_what_it_should_in_order_and_nothing_twice(seed: int, size: int) -> None:
    drawn = Drawing(seed, size).draw()
    result, player = play(compiled(drawn), drawn.failing)
    assert result.status == "SUCCEEDED", (result.error, result.cause)
    assert Counter(call for _, call, _, _ in player.calls) == drawn.calls
    for earlier, later in drawn.orders:
        first, second = _calls(player.calls, earlier), _calls(player.calls, later)
        if len(first) and len(second) and not _in_map(earlier):
            assert max(end for *_, end in first) <= min(start for _, _, start, _ in second)


def _calls(calls: list[tuple[str, str, float, float]], step: Step) -> list[tuple[str, str, float, float]]:
    names = {inner.name for inner in steps_within(step)}
    return [call for call in calls if call[0] in names]


def _in_map(step: Step) -> bool:
    owner = step.region.owner if step.region is not None else None
    return owner is not None and (type(owner).__name__ == "Map" or _in_map(owner))


@settings(max_examples=100)
@given(seeds, sizes)
def test_no_pass_changes_what_is_called_when_and_with_what_nor_the_output(seed: int, size: int) -> None:
    drawn = Drawing(seed, size).draw()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "optimized", lambda machine: machine)
        machine = compiled(drawn)
    result, player = play(machine, drawn.failing)
    for each in PASSES:
        smaller = rewritten(machine, each)
        assert len(list(walk(smaller.states))) <= len(list(walk(machine.states)))
        after, played = play(smaller, drawn.failing)
        assert (after.status, after.output, after.error) == (result.status, result.output, result.error), each
        assert sorted(played.calls) == sorted(player.calls), each
        machine = smaller


@settings(max_examples=60)
@given(seeds, sizes)
def test_the_validator_has_nothing_against_what_the_compiler_writes(seed: int, size: int) -> None:
    machine = compiled(Drawing(seed, size).draw())
    assert errors(document(machine)) == ()
