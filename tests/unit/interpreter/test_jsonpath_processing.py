"""Data in JSONPath mode, state by state: what the AWS documentation and the recordings say."""

from collections.abc import Callable
from typing import Any

import pytest

from lakeflow.errors import TaskFailed

INVOKE = "arn:aws:states:::lambda:invoke"
BOOM = TaskFailed("Boom", "it broke")
WHERE = "An error occurred while executing the state 's' (entered at the event id #2). "


@pytest.fixture
def run(run_machine: Callable[..., Any]) -> Callable[..., Any]:
    def run_in_jsonpath_mode(states: dict[str, Any], *arguments: Any, **fields: Any) -> Any:
        return run_machine(states, *arguments, QueryLanguage="JSONPath", **fields)

    return run_in_jsonpath_mode


def state(kind: str = "Pass", **fields: Any) -> dict[str, Any]:
    end = {} if kind in ("Choice", "Succeed", "Fail") or "Next" in fields else {"End": True}
    return {"s": {"Type": kind, **end, **fields}}


def task(**fields: Any) -> dict[str, Any]:
    return state("Task", Resource=INVOKE, **fields)


def test_the_documented_example_of_paths_gives_the_documented_output(run: Callable[..., Any]) -> None:
    payload = {
        "comment": "An input comment.",
        "data": {"val1": 23, "val2": 17},
        "extra": "foo",
        "lambda": {"who": "AWS Step Functions"},
    }
    fields = {"InputPath": "$.lambda", "OutputPath": "$.data", "ResultPath": "$.data.lambdaresult"}
    done = run(task(**fields), payload, {"s": ["Hello, AWS Step Functions!"]})
    assert done.executor.calls[0].arguments == {"who": "AWS Step Functions"}
    assert done.result.output == {"val1": 23, "val2": 17, "lambdaresult": "Hello, AWS Step Functions!"}


def test_parameters_read_the_effective_input_the_context_and_variables(run: Callable[..., Any]) -> None:
    states = {
        "first": {"Type": "Pass", "Assign": {"of.$": "$.n", "fixed": 1}, "Next": "s"},
        **task(
            InputPath="$.inner",
            Parameters={"n.$": "$.n", "who.$": "$$.State.Name", "of.$": "$of", "sum.$": "States.MathAdd($.n, $fixed)"},
        ),
    }
    done = run(states, {"n": 1, "inner": {"n": 2}})
    assert done.executor.calls[0].arguments == {"n": 2, "who": "s", "of": 1, "sum": 3}


def test_the_result_is_selected_assigned_and_placed_in_this_order(run: Callable[..., Any]) -> None:
    states = {
        **task(
            ResultSelector={"n.$": "$.Payload.n"}, ResultPath="$.r", Assign={"got.$": "$.n"}, OutputPath="$.r", Next="e"
        ),
        "e": {"Type": "Pass", "Parameters": {"in.$": "$", "got.$": "$got"}, "End": True},
    }
    done = run(states, {"a": 1}, {"s": [{"Payload": {"n": 7, "more": 8}}]})
    assert done.result.output == {"in": {"n": 7}, "got": 7}


@pytest.mark.parametrize(
    ("fields", "output"),
    [
        ({}, {"a": 1}),
        ({"Result": {"b.$": "$.a"}}, {"b.$": "$.a"}),
        ({"Result": 2, "ResultPath": "$.x.y"}, {"a": 1, "x": {"y": 2}}),
        ({"Result": 2, "ResultPath": None}, {"a": 1}),
        ({"InputPath": None}, {}),
        ({"OutputPath": None}, {}),
        ({"Parameters": {"b.$": "$.a"}, "ResultPath": "$.c"}, {"a": 1, "c": {"b": 1}}),
    ],
)
def test_a_pass_shapes_its_input(run: Callable[..., Any], fields: dict[str, Any], output: Any) -> None:
    assert run(state(**fields), {"a": 1}).result.output == output


def test_null_paths_of_succeed_let_nothing_through(run: Callable[..., Any]) -> None:
    assert run(state("Succeed", InputPath="$.a"), {"a": {"b": 1}}).result.output == {"b": 1}
    assert run(state("Succeed", OutputPath=None), {"a": 1}).result.output == {}


