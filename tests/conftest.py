"""Fixtures that every kind of test uses."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from lakeflow.asl.document import document, parse
from lakeflow.asl.states import Json
from lakeflow.compiler.driver import Compiled, compile_pipeline
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.interpreter.execution import ExecutionResult
from lakeflow.testing import FakeClock, FakeExecutor
from tests.executions import execute
from tests.targets import TARGET

# No property is about time, and a busy machine is no counterexample.
settings.register_profile("search", deadline=None)
# A build tells whether this change broke something; looking for new counterexamples is for everyone's own machine.
settings.register_profile("build", deadline=None, derandomize=True)
settings.load_profile("build" if os.environ.get("CI") else "search")

ROOT = Path(__file__).parents[1]

FILES = {
    "jobs/load.py": "",
    "jobs/find.py": "def handler(event, context):\n    return event\n",
    "jobs/sql/count.sql": "SELECT count(*) AS rows FROM silver.orders WHERE date = CAST(:date AS DATE)\n",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files from what is printed now")
    parser.addoption(
        "--exhaustive",
        action="store_true",
        help="also run what takes long: deploys broken at every call, the files that each job touches",
    )


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


@pytest.fixture
def compiled() -> Callable[[Pipeline], Compiled]:
    """Compile a pipeline whose jobs and functions are a handful of made-up files."""
    return lambda pipeline: compile_pipeline(pipeline, TARGET, FILES.get)


@pytest.fixture
def states(compiled: Callable[[Pipeline], Compiled]) -> Callable[[Pipeline], dict[str, Json]]:
    """Compile a pipeline and return its States as JSON."""

    def compile_to_json(pipeline: Pipeline) -> dict[str, Json]:
        found: dict[str, Json] = json.loads(json.dumps(document(compiled(pipeline).machine)))["States"]
        return found

    return compile_to_json


Play = Callable[..., tuple[ExecutionResult, dict[str, list[Any]]]]


@pytest.fixture
def play(compiled: Callable[[Pipeline], Compiled]) -> Play:
    """Run a pipeline in virtual time with an answer for each task; return its end and what each task was asked."""

    def run(
        pipeline: Pipeline, answers: dict[str, list[Any]], given: Json = None
    ) -> tuple[ExecutionResult, dict[str, list[Any]]]:
        clock = FakeClock()
        executor = FakeExecutor(answers, clock=clock)
        machine = parse(document(compiled(pipeline).machine))
        result = execute(machine, {} if given is None else given, executor, clock)
        asked: dict[str, list[Any]] = {}
        for task in executor.calls:
            asked.setdefault(task.state, []).append(task.arguments)
        return result, asked

    return run
