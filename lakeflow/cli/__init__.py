"""The command line: parse, call one operation, print, exit code."""

import gc

# Importing makes many objects and hardly any garbage: looking for some each 700 objects is a twentieth of a start.
gc.set_threshold(100_000)

from lakeflow.cli.app import app  # noqa: E402  what the line above is for

__all__ = ["app"]
