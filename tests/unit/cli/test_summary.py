import json

import pytest

from lakeflow.cli.summary import readable_cause


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        ("plain words", "plain words"),
        (json.dumps({"JobRunState": "FAILED", "ErrorMessage": "ValueError: no"}), "ValueError: no"),
        (json.dumps({"errorMessage": "no", "errorType": "E"}), "no"),
        (json.dumps({"Status": {"StateChangeReason": "TABLE_NOT_FOUND"}}), "TABLE_NOT_FOUND"),
        ("[1, 2]", "[1, 2]"),
        ('{"other": 1}', '{"other": 1}'),
    ],
)
def test_a_cause_is_read_for_the_sentence_in_it(cause: str, sentence: str) -> None:
    assert readable_cause(cause) == sentence
