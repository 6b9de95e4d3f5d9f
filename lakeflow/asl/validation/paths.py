r"""The grammar of paths as AWS accepts it when a machine is created: Jayway's JSONPath and the specification's escapes.

What a path may find is for :mod:`lakeflow.asl.jsonpath`; here only its text counts.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

_NAME: Final = r"(?:\\.|[^\s.,?*'\"\\()\[\]])(?:\\.|[^\s.,'\"\\()\[\]])*"
_QUOTED: Final = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_PARENTHESES: Final = rf"\((?:[^()'\"]|{_QUOTED}|\((?:[^()'\"]|{_QUOTED}|\((?:[^()'\"]|{_QUOTED}|\(\))*\))*\))+\)"
_BRACKETS: Final = rf"""\[\s*(?:
    -?\d+(?:\s*,\s*-?\d+)*
  | (?:-?\d+)?\s*:\s*(?:-?\d+)?(?:\s*:\s*-?\d+)?
  | (?:{_QUOTED})(?:\s*,\s*(?:{_QUOTED}))*
  | \*
  | \?\s*{_PARENTHESES}
  | {_PARENTHESES}
)\s*\]"""
_FUNCTION: Final = r"\.[A-Za-z]+\((?:[^()]|\([^()]*\))*\)"
_STEP: Final = rf"(?!{_FUNCTION})(?:\.\.?(?:\*|{_NAME})|\.\.?{_BRACKETS}|{_BRACKETS})"
_ROOT: Final = r"\$\$|\$[^\W\d]\w*|\$"

PATH_PATTERN: Final = rf"(?:{_ROOT})(?:{_STEP})*(?:{_FUNCTION})?"
"""A whole path; for use with ``re.VERBOSE``."""

_PATH: Final = re.compile(rf"(?P<root>{_ROOT})(?P<steps>(?:{_STEP})*)(?P<function>{_FUNCTION})?", re.VERBOSE)
_FIRST: Final = re.compile(r"\.(\w+)")
_ONE_PLACE: Final = re.compile(rf"(?:\.{_NAME}|\.?\[\s*(?:-?\d+|{_QUOTED})\s*\])*", re.VERBOSE)


class PathText(NamedTuple):
    """A path taken apart: ``root`` is ``$``, ``$$`` or ``$name``; a reference path names one place."""

    root: str
    is_reference: bool
    field: str = ""
    """The first field after the root, where it is written with a dot."""

    @property
    def variable(self) -> str:
        """The workflow variable it starts from, if it does."""
        return "" if self.root in {"$", "$$"} else self.root[1:]


@lru_cache(maxsize=4096)
def read_path(text: str) -> PathText | int:
    """Return the parts of a path, or the position from which on it is none.

    >>> read_path("$.orders[0].id")
    PathText(root='$', is_reference=True, field='orders')
    >>> read_path("$.orders[?(@.id > 7)]").is_reference
    False
    >>> read_path("$.orders[")
    8
    """
    text = text.rstrip()  # as Jayway does
    found = _PATH.match(text)
    if found is None:
        return 0
    if found.end() != len(text):
        return found.end()
    is_reference = not found["function"] and _ONE_PLACE.fullmatch(found["steps"]) is not None
    first = _FIRST.match(found["steps"])
    return PathText(found["root"], is_reference, first.group(1) if first else "")
