"""Findings as SARIF 2.1.0, which code scanning services read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from lakeflow.errors import Diagnostic, Location

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Sequence[Diagnostic]) -> dict[str, Any]:
    """Return a SARIF log with one run of lakeflow."""
    codes = sorted({finding.code for finding in findings})
    driver = {"name": "lakeflow", "rules": [{"id": code} for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Diagnostic, rule: int) -> dict[str, Any]:
    text = f"{finding.message} ({finding.hint})" if finding.hint else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": {"text": text},
    }
    if location := _location(finding):
        result["locations"] = [location]
    if finding.origin is not None:
        step = {"message": {"text": "the step that the state comes from"}}
        result["relatedLocations"] = [{"id": 0, **step, "physicalLocation": _physical(finding.origin)}]
    return result


def _location(finding: Diagnostic) -> dict[str, Any]:
    location: dict[str, Any] = {}
    place = finding.location
    if place is not None:
        location["physicalLocation"] = _physical(place)
    if finding.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.pointer, "kind": "member"}]
    return location


def _physical(place: Location) -> dict[str, Any]:
    region = {"startLine": place.line} | ({"startColumn": place.column} if place.column else {})
    return {"artifactLocation": {"uri": quote(place.file)}, "region": region}
