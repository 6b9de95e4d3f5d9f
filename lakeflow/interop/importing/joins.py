"""Where the ways through a Choice or a Try come together again."""

from collections.abc import Sequence
from dataclasses import replace

from lakeflow.interop.importing.source import Line, statements
from lakeflow.interop.importing.values import Known, merged, steps_of


def way_of(alive: Sequence[Known | None], known: Known | None) -> int:
    """Return which of the ways out this one is, -1 if it leads nowhere."""
    if known is None:
        return -1
    return next(index for index, other in enumerate([each for each in alive if each is not None]) if other is known)


def joined(owner: str, ends: Sequence[Known | None], lines: tuple[Line, ...], before: Known) -> Known | None:
    """Return what is known where the ways of a Choice or a Try come together."""
    alive = [end for end in ends if end is not None]
    if not alive:
        return None
    inner = frozenset(statement.variable for statement in statements(lines))
    names = set(alive[0].variables).intersection(*(end.variables for end in alive))
    naturals = {end.natural for end in alive}
    natural = naturals.pop() if len(naturals) == 1 else None
    return replace(
        before,
        payload=merged(owner, "payload", tuple(end.payload for end in alive), inner),
        natural=natural if natural is not None and not steps_of(natural) & inner else None,
        variables={
            name: merged(owner, name, tuple(end.variables[name] for end in alive), inner) for name in sorted(names)
        },
    )
