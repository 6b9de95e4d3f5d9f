"""How much longer random graphs take as nested series and forks than their critical path; how long finding that takes.

Durations are lognormal(0, 0.8). *Known*: every step has its duration as `expect=`. *Unknown*: no step has one; the
structure is found without, then timed with the durations. *Levels*: one Parallel per level of the graph.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from lakeflow import Lambda, LambdaFunction, Pipeline, Wait
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.compiler.structure import Block, Fork, Leaf, Series, structures
from lakeflow.compiler.target import Target
from lakeflow.errors import InvalidPipelineError
from lakeflow.graph.build import build_graphs

Edges = list[list[int]]
"""For each node, the earlier nodes that it waits for."""

TARGET = Target(project="shop", environment="test", region="eu-west-1", account="123456789012")
HANDLER = "def handler(event, context):\n    return event\n"


def one_or_two(dice: random.Random, size: int) -> Edges:
    """Let each step wait for one or two of all earlier steps."""
    return [dice.sample(range(node), min(node, dice.randint(1, 2))) for node in range(size)]


def erdos_renyi(dice: random.Random, size: int) -> Edges:
    """Draw each forward edge with probability 4/n."""
    return [[other for other in range(node) if dice.random() < 4 / size] for node in range(size)]


def recent(dice: random.Random, size: int) -> Edges:
    """Let each step wait for up to three of the last eight."""
    return [dice.sample(range(max(0, node - 8), node), min(node, 8, dice.randint(0, 3))) for node in range(size)]


GENERATORS = (one_or_two, erdos_renyi, recent)


def declared(edges: Edges, seconds: list[float] | None) -> Pipeline:
    """Return a pipeline of the graph; without ``seconds`` nothing is known of how long its steps take."""
    with Pipeline("graph") as pipeline:
        steps: list[Wait] = []
        for node, earlier in enumerate(edges):
            after = [steps[other] for other in earlier]
            steps.append(Wait(f"n{node}", seconds=1, after=after, expect=seconds[node] if seconds else None))
    return pipeline


def taken(block: Block, seconds: Mapping[str, float]) -> float:
    """Return how long a block takes."""
    match block:
        case Leaf(step):
            return seconds[step.name]
        case Series(blocks):
            return sum(taken(part, seconds) for part in blocks)
        case Fork(_, blocks):
            return max(taken(part, seconds) for part in blocks)


def critical_path(edges: Edges, seconds: list[float]) -> float:
    """Return the longest path."""
    finish: list[float] = []
    for node, earlier in enumerate(edges):
        finish.append(max((finish[other] for other in earlier), default=0.0) + seconds[node])
    return max(finish)


def by_levels(edges: Edges, seconds: list[float]) -> float:
    """Return how long one Parallel per level takes."""
    level: list[int] = []
    for earlier in edges:
        level.append(max((level[other] + 1 for other in earlier), default=0))
    longest = [0.0] * (max(level) + 1)
    for node, value in enumerate(seconds):
        longest[level[node]] = max(longest[level[node]], value)
    return sum(longest)


def stretches(size: int, graphs: int, generator: Callable[[random.Random, int], Edges]) -> dict[str, list[float]]:
    """Return the stretch of each graph, by levels and with durations known and unknown; and the processor's seconds."""
    dice = random.Random(size)
    found: dict[str, list[float]] = {"levels": [], "unknown": [], "known": [], "seconds": []}
    for _ in range(graphs):
        edges = generator(dice, size)
        seconds = [dice.lognormvariate(0, 0.8) for _ in range(size)]
        by_name = {f"n{node}": value for node, value in enumerate(seconds)}
        least = critical_path(edges, seconds)
        found["levels"].append(by_levels(edges, seconds) / least)
        for case, pipeline in (("known", declared(edges, seconds)), ("unknown", declared(edges, None))):
            start = time.process_time()
            block = structures(pipeline, build_graphs(pipeline), {})[pipeline.region].block
            found["seconds"].append(time.process_time() - start)
            found[case].append(taken(block, by_name) / least)
    return found


def spread(values: list[float]) -> str:
    """Return mean, 95th percentile and maximum."""
    ranked = sorted(values)
    return f"{statistics.mean(ranked):.3f} / {ranked[int(0.95 * len(ranked))]:.2f} / {ranked[-1]:.2f}"


def modules(size: int) -> Edges:
    """Return a chain of modules of twenty steps; each module is a random graph that waits for the last one's end."""
    dice = random.Random(size)
    edges: Edges = []
    for start in range(0, size, 20):
        inner = one_or_two(dice, min(20, size - start))
        edges += [[start + other for other in earlier] or [start - 1] * (start > 0) for earlier in inner]
        ends = set(range(start, len(edges))) - {other for earlier in edges[start:] for other in earlier}
        edges[-1] = sorted({*edges[-1], *(ends - {len(edges) - 1})})
    return edges


def compile_time(edges: Edges) -> float:
    """Return how many seconds a pipeline of Lambda steps that pass values along these edges takes to compile."""
    function = LambdaFunction("echo", handler="echo.py:handler")
    with Pipeline("graph") as pipeline:
        steps: list[Lambda] = []
        for node, earlier in enumerate(edges):
            payload = {f"n{other}": steps[other].output.id for other in earlier}
            steps.append(Lambda(f"n{node}", function, payload=payload))
    start = time.process_time()
    # From 2,000 steps or so the definition is larger than AWS takes: the refusal comes last, after all the work.
    with suppress(InvalidPipelineError):
        compile_pipeline(pipeline, TARGET, {"echo.py": HANDLER}.get)
    return time.process_time() - start


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graphs", type=int, default=200, help="random graphs a size")
    parser.add_argument("--sizes", type=int, nargs="*", default=[8, 15, 22, 40])
    parser.add_argument("--growth", type=int, nargs="*", default=[100, 200, 1000, 3000, 10_000])
    options = parser.parse_args()
    print("stretch: mean / 95th percentile / maximum")
    for generator in GENERATORS if options.sizes else ():
        print(f"\n{generator.__name__}: {generator.__doc__}")
        print(f"{'nodes':>6}  {'levels':>22}  {'unknown':>22}  {'known':>22}  {'mean time':>10}")
        for size in options.sizes:
            found = stretches(size, options.graphs, generator)
            columns = "  ".join(f"{spread(found[case]):>22}" for case in ("levels", "unknown", "known"))
            print(f"{size:>6}  {columns}  {statistics.mean(found['seconds']) * 1000:>7.0f} ms", flush=True)
    print("\nseconds of processor time to compile: one random graph, and a chain of modules of twenty steps")
    for size in options.growth:
        one = compile_time(one_or_two(random.Random(size), size))
        print(f"{size:>6}  {one:8.2f}  {compile_time(modules(size)):8.2f}", flush=True)


if __name__ == "__main__":
    main()
