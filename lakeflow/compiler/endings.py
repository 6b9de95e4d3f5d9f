"""Where an execution ends otherwise than its author says: a Succeed ends only its branch, a Fail all beside it."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lakeflow.compiler.structure import Block, Fork, Leaf, Series, Structures, leaves
from lakeflow.dsl.control import Choice, Fail, Succeed
from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step
from lakeflow.errors import Diagnostic, Severity

_NAMED = 3
"""How many of the steps that would run on are named."""


class _Branch(NamedTuple):
    """A branch of a fork, which its Succeed would end alone."""

    fork: Fork
    block: Block

    @property
    def others(self) -> str:
        """The steps of the other branches, the first of them by name."""
        steps = (step.name for block in self.fork.blocks if block is not self.block for step in leaves(block))
        names = list(islice(steps, _NAMED + 1))
        return f"{', '.join(names[:_NAMED])}{' and more' if len(names) > _NAMED else ''}"

    def __str__(self) -> str:
        return f"{self.others} would run on beside it"


class _Body(NamedTuple):
    """A body of a step, which its Succeed would end alone."""

    owner: Step

    def __str__(self) -> str:
        return f"it stands in {self.owner.name!r}"


def endings(region: Region, structures: Structures, inside: _Branch | _Body | None = None) -> Iterator[Diagnostic]:
    """Yield each Succeed of a region that would end only its own branch; all of them would ``inside`` one.

    A Fail that nothing decides about, beside steps that it would stop, is a warning.
    """
    if region in structures:
        yield from _of_block(structures[region].block, structures, inside, None)


def _of_block(
    block: Block, structures: Structures, inside: _Branch | _Body | None, beside: _Branch | None
) -> Iterator[Diagnostic]:
    match block:
        case Leaf(step):
            yield from _of_step(step, structures, inside)
            if isinstance(step, Fail) and beside is not None:
                yield _stopping(step, beside)
        case Series(blocks):
            for part in blocks:
                yield from _of_block(part, structures, inside, beside)
        case Fork(_, blocks):
            for part in blocks:
                branch = _Branch(block, part)
                yield from _of_block(part, structures, inside or branch, beside or branch)


def _stopping(step: Fail, beside: _Branch) -> Diagnostic:
    return Diagnostic(
        "LF115",
        f"fail {step.name!r} stops what runs beside it: {beside.others}",
        step.location,
        "order it after them by after=, or say by a Choice when it fails",
        Severity.WARNING,
    )


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
