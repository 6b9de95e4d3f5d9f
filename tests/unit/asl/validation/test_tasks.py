"""What a Task says of its service."""

from typing import Any

import pytest

from tests.asl_machines import codes, jsonata, machine, mapping, passing, places, task

ACTIVITY = "arn:aws:states:eu-west-1:123456789012:activity:approve"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:load:live"


@pytest.mark.parametrize(
    "resource",
    [
        ACTIVITY,
        FUNCTION,
        "${Loader}",
        "arn:${AWS::Partition}:states:::glue:startJobRun.sync",
        "arn:aws-cn:states:::sns:publish",
        "arn:aws:states:us-east-1:123456789012:task:Load",
        "arn:aws:swf:us-east-1:123456789012:task:Load",
        "arn:<PARTITION>:states:::glue:startJobRun.sync",
        "arn:PARTITION:states:REGION:ACCOUNT_ID:activity:approve",
        "arn:aws:lambda:#{AWS::Region}:#{AWS::AccountId}:function:<your function>:{{ alias }}",
        "arn:aws:lambda:%%region%%:%%account%%:function:%%stage%%-load",
        "<loader>",
        "{{ loader_arn }}",
        "LOADER_ARN",
        "__LOADER__",
    ],
)
def test_a_resource_is_an_arn_or_a_placeholder(resource: str) -> None:
    assert codes(machine(task(Resource=resource))) == []


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        ("load", "LF370"),
        ("foo:bar", "LF370"),
        ("LOADER", "LF370"),
        ("load <this>", "LF371"),
        ("arn:AWS:states:::sns:publish", "LF371"),
        ("arn:<PARTITION>:states:::sns:publishes", "LF371"),
        ("https://example.com", "LF370"),
        ("", "LF371"),
        ("${Loader", "LF371"),
        ("arn:aws:states:::lambda:invoke.sync", "LF371"),
        ("arn:aws:states:::glue:startJobrun", "LF371"),
        ("arn:aws:states:::foo:bar", "LF371"),
        ("arn:aws:states:::aws-sdk:s3:selectObjectContent", "LF371"),
        (FUNCTION + ":x", "LF371"),
        ("{% $arn %}", "LF344"),
        (None, "LF302"),
        ({"Ref": "Loader"}, "LF302"),
    ],
)
def test_any_other_resource_is_refused(resource: Any, code: str) -> None:
    assert places(jsonata(task(Resource=resource, Arguments={}))) == [(code, "/States/a/Resource")]


@pytest.mark.parametrize(
    "resource", [ACTIVITY, "arn:aws:states:::glue:startJobRun.sync", "arn:aws:states:::states:startExecution.sync:2"]
)
def test_an_express_machine_waits_for_nothing(resource: str) -> None:
    document = machine(task(Resource=resource, Parameters={}))
    assert codes(document) == []
    assert codes(document, express=True) == ["LF372"]
    assert codes(machine(mapping(mode="EXPRESS")), express=True) == ["LF372"]


def test_children_of_a_distributed_map_may_be_express() -> None:
    body = {"StartAt": "each", "States": {"each": task(Resource="arn:aws:states:::glue:startJobRun.sync")}}
    assert codes(machine(mapping(body, mode="STANDARD"))) == []
    assert codes(machine(mapping(body, mode="EXPRESS"))) == ["LF372"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({}, ["LF373"]),
        ({"Payload": {"a": "{% $states.input %}"}}, ["LF373"]),
        ({"Payload": {"token": "{% $states.context.Task.Token %}"}}, []),
        ("{% $merge([$states.input, {'token': $states.context.Task.Token}]) %}", []),
        ({"Payload": "${Payload}"}, []),
    ],
)
def test_a_callback_hands_out_its_token(arguments: Any, found: list[str]) -> None:
    resource = "arn:aws:states:::lambda:invoke.waitForTaskToken"
    assert codes(jsonata(task(Resource=resource, Arguments=arguments))) == found


def test_a_token_may_be_part_of_a_text() -> None:
    resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    body = {"MessageBody.$": "States.Format('{}', $$.Task.Token)"}
    assert codes(machine(task(Resource=resource, Parameters=body))) == []


@pytest.mark.parametrize("value", [None, True, 5, "arn:aws:iam::123456789012:role/r", [], {}, {"roleArn": "x"}])
def test_credentials_are_an_object_with_a_role(value: Any) -> None:
    assert codes(machine(task(Credentials=value))) == ["LF374"]


def test_the_role_may_be_computed() -> None:
    assert codes(machine(task(Credentials={"RoleArn.$": "$.role"}))) == []
    assert codes(jsonata(task(Credentials={"RoleArn": "{% $states.input.role %}"}))) == []
    assert codes(machine(task(Credentials={"RoleArn.$": "role"}))) == ["LF332"]


def test_an_activity_takes_on_no_role() -> None:
    activity = "arn:aws:states:eu-west-1:123456789012:activity:sort"
    assert codes(machine(task(Resource=activity, Credentials={"RoleArn": "arn:aws:iam::123456789012:role/r"}))) == [
        "LF374"
    ]


def test_a_heartbeat_is_faster_than_the_timeout() -> None:
    assert codes(machine(task(TimeoutSeconds=10, HeartbeatSeconds=9))) == []
    assert codes(machine(task(TimeoutSeconds=10, HeartbeatSeconds=11))) == ["LF375"]
    assert codes(machine(task(HeartbeatSeconds=11))) == []


def test_an_sdk_call_needs_arguments_even_none() -> None:
    call = {"Resource": "arn:aws:states:::aws-sdk:s3:listBuckets"}
    assert codes(machine(task(**call))) == ["LF376"]
    assert codes(jsonata(task(**call, Arguments={}))) == []
    assert codes(machine(passing())) == []
