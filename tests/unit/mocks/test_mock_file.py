from typing import Any

import pytest

from lakeflow.errors import MockError
from lakeflow.mocks.answers import never_ends, raises, responds, returns, rows, succeeds
from lakeflow.mocks.mock_file import parse_mocks


@pytest.mark.parametrize(
    ("given", "answers"),
    [
        ({"returns": {"count": 3}}, (returns({"count": 3}),)),
        ({"returns": None, "after": "2m", "times": 2}, (returns(None, after=120, times=2),)),
        ({"responds": {"Payload": 1}}, (responds({"Payload": 1}),)),
        ({"raises": "Busy", "cause": "later"}, (raises("Busy", "later"),)),
        ("succeeds", (succeeds(),)),
        ({"succeeds": None, "after": 3}, (succeeds(after=3),)),
        ({"rows": [{"n": 1}]}, (rows({"n": 1}),)),
        ("never_ends", (never_ends(),)),
        (["succeeds", {"raises": "Boom"}], (succeeds(), raises("Boom"))),
    ],
)
def test_an_answer_is_written_as_it_is_called(given: Any, answers: Any) -> None:
    assert parse_mocks({"a": given}, "mocks.yaml")["a"].answers == answers


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (3, "3 is no answer"),
        ({"count": 3}, "an answer has no field 'count'"),
        ({}, "this says none"),
        ({"returns": 1, "raises": "E"}, "this says returns and raises"),
        ({"returns": 1, "cause": "x"}, "only an error has a cause"),
        ({"raises": "E", "cause": False}, "a cause is text, not False"),
        ({"rows": [1]}, "rows are a list of mappings"),
        ({"returns": 1, "after": "soon"}, "'soon' is no duration"),
        ({"returns": 1, "times": "two"}, "'two' is no number"),
        ([], "there is no answer"),
    ],
)
def test_a_mistake_is_told_with_its_line(given: Any, message: str) -> None:
    with pytest.raises(MockError) as caught:
        parse_mocks({"load": given}, "mocks.yaml", {"load": 7})
    assert str(caught.value).startswith("mocks.yaml:7: load: ")
    assert message in caught.value.message


def test_a_file_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(MockError, match="no mapping of steps"):
        parse_mocks(["found"], "mocks.yaml")
