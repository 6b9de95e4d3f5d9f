"""Where in the author's own files a declaration stands."""

import sys
from types import CodeType
from typing import TypeAlias

from lakeflow.errors import Location

Positions: TypeAlias = list[tuple[int | None, int | None, int | None, int | None]]

_positions: dict[int, tuple[CodeType, Positions]] = {}
"""By the identity of a code object, which is kept here so that no other takes it: its hash would read all of it."""


def caller_location() -> Location:
    """Return the place of the innermost call that is not lakeflow's own code."""
    frame = sys._getframe(1)  # noqa: SLF001  the documented way to a caller's frame without building a traceback
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("lakeflow."):
        frame = frame.f_back
    line, _, column, _ = _positions_of(frame.f_code)[frame.f_lasti // 2]
    return Location(frame.f_code.co_filename, line or frame.f_lineno, 0 if column is None else column + 1)


def _positions_of(code: CodeType) -> Positions:
    """Return the place of each instruction; a module of a thousand steps asks a thousand times."""
    known = _positions.get(id(code))
    if known is None:
        known = _positions[id(code)] = (code, list(code.co_positions()))
    return known[1]
