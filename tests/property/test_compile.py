"""Random graphs, compiled and interpreted: every order is kept, every step runs once, every value arrives."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow import Lambda, LambdaFunction, Pipeline
from lakeflow.asl.document import document, parse
from lakeflow.asl.states import Json
from lakeflow.compiler.driver import Compiled, compile_pipeline
from lakeflow.compiler.structure import Block, Fork, Leaf, Series, structures
from lakeflow.graph.build import build_graphs
from lakeflow.interpreter.execution import ExecutionResult
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.testing import FakeClock
from tests.executions import execute
from tests.targets import TARGET

HANDLER = "def handler(event, context):\n    return event\n"


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[set[int]], list[set[int]]]:
    """Return, for each of up to nine nodes, the earlier nodes whose value it reads, and those it only comes after."""
    size = draw(st.integers(1, 9))
    reads = [draw(st.sets(st.integers(0, node - 1), max_size=3)) if node else set() for node in range(size)]
    after = [draw(st.sets(st.integers(0, node - 1), max_size=2)) if node else set() for node in range(size)]
    return reads, after


def declare(reads: list[set[int]], after: list[set[int]], expect: list[int]) -> Pipeline:
    function = LambdaFunction("echo", handler="echo.py:handler")
    with Pipeline("random") as pipeline:
        steps: list[Lambda] = []
        for node, (read, waited) in enumerate(zip(reads, after, strict=True)):
            payload: dict[str, Any] = {f"n{other}": steps[other].output.id for other in sorted(read)}
            after_steps = [steps[other] for other in waited]
            steps.append(Lambda(f"n{node}", function, payload=payload, after=after_steps, expect=expect[node]))
    return pipeline


class Echo:
    """Answers each call with the step's own name, after as long as the step takes; remembers who ran when."""

    def __init__(self, clock: FakeClock, seconds: Callable[[str], float]) -> None:
        self.clock, self.seconds = clock, seconds
        self.started: dict[str, float] = {}
        self.ended: dict[str, float] = {}
        self.payloads: dict[str, Json] = {}

    async def execute(self, task: ScheduledTask) -> Json:
        assert task.state not in self.started, "a step ran twice"
        assert isinstance(task.arguments, dict)
        self.started[task.state] = self.clock.monotonic()
        self.payloads[task.state] = task.arguments["Payload"]
        await self.clock.sleep(self.seconds(task.state))
        self.ended[task.state] = self.clock.monotonic()
        return {"StatusCode": 200, "Payload": {"id": f"made by {task.state}", "unread": "x" * 100}}


def compile_random(pipeline: Pipeline) -> Compiled:
    return compile_pipeline(pipeline, TARGET, {"echo.py": HANDLER}.get)


def play(compiled: Compiled, seconds: Callable[[str], float]) -> tuple[ExecutionResult, Echo]:
    clock = FakeClock()
    echo = Echo(clock, seconds)
    return execute(parse(document(compiled.machine)), {}, echo, clock), echo


@settings(max_examples=150)
@given(graphs(), st.lists(st.integers(1, 50), min_size=9, max_size=9))
def test_a_compiled_graph_keeps_order_runs_each_step_once_and_delivers_every_value(
    graph: tuple[list[set[int]], list[set[int]]], expect: list[int]
) -> None:
    reads, after = graph
    result, echo = play(compile_random(declare(reads, after, expect)), lambda name: float(expect[int(name[1:])]))
    assert result.status == "SUCCEEDED", (result.error, result.cause)
    assert set(echo.started) == {f"n{node}" for node in range(len(reads))}
    for node, (read, waited) in enumerate(zip(reads, after, strict=True)):
        assert echo.payloads[f"n{node}"] == {f"n{other}": f"made by n{other}" for other in read}
        for other in read | waited:
            assert echo.ended[f"n{other}"] <= echo.started[f"n{node}"]


Edges = list[tuple[str, str]]
Draw = Callable[[st.SearchStrategy[Any]], Any]


def series_parallel(draw: Draw, names: list[str], edges: Edges, depth: int) -> tuple[list[str], list[str]]:
    """Declare a random series-parallel part; return its first and last steps."""
    kind = draw(st.sampled_from(["leaf", "series", "fork"])) if depth else "leaf"
    if kind == "leaf":
        names.append(f"n{len(names)}")
        return [names[-1]], [names[-1]]
    parts = [series_parallel(draw, names, edges, depth - 1) for _ in range(draw(st.integers(2, 3)))]
    if kind == "fork":
        return [first for part in parts for first in part[0]], [last for part in parts for last in part[1]]
    for (_, lasts), (firsts, _) in pairwise(parts):
        edges.extend((last, first) for last in lasts for first in firsts)
    return parts[0][0], parts[-1][1]


@settings(max_examples=100)
@given(st.data())
def test_a_series_parallel_graph_waits_for_nothing_but_its_edges(data: st.DataObject) -> None:
    names: list[str] = []
    edges: Edges = []
    series_parallel(data.draw, names, edges, 3)
    function = LambdaFunction("echo", handler="echo.py:handler")
    with Pipeline("random") as pipeline:
        steps = {name: Lambda(name, function) for name in names}
    for before, later in edges:
        steps[before] >> steps[later]
    block = structures(pipeline, build_graphs(pipeline), {})[pipeline.region].block
    ordered = {(a.name, b.name) for a, b in _ordered(block)}
    assert ordered == _closure(edges)


def _closure(edges: Edges) -> set[tuple[str, str]]:
    """Return all pairs with a path between them, by brute force."""
    pairs = set(edges)
    while True:
        more = {(a, d) for a, b in pairs for c, d in pairs if b == c} - pairs
        if not more:
            return pairs
        pairs |= more


def _ordered(block: Block) -> set[tuple[Any, Any]]:
    """Return the pairs of steps that a block runs one after the other."""
    match block:
        case Leaf():
            return set()
        case Fork(_, blocks):
            return set().union(*(_ordered(part) for part in blocks))
        case Series(blocks):
            pairs = set().union(*(_ordered(part) for part in blocks))
            for index, part in enumerate(blocks):
                for later in blocks[index + 1 :]:
                    pairs |= {(a, b) for a in _steps(part) for b in _steps(later)}
            return pairs


def _steps(block: Block) -> set[Any]:
    match block:
        case Leaf(step):
            return {step}
        case Fork(_, blocks) | Series(blocks):
            return set().union(*(_steps(part) for part in blocks))
