"""What a Task's Resource may name."""

from pathlib import Path

import pytest

from lakeflow.asl.integrations import (
    OPTIMIZED,
    Activity,
    FunctionCall,
    Pattern,
    ResourceProblem,
    ServiceCall,
    Unresolved,
    optimized_calls,
    parse_resource,
)
from lakeflow.asl.sdk_services import RETIRED_SERVICES, SDK_NAMES, SDK_SERVICES, UNSUPPORTED_ACTIONS


@pytest.mark.parametrize("call", list(optimized_calls()), ids=lambda call: call.name)
def test_every_optimized_integration_reads_back_from_its_arn(call: ServiceCall) -> None:
    assert parse_resource(f"arn:aws:states:::{call.name}") == call


@pytest.mark.parametrize(
    ("resource", "meaning"),
    [
        ("arn:aws:states:::glue:startJobRun.sync", ServiceCall("glue", "startJobRun", Pattern.RUN_A_JOB)),
        ("arn:aws-cn:states:::sns:publish", ServiceCall("sns", "publish")),
        ("arn:aws-us-gov:states:::http:invoke", ServiceCall("http", "invoke")),
        ("arn:aws:states:eu-west-1:123456789012:aws-sdk:s3:getObject", ServiceCall("s3", "getObject", sdk=True)),
        (
            "arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken",
            ServiceCall("dynamodb", "updateItem", Pattern.WAIT_FOR_TASK_TOKEN, sdk=True),
        ),
        ("arn:aws:lambda:eu-west-1:123456789012:function:clean", FunctionCall("clean")),
        ("arn:aws:lambda:eu-west-1:123456789012:function:clean:$LATEST", FunctionCall("clean", "$LATEST")),
        ("arn:aws:states:eu-west-1:123456789012:activity:sign-off", Activity("sign-off")),
    ],
)
def test_a_resource_names_a_call_a_function_or_an_activity(resource: str, meaning: object) -> None:
    assert parse_resource(resource) == meaning


@pytest.mark.parametrize(
    ("resource", "meaning"),
    [
        ("arn:${AWS::Partition}:states:::sns:publish", ServiceCall("sns", "publish")),
        ("arn:aws:states:${AWS::Region}:${AWS::AccountId}:activity:${Name}", Activity("${...}")),
        ("arn:aws:lambda:${AWS::Region}:1:function:${env}-clean:${alias}", FunctionCall("${...}-clean", "${...}")),
        ("${CleanFunction.Arn}", Unresolved("${CleanFunction.Arn}")),
        ("arn:aws:states:::${Service}:publish", Unresolved("arn:aws:states:::${Service}:publish")),
        ("arn:aws:states:::sns:${Action}", Unresolved("arn:aws:states:::sns:${Action}")),
    ],
)
def test_what_stands_outside_of_placeholders_is_read(resource: str, meaning: object) -> None:
    assert parse_resource(resource) == meaning


