"""JSONata in documents: delimiters, what may be read where, and where no expression may stand."""

from typing import Any

import pytest

from tests.asl_machines import codes, jsonata, machine, mapping, passing, places, task


@pytest.mark.parametrize("text", ["{% 1", "1 %}", "{%", "%}", "{%}", "x {% 1 %}", "{% 1 %} x", "{%1%}"])
def test_half_an_expression_is_refused(text: str) -> None:
    assert codes(jsonata(passing(Output={"a": [text]}))) == ["LF341"]


@pytest.mark.parametrize("text", ["{% 1 %}", "{% 1%}", "{%\n1\n%}", "{% (\n1\n) %}", "50 % of {%", "a {% b %} c", ""])
def test_an_expression_is_the_whole_string_and_anything_else_is_text(text: str) -> None:
    assert codes(jsonata(passing(Output=text))) == []


@pytest.mark.parametrize("body", ["1 +", "$sum(", "", "$states.input.[?(@.a)]", "a ?? b", "a ?: b", "'a"])
def test_what_does_not_parse_is_refused(body: str) -> None:
    assert codes(jsonata(passing(Output=f"{{% {body} %}}"))) == ["LF340"]


def test_an_expression_in_a_field_called_comment_is_one() -> None:
    assert places(jsonata(passing(Output={"Comment": "{% ( %}"}))) == [("LF340", "/States/a/Output/Comment")]


@pytest.mark.parametrize(
    "body", ["$", "$$", "foo", "foo.bar", "$.foo", "$map([1], function($x){ foo })", "$states.input[$$ = 1]"]
)
def test_there_is_no_input_document(body: str) -> None:
    assert "LF342" in codes(jsonata(passing(Output=f"{{% {body} %}}")))


@pytest.mark.parametrize(
    "body",
    [
        "$states.input[foo > 1]",
        "$states.input.(foo)",
        "$states.input.a{b: c}",
        "$states.input^(a)",
        "$states.input.$.a",
    ],
)
def test_later_steps_have_a_context(body: str) -> None:
    assert codes(jsonata(passing(Output=f"{{% {body} %}}"))) == []


RESULT, ERROR = "{% $states.result %}", "{% $states.errorOutput %}"
CATCH: dict[str, Any] = {"ErrorEquals": ["States.ALL"], "Next": "b"}


@pytest.mark.parametrize(
    ("state", "place"),
    [
        (passing(Output=RESULT), "Output"),
        (passing(Assign={"x": RESULT}), "Assign/x"),
        (task(Arguments=RESULT), "Arguments"),
        (task(TimeoutSeconds=RESULT), "TimeoutSeconds"),
        (task(Output=ERROR), "Output"),
        (task(Catch=[CATCH | {"Output": RESULT}]), "Catch/0/Output"),
        (mapping(ItemSelector=RESULT), "ItemSelector"),
        ({"Type": "Succeed", "Output": "{% $states.`result` %}"}, "Output"),
        ({"Type": "Succeed", "Output": "{% $states.inputs %}"}, "Output"),
        ({"Type": "Choice", "Choices": [{"Condition": ERROR, "Next": "b"}]}, "Choices/0/Condition"),
    ],
)
def test_a_field_of_states_is_read_where_it_is_offered(state: dict[str, Any], place: str) -> None:
    assert ("LF343", f"/States/a/{place}") in places(jsonata(state, {"Type": "Succeed"}))


@pytest.mark.parametrize(
    "state",
    [
        task(Output=RESULT, Assign={"x": RESULT}),
        mapping(Output=RESULT),
        task(Catch=[CATCH | {"Output": ERROR, "Assign": {"x": ERROR}}]),
        passing(Output="{% $states['result'] %}"),
    ],
)
def test_where_it_is_offered_it_may_be_read(state: dict[str, Any]) -> None:
    assert [code for code in codes(jsonata(state, {"Type": "Succeed"})) if code != "LF322"] == []


@pytest.mark.parametrize(
    "state",
    [
        passing(Next="{% 'b' %}"),
        mapping(Label="{% 'l' %}", mode="STANDARD"),
        {"Type": "Choice", "Choices": [{"Condition": True, "Next": "{% 'b' %}"}]},
    ],
)
def test_what_is_fixed_when_the_machine_is_created_is_no_expression(state: dict[str, Any]) -> None:
    assert "LF344" in codes(jsonata(state))


def test_jsonpath_states_know_no_expressions() -> None:
    assert codes(machine(passing(Parameters={"a": "{% ( %}"}, Result="{%"))) == []
    assert codes(machine({"Type": "Wait", "Seconds": "{% 5 %}", "End": True})) == ["LF302"]
