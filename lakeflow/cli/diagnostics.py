"""Findings for a reader: one a paragraph, with the author's own line under it; or JSON."""

import json
import sys
from collections.abc import Iterable, Sequence
from linecache import getline
from typing import TextIO

from lakeflow.errors import Diagnostic


def print_findings(findings: Iterable[Diagnostic], stream: TextIO | None = None) -> None:
    """Print findings to a stream, standard error by default."""
    out = stream or sys.stderr
    for finding in findings:
        out.write(f"{finding}\n")
        if finding.location is not None:
            line = getline(finding.location.file, finding.location.line).rstrip()
            if line:
                out.write(f"    {line.strip()}\n")
        if finding.hint:
            out.write(f"  hint: {finding.hint}\n")


def print_validation(looked_at: Sequence[str], findings: Sequence[Diagnostic], *, as_json: bool) -> None:
    """Print what a validation found."""
    if as_json:
        sys.stdout.write(json.dumps([_as_json(finding) for finding in findings], indent=2) + "\n")
        return
    print_findings(findings, sys.stdout)
    errors = sum(finding.severity == "error" for finding in findings)
    what = f"{errors} error{'s' if errors != 1 else ''}" if errors else "no mistakes"
    sys.stdout.write(f"{', '.join(looked_at)}: {what}\n")


def _as_json(finding: Diagnostic) -> dict[str, object]:
    place = finding.location
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place and place.column else None,
    }
