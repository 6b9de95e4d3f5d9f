"""Where in the author's own files a declaration stands."""

import sys
from dataclasses import replace
from types import CodeType, FrameType
from typing import TypeAlias

from lakeflow.errors import Location

Positions: TypeAlias = list[tuple[int | None, int | None, int | None, int | None]]

_positions: dict[int, tuple[CodeType, Positions]] = {}
"""By the identity of a code object, which is kept here so that no other takes it: its hash would read all of it."""


_INLINE = frozenset({"<lambda>", "<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>"})
_NOT_AUTHORS = frozenset({"_pytest", "pluggy", "importlib", "runpy", "doctest"})


def caller_location() -> Location:
    """Return the place of the innermost call that is not lakeflow's own code: the line that its author can correct.

    In a function of the author's, the place knows where the module called it.
    """
    frame = sys._getframe(1)  # noqa: SLF001  the documented way to a caller's frame without building a traceback
    while frame.f_back is not None and _is_own(frame):
        frame = frame.f_back
    call = _module_call(frame)
    return _location(frame) if call is None else replace(_location(frame), caller=_location(call))


def _module_call(frame: FrameType) -> FrameType | None:
    """Return the frame of the module that called the function that ``frame`` is in; None if it is in none."""
    current: FrameType | None = frame
    while current is not None and (current.f_code.co_name in _INLINE or _is_own(current)):
        current = current.f_back
    if current is None or current.f_code.co_name == "<module>":
        return None
    while current is not None and current.f_code.co_name != "<module>":
        current = current.f_back
        if current is not None and current.f_globals.get("__name__", "").partition(".")[0] in _NOT_AUTHORS:
            return None
    return current


def _is_own(frame: FrameType) -> bool:
    name: str = frame.f_globals.get("__name__", "")
    return name.startswith("lakeflow.")


def _location(frame: FrameType) -> Location:
    line, _, column, _ = _positions_of(frame.f_code)[frame.f_lasti // 2]
    return Location(frame.f_code.co_filename, line or frame.f_lineno, 0 if column is None else column + 1)


def _positions_of(code: CodeType) -> Positions:
    """Return the place of each instruction; a module of a thousand steps asks a thousand times."""
    known = _positions.get(id(code))
    if known is None:
        known = _positions[id(code)] = (code, list(code.co_positions()))
    return known[1]
