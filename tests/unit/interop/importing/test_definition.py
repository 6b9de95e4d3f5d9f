"""Imports whose parts get in each other's way, and objects of which a part may be missing."""

from typing import Any

from lakeflow.asl.states import Json
from lakeflow.interop.importing.definition import import_definition
from tests.equivalence import compiled_source, play


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
    answers: list[Json] = [{"a": 1, "b": 2}, {"b": [3]}, {}]
    for answer in answers:
        assert play(compiled, {}, answer) == play(definition, {}, answer)


def test_json_of_any_value_is_the_same_text() -> None:
    path: Json = {"Type": "Pass", "Parameters": {"json.$": "States.JsonToString($.value)"}, "End": True}
    definition: dict[str, Json] = {"StartAt": "write", "States": {"write": path}}
    compiled = compiled_source(import_definition(definition, "json").source)
    values: list[Json] = ["text", '[a "b"\n]', "", 1.5, None, True, [], ["a"], [["a"]], {"a": "b"}]
    for value in values:
        given: Json = {"value": value}
        assert play(compiled, given, {}).output == play(definition, given, {}).output


def test_a_map_that_only_returns_something_is_named() -> None:
    made = {"Type": "Pass", "Parameters": {"n": 1}, "OutputPath": "$.n", "End": True}
    each = {
        "Type": "Map",
        "ItemsPath": "$.items",
        "Iterator": {"StartAt": "make", "States": {"make": made}},
        "End": True,
    }
    source = import_definition({"StartAt": "each", "States": {"each": each}}, "named").source
    assert play(compiled_source(source), {"items": [1, 2]}, {}).output == [1, 1]


def test_what_no_step_can_be_is_kept() -> None:
    definition = {"StartAt": "call", "States": {"call": {"Type": "Task", "Resource": {"Ref": "Function"}, "End": True}}}
    assert '"Resource": {"Ref": "Function"}' in import_definition(definition, "kept").source


def guarded(catch: list[dict[str, Any]], **states: dict[str, Any]) -> dict[str, Any]:
    call = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets", "Parameters": {}, "Catch": catch}
    return {"StartAt": "call", "States": {"call": {**call, "Next": "end"}, **states}}


def test_catchers_with_one_handler_are_one() -> None:
    catch = [{"ErrorEquals": ["Mine"], "Next": "told"}, {"ErrorEquals": ["States.ALL"], "Next": "told"}]
    told = {"Type": "Pass", "Parameters": {"error.$": "$.Error"}, "Next": "end"}
    definition = guarded(catch, told=told, end={"Type": "Succeed"})
    source = import_definition(definition, "caught").source
    assert source.count(".catch()") == 1
    assert play(compiled_source(source), {}, {"a": 1}) == play(definition, {}, {"a": 1})


def test_a_handler_that_the_guarded_states_come_to_themselves_stays_raw() -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "told"}]
    rules = [{"Variable": "$.a", "NumericGreaterThan": 0, "Next": "told"}]
    definition = guarded(
        catch,
        end={"Type": "Choice", "Choices": rules, "Default": "done"},
        told={"Type": "Pass", "Parameters": {"told.$": "$.a"}, "Next": "done"},
        done={"Type": "Succeed"},
    )
    compiled = compiled_source(import_definition(definition, "shared").source)
    answers: list[Json] = [{"a": 1}, {"a": 0}]
    for answer in answers:
        assert play(compiled, {}, answer) == play(definition, {}, answer)


def test_a_wait_counts_by_what_it_takes_of_its_input() -> None:
    wait: Json = {"Type": "Wait", "InputPath": "$.pause", "SecondsPath": "$.seconds", "End": True}
    definition: dict[str, Json] = {"StartAt": "wait", "States": {"wait": wait}}
    compiled = compiled_source(import_definition(definition, "waiting").source)
    given: Json = {"pause": {"seconds": 7}}
    assert play(compiled, given, {}) == play(definition, given, {})
