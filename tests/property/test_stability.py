"""What an edit elsewhere, another machine or another hash seed must not change."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow import Pipeline, Wait
from lakeflow.asl.states import walk
from lakeflow.compiler.driver import compile_pipeline
from tests.targets import TARGET

ROOT = Path(__file__).parents[2]


def state_names(edges: list[list[int]], extra: int | None = None) -> list[str]:
    """Return the states of a graph of steps, with an unrelated step declared before step ``extra``."""
    with Pipeline("shop") as shop:
        steps: list[Wait] = []
        for node, earlier in enumerate(edges):
            if node == extra:
                Wait("a_unrelated", seconds=1)
            steps.append(Wait(f"n{node}", seconds=1, after=[steps[other] for other in earlier]))
        if extra is not None and extra >= len(edges):
            Wait("z_unrelated", seconds=1)
    return [name for name, _, _ in walk(compile_pipeline(shop, TARGET, lambda _: None).machine.states)]


@settings(max_examples=80)
@given(st.integers(1, 14), st.integers(0, 2**32), st.integers(0, 14))
def test_an_unrelated_step_renames_no_state(size: int, seed: int, extra: int) -> None:
    dice = random.Random(seed)
    edges = [dice.sample(range(node), min(node, dice.randint(0, 2))) for node in range(size)]
    names = state_names(edges)
    assert len(set(names)) == len(names)
    assert set(names) <= set(state_names(edges, extra))


PRINTED = """
import random
from lakeflow import Lambda, LambdaFunction, Pipeline
from lakeflow.asl.document import dumps
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.compiler.target import Target

dice = random.Random(3)
function = LambdaFunction("echo", handler="echo.py:handler")
with Pipeline("shop") as shop:
    steps = []
    for node in range(30):
        read = dice.sample(steps, min(node, 2))
        steps.append(Lambda(f"n{node}", function, payload={step.name: step.output.id for step in read}))
target = Target(project="shop", environment="test", region="eu-west-1", account="123456789012")
source = {"echo.py": "def handler(event, context):\\n    return event\\n"}
print(dumps(compile_pipeline(shop, target, source.get).machine))
"""


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_a_searched_structure_does_not_depend_on_the_hash_seed(seed: str) -> None:
    printed = [
        subprocess.run(
            [sys.executable, "-c", PRINTED],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": variant},
            capture_output=True,
            check=True,
        ).stdout
        for variant in (seed, "7")
    ]
    assert printed[0] == printed[1]
    assert b".fork" in printed[0] or b".join" in printed[0] or b".beside" in printed[0]
