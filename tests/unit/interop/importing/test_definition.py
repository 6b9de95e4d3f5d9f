"""Imports whose parts get in each other's way, and objects of which a part may be missing."""

from typing import Any

from equivalence import compiled_source, play

from lakeflow.interop.importing.definition import import_definition


def machine(**states: dict[str, Any]) -> dict[str, Any]:
    return {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states}


def test_a_state_named_as_what_a_choice_returns_gets_another_name() -> None:
    definition = machine(
        size={"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n > 1 %}", "Next": "many"}]},
        many={"Type": "Pass", "Output": {"way": "many", "n": "{% $states.input.n + 1 %}"}, "Next": "size-value-1"},
        few={"Type": "Pass", "Output": {"way": "few", "n": 0}, "Next": "size-value-1"},
    )
    definition["States"]["size"]["Default"] = "few"
    definition["States"]["size-value-1"] = {"Type": "Pass", "Output": {"n": "{% $states.input.n * 2 %}"}, "End": True}
    source = import_definition(definition, "named").source
    assert '"size-value-1-2"' in source
    assert play(compiled_source(source), {"n": 4}, {}).output == {"n": 10}


def test_an_object_that_leaves_out_what_is_missing_still_does() -> None:
    fetch = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets", "Arguments": {}}
    definition = machine(
        fetch={**fetch, "Assign": {"kept": '{% {"a": $states.result.a, "b c": $states.result.b} %}'}, "Next": "tell"},
        tell={"Type": "Pass", "Output": {"kept": "{% $kept %}", "is there": "{% $exists($kept.a) %}"}, "End": True},
    )
    compiled = compiled_source(import_definition(definition, "sparse").source)
    for answer in ({"a": 1, "b": 2}, {"b": [3]}, {}):
        assert play(compiled, {}, answer) == play(definition, {}, answer)


def test_json_of_any_value_is_the_same_text() -> None:
    path = {"Type": "Pass", "Parameters": {"json.$": "States.JsonToString($.value)"}, "End": True}
    definition = {"StartAt": "write", "States": {"write": path}}
    compiled = compiled_source(import_definition(definition, "json").source)
    for value in ("text", '[a "b"\n]', "", 1.5, None, True, [], ["a"], [["a"]], {"a": "b"}):
        given = {"value": value}
        assert play(compiled, given, {}).output == play(definition, given, {}).output
