"""Findings for a reader: one a paragraph, with the author's own line under it; or JSON, or SARIF."""

import json
import sys
from collections.abc import Iterable, Sequence
from linecache import getline
from typing import Any, Literal, TextIO

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
            if finding.location.caller is not None:
                out.write(f"  called from {finding.location.caller}\n")
        if finding.origin is not None:
            out.write(f"  of the step at: {finding.origin}\n")
        if finding.pointer:
            out.write(f"  at: {finding.pointer}\n")
        if finding.hint:
            out.write(f"  hint: {finding.hint}\n")


def print_validation(
    looked_at: Sequence[str], findings: Sequence[Diagnostic], form: Literal["text", "json", "sarif"]
) -> None:
    """Print what a validation found."""
    match form:
        case "json":
            _print_json([_as_json(finding) for finding in findings])
        case "sarif":
            from lakeflow.render.sarif import sarif

            _print_json(sarif(findings))
        case "text":
            print_findings(findings, sys.stdout)
            sys.stdout.write(f"{', '.join(looked_at)}: {_verdict(findings)}\n")


def _verdict(findings: Sequence[Diagnostic]) -> str:
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    verdict = f"{errors} error{'s' if errors != 1 else ''}" if errors else "no mistakes"
    return f"{verdict}, {warnings} warning{'s' if warnings != 1 else ''}" if warnings else verdict


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


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
        "pointer": finding.pointer or None,
        "step": None if finding.origin is None else {"file": finding.origin.file, "line": finding.origin.line},
    }
