"""Where the execution would not end though its author says so: a Succeed ends only the branch that it stands in."""

from collections.abc import Iterator

from lakeflow.compiler.structure import Block, Fork, Leaf, Series, Structures, leaves
from lakeflow.dsl.control import Choice, Succeed
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.errors import Diagnostic


def endings(region: Region, structures: Structures, enclosed_by: str = "") -> Iterator[Diagnostic]:
    """Yield each Succeed of a region that would end only its own branch; ``enclosed_by`` says why, if all would."""
    if region in structures:
        yield from _of_block(structures[region].block, structures, enclosed_by)


def _of_block(block: Block, structures: Structures, enclosed_by: str) -> Iterator[Diagnostic]:
    match block:
        case Leaf(step):
            yield from _of_step(step, structures, enclosed_by)
        case Series(blocks):
            for part in blocks:
                yield from _of_block(part, structures, enclosed_by)
        case Fork(_, blocks):
            for part in blocks:
                others = (step.name for other in blocks if other is not part for step in leaves(other))
                yield from _of_block(part, structures, enclosed_by or f"{', '.join(others)} would run on beside it")


def _of_step(step: Step, structures: Structures, enclosed_by: str) -> Iterator[Diagnostic]:
    if isinstance(step, Succeed) and enclosed_by:
        yield Diagnostic(
            "LF113",
            f"succeed {step.name!r} would end only its own branch, not the execution: {enclosed_by}",
            step.location,
            "order the other steps before it with after=, or let the branch run out without it",
        )
    around = enclosed_by if isinstance(step, Choice) else f"it stands in {step.name!r}"
    for region in step.regions:
        yield from endings(region, structures, around)
