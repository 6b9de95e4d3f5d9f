"""Put a piece into a shape where the whole becomes shortest, with every order kept.

What a part's length means for the whole is a maximum of two terms, ``max(floor, part + rest)``: walking down, these two
are all that has to be known of the surroundings, so each place costs one addition and one comparison a run.
"""

from collections.abc import Iterator, Sequence
from operator import add, sub
from typing import NamedTuple

from lakeflow.graph.shapes import Column, Kind, Shape, fork, sequence, series


class Around(NamedTuple):
    """A part's surroundings: the ``at``-th part of ``shape``, which stands in ``outer`` itself."""

    rest: Column
    floor: Column
    shape: Shape | None = None
    at: int = 0
    outer: "Around | None" = None


class Place(NamedTuple):
    """Where a piece can go: beside the parts from ``first`` up to ``last`` of a sequence, or before ``first`` if none.

    ``split`` says that the target is a fork, to run those branches before the piece that it needs, and those after it
    that need it.
    """

    around: Around
    target: Shape
    first: int = 0
    last: int = 0
    split: bool = False


class _Neighbours(NamedTuple):
    before: int
    after: int


def inserted(shape: Shape, piece: Shape, after: int) -> Shape | None:
    """Return the shortest shape with ``piece`` put in at one place; ``after`` has the nodes that need it.

    None if no single place keeps the order: one branch of a fork may come before the piece and after it.
    """
    best: Place | None = None
    least = float("inf")
    neighbours = _Neighbours(piece.needs, after)
    zero = (0.0,) * len(piece.column)
    for length, place in _places(Around(zero, zero), shape, piece, neighbours):
        if length < least * (1 - 1e-12):
            best, least = place, length
    return None if best is None else _put(best, piece, neighbours)


def _places(around: Around, target: Shape, piece: Shape, neighbours: _Neighbours) -> Iterator[tuple[float, Place]]:
    parts = sequence(target)
    needed = [index for index, part in enumerate(parts) if part.nodes & neighbours.before]
    needing = [index for index, part in enumerate(parts) if part.nodes & neighbours.after]
    # The piece may stand anywhere after the last part that it needs and before the first that needs it.
    first = needed[-1] + 1 if needed else 0
    last = needing[0] if needing else len(parts)
    if first <= last:
        yield _length(around, _sum(target.column, piece.column)), Place(around, target, first, first)
    yield from _beside(around, target, parts[first:last], first, piece)
    for index in sorted({*needed[-1:], *needing[:1]}):
        if first - 1 <= index <= last:
            within = _narrowed(around, target, index) if target.kind is Kind.SERIES else around
            yield from _inside(within, parts[index], piece, neighbours)


def _beside(
    around: Around, target: Shape, parts: Sequence[Shape], offset: int, piece: Shape
) -> Iterator[tuple[float, Place]]:
    for first, start in enumerate(parts):
        column = start.column
        for last, part in enumerate(parts[first:], first + 1):
            if last > first + 1:
                column = _sum(column, part.column)
            longer = tuple(map(max, column, piece.column))
            whole = _sum(tuple(map(sub, target.column, column)), longer)
            yield _length(around, whole), Place(around, target, first + offset, last + offset)
            if longer == column:
                break  # the piece hides behind these parts already


def _inside(around: Around, part: Shape, piece: Shape, neighbours: _Neighbours) -> Iterator[tuple[float, Place]]:
    """Yield the places inside a part that holds something the piece needs, or is needed by."""
    if part.kind is Kind.LEAF:
        return
    wanted = neighbours.before | neighbours.after
    touched = [index for index, branch in enumerate(part.parts) if branch.nodes & wanted]
    if len(touched) == 1:
        index = touched[0]
        yield from _places(_narrowed(around, part, index), part.parts[index], piece, neighbours)
        return
    sides = _sides(part, neighbours)
    if sides is not None:
        yield _length(around, _split(part, piece, neighbours).column), Place(around, part, split=True)


def _narrowed(around: Around, shape: Shape, at: int) -> Around:
    """Return the surroundings of a part of ``shape``, which is a series or a fork."""
    if shape.kind is Kind.SERIES:
        rest = _sum(around.rest, tuple(map(sub, shape.column, shape.parts[at].column)))
        return Around(rest, around.floor, shape, at, around)
    floor = around.floor
    for index, branch in enumerate(shape.parts):
        if index != at:
            floor = tuple(map(max, floor, map(add, branch.column, around.rest)))
    return Around(around.rest, floor, shape, at, around)


def _sides(part: Shape, neighbours: _Neighbours) -> tuple[list[Shape], list[Shape], list[Shape]] | None:
    """Return the branches that the piece needs, those that need it, and the others; None if one is both."""
    needed = [branch for branch in part.parts if branch.nodes & neighbours.before]
    needing = [branch for branch in part.parts if branch.nodes & neighbours.after]
    if any(branch.nodes & neighbours.after for branch in needed):
        return None
    others = [branch for branch in part.parts if not branch.nodes & (neighbours.before | neighbours.after)]
    return needed, needing, others


def _split(part: Shape, piece: Shape, neighbours: _Neighbours) -> Shape:
    sides = _sides(part, neighbours)
    assert sides is not None
    needed, needing, others = sides
    chain = [fork(needed)] if needed else []
    chain.append(piece)
    chain += [fork(needing)] if needing else []
    return fork([series(chain), *others])


def _put(place: Place, piece: Shape, neighbours: _Neighbours) -> Shape:
    parts = sequence(place.target)
    if place.split:
        changed = _split(place.target, piece, neighbours)
    elif place.first == place.last:
        changed = series((*parts[: place.first], piece, *parts[place.first :]))
    else:
        beside = fork((series(parts[place.first : place.last]), piece))
        changed = series((*parts[: place.first], beside, *parts[place.last :]))
    around: Around | None = place.around
    while around is not None and around.shape is not None:
        parts = (*around.shape.parts[: around.at], changed, *around.shape.parts[around.at + 1 :])
        changed = series(parts) if around.shape.kind is Kind.SERIES else fork(parts)
        around = around.outer
    return changed


def _sum(one: Column, other: Column) -> Column:
    return tuple(map(add, one, other))


def _length(around: Around, column: Column) -> float:
    length: float = sum(map(max, around.floor, map(add, column, around.rest)))
    return length
