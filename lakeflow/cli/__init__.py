"""The command line: parse, call one operation, print, exit code."""

from lakeflow.cli.app import app

__all__ = ["app"]
