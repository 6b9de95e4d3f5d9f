"""State machines that are known to be sound, read into the model and written again: nothing is lost.

They lie beside the repository, not in it; without them these tests are skipped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lakeflow.asl.document import document, parse

DOCUMENTS = Path(__file__).parents[3] / "shared" / "asl_docs"
RETRIER_DEFAULTS = {"IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2.0, "JitterStrategy": "NONE"}

pytestmark = pytest.mark.skipif(not DOCUMENTS.exists(), reason="the documents are not on this machine")


def sound_documents() -> Iterator[tuple[str, dict[str, Any]]]:
    for pattern in ("valid/*.json", "real/*.json", "aws_labelled/valid-*.json"):
        for path in sorted(DOCUMENTS.glob(pattern)):
            try:
                content = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                continue
            if all(isinstance(state, dict) for state in content["States"].values()):
                yield path.name, content


def without_defaults(value: Any) -> Any:
    if isinstance(value, list):
        return [without_defaults(item) for item in value]
    if not isinstance(value, dict):
        return value
    defaults = RETRIER_DEFAULTS if "ErrorEquals" in value else {"Retry": [], "Catch": [], "Assign": {}}
    return {key: without_defaults(item) for key, item in value.items() if key not in defaults or item != defaults[key]}


def test_every_field_of_a_sound_document_is_read_and_written() -> None:
    total = 0
    for name, content in sound_documents():
        machine = parse(content)
        written = document(machine)
        assert parse(written) == machine, name
        assert without_defaults(written) == without_defaults({"QueryLanguage": "JSONPath", **content}), name
        total += 1
    assert total > 300
