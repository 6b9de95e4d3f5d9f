from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.states import Json
from lakeflow.asl.template import Constant, TemplateError, compile_template, is_expression
from lakeflow.asl.writing import compact

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text().filter(lambda text: not is_expression(text)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def failure(template: Any, field: str = "Output", expects: str = "", **bindings: Any) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        compile_template(template, field, expects=expects).evaluate(bindings)
    return caught.value


@given(JSON)
def test_a_template_without_expressions_is_itself(template: Any) -> None:
    compiled = compile_template(template, "Output")
    assert isinstance(compiled, Constant)
    assert compiled.evaluate({}) is template


def test_expressions_are_evaluated_at_every_depth() -> None:
    template: Json = {"a": ["{% $x %}", {"b": "{% $x + 1 %}"}], "c": "{%$x%}", "d": 1}
    assert compile_template(template, "Output").evaluate({"x": 1}) == {"a": [1, {"b": 2}], "c": 1, "d": 1}


def test_only_a_whole_string_is_an_expression() -> None:
    for text in (" {% $x %}", "{% $x %} ", "a {% $x %}", "{%", "%}", "{%}"):
        assert compile_template(text, "Output").evaluate({}) == text


def test_undefined_names_the_expression_and_the_field() -> None:
    error = failure({"a": {"b": "{% $nothing %}"}}, "Assign")
    assert error.field == "Assign/a/b"
    assert error.message == (
        "The JSONata expression '$nothing' specified for the field 'Assign/a/b' returned nothing (undefined)."
    )


def test_a_wrong_type_names_both_types_and_the_value() -> None:
    message = failure("{% $x %}", "Items", expects="array", x={"a": 1}).message
    assert message.endswith(
        """returned an unexpected result type. Expected 'array', but was 'object' for value: {"a":1}"""
    )


def test_a_function_and_a_failure_are_told_as_aws_tells_them() -> None:
    assert failure("{% $sum %}").message.endswith("returned an unsupported result type.")
    assert (
        "threw an error during evaluation. T1006: Attempted to invoke a non-function" in failure("{% $f() %}").message
    )


def test_null_is_a_result_like_any_other() -> None:
    assert compile_template({"a": "{% null %}"}, "Output").evaluate({}) == {"a": None}


def test_what_does_not_parse_is_found_when_it_is_compiled() -> None:
    with pytest.raises(TemplateError, match="'Output/a' does not parse"):
        compile_template({"a": "{% 1 + %}"}, "Output")


def test_json_is_written_without_spaces_or_escapes() -> None:
    assert compact({"a": [1, "é", None]}) == '{"a":[1,"é",null]}'
