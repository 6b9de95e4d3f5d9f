"""Where in the author's own files a declaration stands."""

import sys
from itertools import islice

from lakeflow.errors import Location


def caller_location() -> Location:
    """Return the place of the innermost call that is not lakeflow's own code."""
    frame = sys._getframe(1)  # noqa: SLF001  the documented way to a caller's frame without building a traceback
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("lakeflow."):
        frame = frame.f_back
    positions = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None), (None, None, None, None))
    line, _, column, _ = positions
    return Location(frame.f_code.co_filename, line or frame.f_lineno, 0 if column is None else column + 1)