@pytest.mark.parametrize(
    ("fields", "error", "cause"),
    [
        ({"InputPath": "$.no"}, "States.Runtime", "Invalid path '$.no' : No results for path: $['no']"),
        ({"OutputPath": "$.no.such"}, "States.Runtime", "Invalid path '$.no.such' : Missing property in path $['no']"),
        (
            {"Parameters": {"v.$": "$.x"}},
            "States.Runtime",
            """The JSONPath '$.x' specified for the field 'v.$' could not be found in the input '{"a":"text"}'""",
        ),
        (
            {"Result": 1, "ResultPath": "$.a.b"},
            "States.ResultPathMatchFailure",
            """Unable to apply ReferencePath $.a.b to input {"a":"text"}""",
        ),
    ],
)
def test_a_path_that_does_not_fit_the_data_fails_the_execution(
    run: Callable[..., Any], fields: dict[str, Any], error: str, cause: str
) -> None:
    done = run(state(**fields), {"a": "text"})
    assert (done.result.error, done.result.cause) == (error, WHERE + cause)
    assert done.previous()[2:] == [(3, 2, "ExecutionFailed")]


def test_an_intrinsic_function_that_fails_is_an_error_of_its_own(run: Callable[..., Any]) -> None:
    done = run(state(Parameters={"v.$": "States.StringToJson($.a)"}), {"a": "{"})
    assert done.result.error == "States.IntrinsicFailure"
    assert done.result.cause.startswith(WHERE + "The function 'States.StringToJson($.a)' had the following error: ")


def test_paths_cannot_read_a_null_input(run: Callable[..., Any]) -> None:
    done = run(state(Parameters={"v.$": "$"}), None)
    assert done.result.cause == WHERE + "Unable to apply Path transformation to null or empty input."
    assert run(state(Parameters={"v.$": "$$.State.Name"}), None).result.output == {"v": "s"}


def test_a_catcher_places_the_error_in_the_raw_input(run: Callable[..., Any]) -> None:
    catch = [{"ErrorEquals": ["Boom"], "ResultPath": "$.error", "Assign": {"why.$": "$.Cause"}, "Next": "e"}]
    states = {
        **task(InputPath="$.a", OutputPath="$.nothing", Catch=catch),
        "e": {"Type": "Pass", "Parameters": {"in.$": "$", "why.$": "$why"}, "End": True},
    }
    done = run(states, {"a": 1}, {"s": [BOOM]})
    assert done.result.output == {"in": {"a": 1, "error": {"Error": "Boom", "Cause": "it broke"}}, "why": "it broke"}


def test_a_path_failure_is_neither_retried_nor_caught(run: Callable[..., Any]) -> None:
    fields = {
        "OutputPath": "$.no",
        "Retry": [{"ErrorEquals": ["States.ALL"]}],
        "Catch": [{"ErrorEquals": ["States.Runtime", "Other"], "Next": "e"}],
    }
    done = run({**task(**fields), "e": {"Type": "Succeed"}}, {})
    assert done.result.error == "States.Runtime"
    assert len(done.executor.calls) == 1


def choice(rule: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        **state("Choice", Choices=[{**rule, "Next": "yes"}], Default="no", **fields),
        "yes": {"Type": "Pass", "Result": "yes", "ResultPath": "$.went", "End": True},
        "no": {"Type": "Pass", "Result": "no", "ResultPath": "$.went", "End": True},
    }


@pytest.mark.parametrize(
    ("rule", "went"),
    [
        ({"Variable": "$.n", "NumericEquals": 1}, "yes"),
        ({"Variable": "$.n", "NumericGreaterThanPath": "$.m"}, "no"),
        ({"Variable": "$.n", "StringEquals": "1"}, "no"),
        ({"Variable": "$.x", "IsPresent": False}, "yes"),
        ({"Not": {"Variable": "$.n", "IsNumeric": True}}, "no"),
        ({"Or": [{"Variable": "$.n", "NumericEquals": 9}, {"Variable": "$.m", "NumericEquals": 2}]}, "yes"),
        ({"And": [{"Variable": "$.n", "NumericEquals": 1}, {"Variable": "$.m", "NumericEquals": 9}]}, "no"),
        ({"Variable": "$$.State.Name", "StringEquals": "s"}, "yes"),
    ],
)
def test_the_first_rule_that_holds_is_followed(run: Callable[..., Any], rule: dict[str, Any], went: str) -> None:
    assert run(choice(rule), {"n": 1, "m": 2}).result.output["went"] == went


