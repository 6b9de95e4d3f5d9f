"""What was measured on AWS about which definitions it takes, one row a behaviour."""

from typing import Any

import pytest

from lakeflow.asl.validation import errors

SEND = "arn:aws:states:::sqs:sendMessage"
INVOKE = "arn:aws:states:::lambda:invoke"
MESSAGE = {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/q", "MessageBody": "hello"}
END: dict[str, Any] = {"Type": "Pass", "End": True}
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:f"


def machine(states: dict[str, Any], **fields: Any) -> Any:
    return {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states, **fields}


def is_refused(states: dict[str, Any], **fields: Any) -> bool:
    return bool(errors(machine(states, **fields)))


def with_output(text: Any) -> dict[str, Any]:
    return {"a": {**END, "Output": text}}


def task(resource: str = SEND, **fields: Any) -> dict[str, Any]:
    return {"a": {"Type": "Task", "Resource": resource, "End": True, "Arguments": MESSAGE, **fields}}


def inline_map(processor: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"Type": "Map", "Items": [1], "ItemProcessor": processor, "End": True, **fields}


def distributed(label: str, **states: Any) -> dict[str, Any]:
    config = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    processor = {"ProcessorConfig": config, "StartAt": next(iter(states)), "States": states}
    return {"Type": "Map", "Items": [1], "ItemProcessor": processor, "Label": label}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("{% 1 %}", False),
        ({"deep": ["{% 1 %}"]}, False),
        ("{% 1", True),
        ("1 %}", True),
        ("{% 1 + %}", True),
        ("{% $ %}", True),
        ("{% foo %}", True),
        ("{% foo.bar %}", True),
        ("{% $map([1], function($i) { foo }) %}", True),
        ("{% $states.input.m[foo] %}", False),
        ("{% $x.(foo) %}", False),
        ("{% $states.input.m{kind: $sum(amount)} %}", False),
        ("{% $states.input.m^(date) %}", False),
        ("{% $$ %}", True),
        ("{% $states.input.m[$$.a] %}", True),
        ("{% $states.result[0] %}", True),
        ("{% $states.`result` %}", True),
        ("{% ($states).result %}", False),
        ("{% $states['result'] %}", False),
        ("{% 1 ?? 2 %}", True),
        ("{% 1 ?: 2 %}", True),
    ],
)
def test_an_expression_is_refused_where_aws_refuses_it(text: Any, refused: bool) -> None:
    assert is_refused(with_output(text)) is refused


def test_a_comment_is_no_expression_but_an_argument_of_that_name_is() -> None:
    broken = "{% 1 + %}"
    assert not is_refused({"a": {**END, "Comment": broken}})
    assert is_refused({"a": {**END, "Assign": {"Comment": broken}}})
    assert is_refused(task(INVOKE, Arguments={"FunctionName": FUNCTION, "Payload": {"Comment": broken}}))
    rule = {"Condition": "{% true %}", "Next": "b", "Comment": broken}
    assert not is_refused({"a": {"Type": "Choice", "Choices": [rule], "Default": "b"}, "b": END})
    catcher = {"ErrorEquals": ["States.ALL"], "Next": "b", "Comment": broken}
    assert not is_refused({**task(Catch=[catcher]), "b": END})


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        (task(Assign={"x": "{% $states.result %}"}), False),
        (task(Output="{% $states.result %}"), False),
        (task(Arguments={**MESSAGE, "MessageBody": "{% $states.result %}"}), True),
        ({"a": {**END, "Assign": {"x": "{% $states.result %}"}}}, True),
        (task(Output="{% $states.errorOutput %}"), True),
        (
            {
                **task(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "b", "Output": "{% $states.errorOutput %}"}]),
                "b": END,
            },
            False,
        ),
        (
            {**task(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "b", "Output": "{% $states.result %}"}]), "b": END},
            True,
        ),
    ],
)
def test_states_has_its_fields_where_aws_offers_them(state: dict[str, Any], refused: bool) -> None:
    assert is_refused(state) is refused


def test_a_state_name_is_unique_over_branches_and_processors() -> None:
    inner = {"StartAt": "a", "States": {"a": END}}
    assert is_refused({"a": {**END, "End": False, "Next": "m"} | {"Next": "m"}, "m": inline_map(inner)})
    branches = [{"StartAt": name, "States": {name: END}} for name in ("x", "x")]
    assert is_refused({"p": {"Type": "Parallel", "Branches": branches, "End": True}})
    branches = [{"StartAt": name, "States": {name: END}} for name in ("x", "y")]
    assert not is_refused({"p": {"Type": "Parallel", "Branches": branches, "End": True}})


def test_a_label_is_unique_short_and_plain() -> None:
    def two(first: str, second: str) -> dict[str, Any]:
        return {"m": {**distributed(first, x=END), "Next": "n"}, "n": {**distributed(second, y=END), "End": True}}

    assert not is_refused(two("one", "two"))
    assert is_refused(two("one", "one"))
    assert is_refused(two("one", "x" * 41))
    assert not is_refused(two("one", "x" * 40))
    assert is_refused(two("one", "a b"))
    assert is_refused(two("one", "a*"))
    assert is_refused(two("one", "a[1]"))


