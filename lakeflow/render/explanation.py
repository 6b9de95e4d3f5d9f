"""An explanation of a pipeline's structure, as an indented tree and as JSON."""

from collections.abc import Iterator
from typing import Any, assert_never

from lakeflow.compiler.explanation import Explanation, FalseWait
from lakeflow.compiler.structure import Block, Fork, Leaf, Series
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step


def explanation_text(explanation: Explanation) -> str:
    """Return the tree, the false waits and both critical paths as text, with a final newline."""
    lines = [_verdict(explanation), ""]
    lines += _region(explanation.pipeline.region, explanation)
    if explanation.false_waits:
        lines += ["", "waits that no edge asks for:"]
        lines += [_wait(wait) for wait in explanation.false_waits]
    lines += ["", f"critical path: {_path(explanation.needed)}, {_seconds(explanation.needed_seconds)}"]
    if explanation.taken != explanation.needed:
        lines.append(f"as compiled:   {_path(explanation.taken)}, {_seconds(explanation.taken_seconds)}")
    return "\n".join(lines) + "\n"


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Return the same as a JSON value; times in seconds."""
    return {
        "pipeline": explanation.pipeline.name,
        "critical_path": {
            "seconds": explanation.needed_seconds,
            "steps": [step.name for step in explanation.needed],
        },
        "as_compiled": {"seconds": explanation.taken_seconds, "steps": [step.name for step in explanation.taken]},
        "false_waits": [
            {
                "step": wait.step.name,
                "waits_for": wait.earlier.name,
                "seconds": wait.seconds,
                "location": str(wait.step.location),
            }
            for wait in explanation.false_waits
        ],
        "structure": _json_region(explanation.pipeline.region, explanation),
    }


def _verdict(explanation: Explanation) -> str:
    name, needed, taken = explanation.pipeline.name, explanation.needed_seconds, explanation.taken_seconds
    if not explanation.false_waits:
        return f"{name}: {_seconds(taken)} expected, the length of its critical path; no step waits needlessly"
    waits = len(explanation.false_waits)
    more = f"{_seconds(taken - needed)} more than" if taken > needed else "the length of"
    return f"{name}: {_seconds(taken)} expected, {more} its critical path; {waits} needless wait{'s' * (waits != 1)}"


def _wait(wait: FalseWait) -> str:
    cost = f"starts {_seconds(wait.seconds)} later for it" if wait.seconds else "costs nothing"
    return f"  {wait.step.name} waits for {wait.earlier.name}: {cost} ({wait.step.location})"


def _path(steps: tuple[Step, ...]) -> str:
    return " > ".join(step.name for step in steps)


def _region(region: Region, explanation: Explanation) -> Iterator[str]:
    structured = explanation.structures.get(region)
    if structured is not None:
        yield from _block(structured.block, explanation)


def _block(block: Block, explanation: Explanation) -> Iterator[str]:
    match block:
        case Leaf(step):
            yield f"{step.name}  {_seconds(explanation.seconds[step])}"
            for region in step.regions:
                yield f"  {region.title}:"
                yield from (f"    {line}" for line in _region(region, explanation))
        case Series(blocks):
            for part in blocks:
                yield from _block(part, explanation)
        case Fork(name, blocks):
            yield f"in parallel, {name}:"
            for part in blocks:
                first, *others = _block(part, explanation)
                yield f"- {first}"
                yield from (f"  {line}" for line in others)
        case _ as never:
            assert_never(never)


def _json_region(region: Region, explanation: Explanation) -> Any:
    structured = explanation.structures.get(region)
    return None if structured is None else _json_block(structured.block, explanation)


def _json_block(block: Block, explanation: Explanation) -> Any:
    match block:
        case Leaf(step):
            leaf = {"step": step.name, "seconds": explanation.seconds[step]}
            regions = {region.title: _json_region(region, explanation) for region in step.regions}
            return leaf | ({"regions": regions} if regions else {})
        case Series(blocks):
            return {"series": [_json_block(part, explanation) for part in blocks]}
        case Fork(name, blocks):
            return {"parallel": [_json_block(part, explanation) for part in blocks], "state": name}
        case _ as never:
            assert_never(never)


def _seconds(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") + " s"