def test_a_rule_assigns_what_its_own_assign_says(run: Callable[..., Any]) -> None:
    states = choice({"Variable": "$.n", "NumericEquals": 1, "Assign": {"v.$": "$.n"}}, Assign={"v": "default"})
    for name in ("yes", "no"):
        states[name] = {"Type": "Pass", "Parameters": {"v.$": "$v"}, "End": True}
    assert run(states, {"n": 1}).result.output == {"v": 1}
    assert run(states, {"n": 2}).result.output == {"v": "default"}


def test_a_rule_about_what_is_not_there_fails_the_execution(run: Callable[..., Any]) -> None:
    done = run(choice({"Variable": "$.x", "NumericEquals": 1}), {})
    assert done.result.error == "States.Runtime"
    assert done.result.cause == (
        WHERE + "Invalid path '$.x': The choice state's condition path references an invalid value."
    )


def test_no_rule_and_no_default_is_no_choice_matched(run: Callable[..., Any]) -> None:
    states = choice({"Variable": "$.n", "NumericEquals": 1})
    del states["s"]["Default"]
    assert run(states, {"n": 2}).result.error == "States.NoChoiceMatched"


def test_a_fail_finds_its_error_and_cause_by_paths(run: Callable[..., Any]) -> None:
    fields = {"ErrorPath": "$.e", "CausePath": "States.Format('no {}', $.c)"}
    done = run(state("Fail", **fields), {"e": "Bad", "c": "luck"})
    assert (done.result.error, done.result.cause) == ("Bad", "no luck")
    missing = run(state("Fail", ErrorPath="$.e"), {})
    assert missing.result.cause == (
        WHERE + "The JSONPath '$.e' specified for the field 'ErrorPath' could not be found in the input '{}'"
    )


def test_timeouts_are_found_by_paths(run: Callable[..., Any]) -> None:
    fields = {"TimeoutSecondsPath": "$.t", "HeartbeatSecondsPath": "$.h"}
    done = run(task(**fields), {"t": 60, "h": 5})
    assert done.events("TaskScheduled")[0]["timeoutInSeconds"] == 60
    assert done.events("TaskScheduled")[0]["heartbeatInSeconds"] == 5
    assert run(task(**fields), {"t": "soon"}).result.cause == (
        WHERE + 'The TimeoutSecondsPath field refers to value "soon" which is not a valid integer: $.t'
    )


def mapping(body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return state("Map", ItemProcessor={"StartAt": "i", "States": {"i": {"End": True, **body}}}, **fields)


@pytest.mark.parametrize("selector", ["ItemSelector", "Parameters"])
@pytest.mark.parametrize("processor", ["ItemProcessor", "Iterator"])
def test_a_map_runs_over_its_items(run: Callable[..., Any], selector: str, processor: str) -> None:
    states = mapping(
        {"Type": "Pass"},
        InputPath="$.in",
        ItemsPath="$.items",
        ResultPath="$.out",
        **{selector: {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "of.$": "$.of"}},
    )
    states["s"][processor] = states["s"].pop("ItemProcessor")
    done = run(states, {"in": {"items": ["a", "b"], "of": 2}})
    assert done.result.output["out"] == [{"i": 0, "v": "a", "of": 2}, {"i": 1, "v": "b", "of": 2}]


def test_items_must_be_an_array(run: Callable[..., Any]) -> None:
    done = run(mapping({"Type": "Pass"}, ItemsPath="$.items"), {"items": 1})
    assert done.result.cause == WHERE + 'Reference path "$.items" must point to array.'


def test_every_state_may_have_its_own_language(run: Callable[..., Any]) -> None:
    states = {
        **state(Assign={"v.$": "$.n"}, Next="j"),
        "j": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% [$v, $states.input.n] %}", "Next": "e"},
        "e": {"Type": "Pass", "Parameters": {"v.$": "$v", "in.$": "$[0]"}, "End": True},
    }
    assert run(states, {"n": 4}).result.output == {"v": 4, "in": 4}


def test_a_path_failure_inside_a_map_fails_its_iteration_and_the_map(run: Callable[..., Any]) -> None:
    states = mapping({"Type": "Pass", "InputPath": "$.no"}, Catch=[{"ErrorEquals": ["States.ALL"], "Next": "e"}])
    done = run({**states, "e": {"Type": "Succeed"}}, [{}])
    assert done.result.error == "States.Runtime"
    assert done.types[-3:] == ["MapIterationFailed", "MapStateFailed", "ExecutionFailed"]
