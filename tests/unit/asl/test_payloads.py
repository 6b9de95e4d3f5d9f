"""Payload templates and the paths around a state."""

import pytest

from lakeflow.asl.payloads import compile_payload, place, select
from lakeflow.asl.states import Json
from lakeflow.errors import PathError


def test_a_template_is_filled_in_at_every_depth() -> None:
    template: Json = {
        "a.$": "$.x",
        "b": [{"c.$": "States.MathAdd($.x, 1)"}, 2],
        "d": {"e.$": "$$.Id", "f": "$.x"},
        "g.$": "$v",
    }
    filled = compile_payload(template).evaluate({"x": 1}, context={"Id": "i"}, variables={"v": None})
    assert filled == {"a": 1, "b": [{"c": 2}, 2], "d": {"e": "i", "f": "$.x"}, "g": None}


def test_a_missing_path_is_told_with_its_field_and_the_input() -> None:
    with pytest.raises(PathError) as caught:
        compile_payload({"value.$": "$.x"}).evaluate({"y": 1})
    assert caught.value.problem == (
        "The JSONPath '$.x' specified for the field 'value.$' could not be found in the input '{\"y\":1}'"
    )


def test_a_computed_field_needs_a_path_or_a_call() -> None:
    with pytest.raises(PathError, match="must be a valid JSONPath or a valid intrinsic function call"):
        compile_payload({"a.$": "text"})


def test_null_paths_let_nothing_through() -> None:
    assert select(None, {"a": 1}) == {}
    assert place(None, {"a": 1}, 5) == {"a": 1}
    assert select("$.a", {"a": 1}) == 1
    assert place("$.r", {"a": 1}, 5) == {"a": 1, "r": 5}
