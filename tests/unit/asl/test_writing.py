import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.states import Json
from lakeflow.asl.writing import compact, indented


def json_of(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=10
    )


PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text()
ANY = PLAIN | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters())


@given(json_of(PLAIN))
def test_json_is_indented_as_the_standard_library_indents_it(value: Json) -> None:
    assert indented(value) == json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@given(json_of(ANY))
def test_whatever_is_json_is_written_and_read_back_the_same(value: Json) -> None:
    for text in (indented(value), compact(value)):
        assert json.loads(text) == value
        assert text.encode()
    assert len(compact(value)) <= len(indented(value))


def test_half_of_a_character_is_written_as_an_escape() -> None:
    assert compact({"a": "x\ud800"}) == r'{"a":"x\ud800"}'
