"""The command line: parse, call one operation, print, exit code."""

from lakeflow.cli.app import main

__all__ = ["main"]