@pytest.mark.parametrize(
    ("resource", "message", "hint"),
    [
        (
            "arn:aws:states:::lambda:invoke.sync",
            "lambda:invoke cannot be called with '.sync'",
            "write lambda:invoke or lambda:invoke.waitForTaskToken",
        ),
        (
            "arn:aws:states:::dynamodb:query",
            "the optimized integration with dynamodb has no action 'query'",
            "call it by the AWS SDK integration: arn:aws:states:::aws-sdk:dynamodb:query",
        ),
        (
            "arn:aws:states:::glue:startJobrun.sync",
            "the optimized integration with glue has no action 'startJobrun'",
            "did you mean glue:startJobRun.sync?",
        ),
        (
            "arn:aws:states:::lambdda:invoke",
            "there is no optimized integration with 'lambdda'",
            "did you mean lambda:invoke?",
        ),
        (
            "arn:aws:states:::eventbridge:putEvents",
            "there is no optimized integration with 'eventbridge'",
            "did you mean events:putEvents?",
        ),
        (
            "arn:aws:states:::s3:getObject",
            "there is no optimized integration with 's3'",
            "call it by the AWS SDK integration: arn:aws:states:::aws-sdk:s3:getObject",
        ),
        (
            "arn:aws:states:::foo:bar",
            "there is no optimized integration with 'foo'",
            f"write one of: {', '.join(OPTIMIZED)}",
        ),
        (
            "arn:aws:states:::states:startExecution.synk",
            "'.synk' is no integration pattern",
            "did you mean states:startExecution.sync?",
        ),
        (
            "arn:aws:states:::aws-sdk:events:putEvents",
            "the AWS SDK integration knows no service 'events'",
            "did you mean eventbridge:putEvents?",
        ),
        (
            "arn:aws:states:::aws-sdk:s3:GetObject",
            "'GetObject' is no action: actions are written in camel case",
            "did you mean s3:getObject?",
        ),
        (
            "arn:aws:states:::aws-sdk:emrserverless:startJobRun.sync",
            "the AWS SDK integration does not wait for jobs: emrserverless:startJobRun cannot be called with '.sync'",
            "write arn:aws:states:::emr-serverless:startJobRun.sync",
        ),
        (
            "arn:aws:states:::aws-sdk:kinesis:subscribeToShard",
            "Step Functions cannot call kinesis:subscribeToShard",
            "call it in a Lambda function",
        ),
        ("arn:aws:states:::glue", "'glue' names no action", "write arn:aws:states:::SERVICE:ACTION"),
        (
            "arn:aws:lambda:eu-west-1:1:function:clean:",
            "'' is no version or alias of a Lambda function",
            "write a version's number, an alias, $LATEST, or nothing",
        ),
        (
            "arn:aws:states:eu-west-1:1:stateMachine:nightly",
            "a state machine is no task",
            "run it by arn:aws:states:::states:startExecution.sync:2",
        ),
        ("${CleanFunction", "a placeholder is not closed", "write ${name}"),
        (
            "{% $resource %}",
            "a Resource is no JSONata expression: it is fixed when the machine is created",
            "choose between Task states by a Choice",
        ),
        (
            "arn:aws:sns:eu-west-1:123456789012:late",
            "an ARN of sns is no task",
            "name a call, such as arn:aws:states:::sns:publish, and pass it what this names",
        ),
        (
            "arn:aws:s3:::orders/today.csv",
            "an ARN of s3 is no task",
            "name a call, such as arn:aws:states:::aws-sdk:s3:ACTION, and pass it what this names",
        ),
        ("arn:azure:states:::sns:publish", "there is no partition 'azure'", "write aws, aws-cn or aws-us-gov"),
    ],
)
def test_a_resource_that_names_nothing_is_told_what_to_be(resource: str, message: str, hint: str) -> None:
    assert parse_resource(resource) == ResourceProblem(message, hint)


@pytest.mark.parametrize("resource", ["arn:aws:swf:us-east-1:123456789012:task:X", "arn:aws:tasks:::X"])
def test_a_uri_of_something_else_is_left_alone(resource: str) -> None:
    assert parse_resource(resource) == Unresolved(resource)


def test_express_machines_wait_for_nothing() -> None:
    assert [pattern for pattern in Pattern if pattern.in_express] == [Pattern.REQUEST_RESPONSE]


def test_other_names_of_a_service_lead_to_one_that_there_is() -> None:
    assert set(SDK_NAMES.values()) <= SDK_SERVICES
    assert not SDK_NAMES.keys() & SDK_SERVICES
    assert not RETIRED_SERVICES & SDK_SERVICES
    assert UNSUPPORTED_ACTIONS.keys() <= SDK_SERVICES | RETIRED_SERVICES


def test_a_call_knows_its_own_name() -> None:
    assert ServiceCall("glue", "startJobRun", Pattern.RUN_A_JOB).name == "glue:startJobRun.sync"
    assert ServiceCall("s3", "getObject", sdk=True).name == "aws-sdk:s3:getObject"


def test_the_reference_lists_every_optimized_integration() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "integrations.md").read_text(encoding="utf-8")
    for service, actions in OPTIMIZED.items():
        for action, patterns in actions.items():
            others = " ".join(f"`{pattern}`" for pattern in Pattern if pattern in patterns and pattern)
            assert f"| `{service}:{action}` | {others or 'none'} |" in page
