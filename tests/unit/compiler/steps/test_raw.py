"""Raw states, run: in either query language, with an input, among the pipeline's own."""

from typing import Any

from lakeflow import Lambda, LambdaFunction, Pass, Pipeline, Raw

FIND = LambdaFunction("find", handler="jobs/find.py:handler")
FOUND = {"find": [{"Payload": {"files": ["a", "b"]}}]}


def test_a_state_in_jsonpath_mode_stands_among_jsonata_ones(play: Any, compiled: Any) -> None:
    with Pipeline("shop") as shop:
        found = Lambda("find", FIND)
        state: Any = {"Type": "Pass", "QueryLanguage": "JSONPath", "Parameters": {"n.$": "States.ArrayLength($.files)"}}
        counted = Raw("count", state, input=found.output)
        Pass("seen", {"n": counted.output.n})
    machine = compiled(shop).machine
    assert machine.query_language == "JSONPath"
    assert machine.states["seen"].query_language == "JSONata"
    result, _ = play(shop, FOUND)
    assert (result.status, result.output) == ("SUCCEEDED", {"n": 2})


def test_a_machine_in_jsonpath_mode_runs_as_one_step(play: Any) -> None:
    machine: Any = {
        "QueryLanguage": "JSONPath",
        "StartAt": "each",
        "States": {
            "each": {
                "Type": "Map",
                "ItemsPath": "$.files",
                "ItemProcessor": {
                    "StartAt": "one",
                    "States": {"one": {"Type": "Pass", "Parameters": {"f.$": "$"}, "End": True}},
                },
                "Next": "picked",
            },
            "picked": {"Type": "Choice", "Choices": [{"Variable": "$[0].f", "IsPresent": True, "Next": "done"}]},
            "done": {"Type": "Succeed", "OutputPath": "$[1]"},
        },
    }
    with Pipeline("shop") as shop:
        found = Lambda("find", FIND)
        ran = Raw("theirs", machine, input=found.output)
        Pass("seen", ran.output.f)
    result, _ = play(shop, FOUND)
    assert (result.status, result.output) == ("SUCCEEDED", "b")
