"""The validator against documents whose fate is known: accepted or refused by AWS, published, or labelled."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lakeflow.asl.validation import Options, errors
from lakeflow.asl.validation.text import validate_text
from lakeflow.errors import Severity

SHARED = Path(__file__).parents[3] / "shared"
DOCUMENTS = SHARED / "asl_docs"

pytestmark = pytest.mark.skipif(not DOCUMENTS.exists(), reason="the documents are not beside the repository")


class Labelled(NamedTuple):
    """A document with what is known of it: ``valid``, ``invalid``, ``real``."""

    file: str
    document: Any
    label: str
    options: Options = Options()


def labelled() -> Iterator[Labelled]:
    for manifest in (DOCUMENTS / "manifest.json", DOCUMENTS / "aws_labelled" / "manifest.json"):
        for entry in json.loads(manifest.read_text("utf-8")):
            file = DOCUMENTS / entry["file"]
            if file.exists():
                # The machine's type is no part of a document; where it was the reason, AWS said so.
                options = Options(express="Express state machine" in entry.get("reason", ""))
                label = entry.get("adjudicated", entry["expected"])
                yield Labelled(entry["file"], json.loads(file.read_text("utf-8")), label, options)


def is_broken(document: Any) -> bool:
    """Return whether a published document holds a field of the machine among its states, as one is known to."""
    return any(not isinstance(state, dict) for state in document["States"].values())


def refusals(documents: Iterator[Labelled]) -> dict[str, list[str]]:
    found = {entry.file: errors(entry.document, entry.options) for entry in documents}
    return {file: [str(finding) for finding in findings] for file, findings in found.items() if findings}


def test_no_document_that_is_valid_is_refused() -> None:
    documents = [entry for entry in labelled() if entry.label == "valid"]
    assert len(documents) > 100
    assert refusals(iter(documents)) == {}


def test_no_published_document_is_refused() -> None:
    documents = [entry for entry in labelled() if entry.label == "real" and not is_broken(entry.document)]
    assert len(documents) > 50
    assert refusals(iter(documents)) == {}


def test_every_document_that_is_invalid_is_refused() -> None:
    documents = [entry for entry in labelled() if entry.label == "invalid"]
    assert len(documents) > 50
    assert {entry.file for entry in documents} - refusals(iter(documents)).keys() == set()


def test_what_create_state_machine_judged_is_judged_alike() -> None:
    judged = [json.loads(file.read_text("utf-8")) for file in (SHARED / "conformance" / "invalid").glob("*.json")]
    known = [case for case in judged if case["about_definition"] and text_of(case) is not None]
    assert known
    assert [case["id"] for case in known if is_refused(case) is not case["is_invalid"]] == []


def text_of(case: dict[str, Any]) -> str | None:
    raw = case["definition_raw"]
    return raw if isinstance(raw, str) else json.dumps(case["definition"]) if case["definition"] is not None else None


def is_refused(case: dict[str, Any]) -> bool:
    findings = validate_text(text_of(case) or "", "case", Options(express=case["machine_type"] == "EXPRESS"))
    return any(finding.severity is Severity.ERROR for finding in findings)


def test_every_machine_that_ran_on_aws_is_accepted() -> None:
    cases = (json.loads(file.read_text("utf-8")) for file in (SHARED / "conformance" / "cases").glob("*.json"))
    ran = [Labelled(case["id"], case["definition"], "valid") for case in cases if isinstance(case["definition"], dict)]
    assert len(ran) > 200
    assert refusals(iter(ran)) == {}
