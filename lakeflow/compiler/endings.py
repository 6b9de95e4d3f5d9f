"""Where the execution would not end though its author says so: a Succeed ends only the branch that it stands in."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lakeflow.compiler.structure import Block, Fork, Leaf, Series, Structures, leaves
from lakeflow.dsl.control import Choice, Succeed
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.errors import Diagnostic

_NAMED = 3
"""How many of the steps that would run on are named."""


class _Branch(NamedTuple):
    """A branch of a fork, which its Succeed would end alone."""

    fork: Fork
    block: Block

    def __str__(self) -> str:
        steps = (step.name for block in self.fork.blocks if block is not self.block for step in leaves(block))
        names = list(islice(steps, _NAMED + 1))
        return f"{', '.join(names[:_NAMED])}{' and more' if len(names) > _NAMED else ''} would run on beside it"


class _Body(NamedTuple):
    """A body of a step, which its Succeed would end alone."""

    owner: Step

    def __str__(self) -> str:
        return f"it stands in {self.owner.name!r}"


def endings(region: Region, structures: Structures, inside: _Branch | _Body | None = None) -> Iterator[Diagnostic]:
    """Yield each Succeed of a region that would end only its own branch; all of them would ``inside`` one."""
    if region in structures:
        yield from _of_block(structures[region].block, structures, inside)


def _of_block(block: Block, structures: Structures, inside: _Branch | _Body | None) -> Iterator[Diagnostic]:
    match block:
        case Leaf(step):
            yield from _of_step(step, structures, inside)
        case Series(blocks):
            for part in blocks:
                yield from _of_block(part, structures, inside)
        case Fork(_, blocks):
            for part in blocks:
                yield from _of_block(part, structures, inside or _Branch(block, part))


def _of_step(step: Step, structures: Structures, inside: _Branch | _Body | None) -> Iterator[Diagnostic]:
    if isinstance(step, Succeed) and inside:
        yield Diagnostic(
            "LF113",
            f"succeed {step.name!r} would end only its own branch, not the execution: {inside}",
            step.location,
            "order the other steps before it with after=, or let the branch run out without it",
        )
    around = inside if isinstance(step, Choice) else _Body(step)
    for region in step.regions:
        yield from endings(region, structures, around)
