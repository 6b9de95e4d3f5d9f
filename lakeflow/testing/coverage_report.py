"""Coverage for a terminal: a line a pipeline, and what no test entered with its line in the pipeline."""

from collections.abc import Iterator
from itertools import groupby

from lakeflow.testing.coverage import Coverage, Item, PipelineCoverage

_KINDS = (("states", "state"), ("branches", "branch"), ("catchers", "catcher"), ("retriers", "retrier"))


def report(coverage: Coverage, minimum: float | None = None) -> Iterator[str]:
    """Yield the lines of the report; ``minimum`` is the percentage that must be reached."""
    pipelines = coverage.pipelines
    if not pipelines:
        yield "no test ran a pipeline"
        return
    width = max(len("pipeline"), *(len(found.name) for found in pipelines))
    heading = "".join(f"{name:>12}" for name, _ in _KINDS)
    yield f"{'pipeline':<{width}}{heading}{'cover':>9}"
    for found in pipelines:
        yield f"{found.name:<{width}}{_counts(found)}{found.percent:>8.0f}%"
    for found in pipelines:
        yield from _missed(found)
    if minimum is not None:
        verdict = "reached" if coverage.percent >= minimum else "NOT reached"
        yield f"coverage {coverage.percent:.2f}%: the required {minimum:g}% is {verdict}"


def _counts(found: PipelineCoverage) -> str:
    pairs = (found.of((kind,)) for _, kind in _KINDS)
    return "".join(f"{f'{entered}/{every}':>12}" for entered, every in pairs)


def _missed(found: PipelineCoverage) -> Iterator[str]:
    missed = sorted(found.missed(), key=_order)
    if missed:
        yield f"{found.name}: no test entered"
    for place, items in groupby(missed, key=lambda item: item.place):
        for item in items:
            yield f"  {place or found.file}: {item.kind} {item.label}"


def _order(item: Item) -> tuple[str, int, str]:
    file, _, line = item.place.rpartition(":")
    return file, int(line or 0), item.label