@pytest.mark.parametrize("where", ["before", "after"])
def test_an_inner_scope_assigns_no_name_that_was_assigned_on_the_way_in(where: str) -> None:
    inner = {"StartAt": "i", "States": {"i": {**END, "Assign": {"x": 1}}}}
    states: dict[str, Any] = {
        "a": {"Type": "Pass", "Next": "m", **({"Assign": {"x": 0}} if where == "before" else {})},
        "m": inline_map(inner, **({"Assign": {"x": 0}} if where == "after" else {})),
    }
    assert is_refused(states) is (where == "before")


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:states:::aws-sdk:nosuchservice:get",
        "arn:aws:states:::aws-sdk:s3:selectObjectContent",
        "arn:aws:states:::aws-sdk:sts:assumeRole",
        "arn:aws:states:::aws-sdk:lambda:invokeWithResponseStream",
        "arn:aws:states:::aws-sdk:bedrockruntime:converseStream",
        "arn:aws:states:::aws-sdk:cloudwatchlogs:startLiveTail",
        "arn:aws:states:::aws-sdk:kinesis:subscribeToShard",
        "arn:aws:states:::aws-sdk:cloudsearchdomain:search",
        "arn:aws:states:::aws-sdk:mediastoredata:getObject",
        "arn:aws:states:::aws-sdk:iotjobsdata:describeJobExecution",
    ],
)
def test_an_action_that_step_functions_cannot_call_is_refused(resource: str) -> None:
    assert is_refused(task(resource, Arguments={}))
    assert not is_refused(task("arn:aws:states:::aws-sdk:s3:listBuckets", Arguments={}))


def test_an_sdk_call_has_arguments_of_any_type() -> None:
    describe = "arn:aws:states:::aws-sdk:sfn:describeExecution"
    assert is_refused({"a": {"Type": "Task", "Resource": describe, "End": True}})
    assert not is_refused(task(describe, Arguments="{% $states.input %}"))
    assert not is_refused(task(describe, Arguments={"ExecutionArn": "{% 1 %}"}))


def test_states_are_reachable_and_some_state_ends() -> None:
    assert is_refused({"a": END, "b": END})
    assert is_refused({"a": {"Type": "Pass", "Next": "b"}, "b": {"Type": "Pass", "Next": "a"}})
    assert is_refused({"m": inline_map({"StartAt": "i", "States": {"i": {"Type": "Pass", "Next": "b"}}}), "b": END})


def test_the_query_language_is_the_states_own_or_the_definitions() -> None:
    assert is_refused({"a": {**END, "QueryLanguage": "JSONPath"}})
    assert errors({"StartAt": "a", "States": {"a": {**END, "Output": "{% 1 %}"}}})
    assert not errors({"StartAt": "a", "States": {"a": {**END, "QueryLanguage": "JSONata", "Output": "{% 1 %}"}}})
    inner = {"StartAt": "i", "States": {"i": {**END, "Output": "{% 1 %}"}}}
    assert errors({"StartAt": "m", "States": {"m": inline_map(inner, QueryLanguage="JSONata")}})


@pytest.mark.parametrize("field", ["InputPath", "Parameters", "ResultSelector", "ResultPath", "OutputPath"])
def test_a_jsonata_state_has_no_field_of_jsonpath(field: str) -> None:
    fields: dict[str, Any] = {field: "$" if field.endswith("Path") else {}}
    assert is_refused(task(**fields))


@pytest.mark.parametrize(
    ("name", "refused"),
    [("größe", False), ("_x", True), ("x" * 80, False), ("x" * 81, True), ("states", True), ("1x", True)],
)
def test_a_variable_has_the_name_of_an_identifier(name: str, refused: bool) -> None:
    assert is_refused({"a": {**END, "Assign": {name: 1}}}) is refused


@pytest.mark.parametrize(
    ("wait", "refused"),
    [
        ({"Seconds": 0}, False),
        ({"Seconds": 99_999_999}, False),
        ({"Seconds": 100_000_000}, True),
        ({"Seconds": -1}, True),
        ({"Seconds": 1.5}, True),
        ({"Timestamp": "2026-01-01T00:00:00Z"}, False),
        ({"Timestamp": "2026-01-01t00:00:00z"}, True),
        ({"Timestamp": "2026-01-01 00:00:00Z"}, True),
    ],
)
def test_a_wait_has_the_literals_that_aws_takes(wait: dict[str, Any], refused: bool) -> None:
    assert is_refused({"a": {"Type": "Wait", "End": True, **wait}}) is refused


def test_a_choice_ends_nothing_and_a_fail_assigns_nothing() -> None:
    rule = {"Condition": "{% true %}", "Next": "b"}
    assert is_refused({"a": {"Type": "Choice", "Choices": [rule], "Default": "b", "End": True}, "b": END})
    assert is_refused({"a": {"Type": "Fail", "Assign": {"x": 1}}})
    assert not is_refused({"a": {"Type": "Fail", "Error": "{% 'E' %}", "Cause": "{% 'c' %}"}})


@pytest.mark.parametrize(
    ("retrier", "refused"),
    [
        ({"ErrorEquals": ["States.ALL"]}, False),
        ({"ErrorEquals": ["States.ALL", "Other"]}, True),
        ({"ErrorEquals": ["Sqs.QueueDoesNotExistException"]}, False),
    ],
)
def test_a_retrier_names_errors_as_aws_takes_them(retrier: dict[str, Any], refused: bool) -> None:
    assert is_refused(task(Retry=[retrier])) is refused
    assert is_refused({"a": {**END, "Retry": [retrier]}})


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"TimeoutSeconds": 1}, False),
        ({"TimeoutSeconds": 0}, True),
        ({"TimeoutSeconds": 10, "HeartbeatSeconds": 5}, False),
        ({"TimeoutSeconds": 10, "HeartbeatSeconds": 10}, True),
    ],
)
def test_a_timeout_is_at_least_a_second_and_longer_than_a_heartbeat(fields: dict[str, Any], refused: bool) -> None:
    assert is_refused(task(**fields)) is refused


def test_a_machine_may_have_no_seconds_and_a_retrier_no_interval() -> None:
    assert not is_refused({"a": END}, TimeoutSeconds=0)
    assert not is_refused(task(Retry=[{"ErrorEquals": ["E"], "IntervalSeconds": 0}]))
