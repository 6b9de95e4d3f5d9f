"""Calls of services as a whole, against the models that botocore packages."""

from typing import Any

import pytest

from lakeflow.asl.integrations import ResourceProblem, ServiceCall, optimized_calls, parse_resource
from lakeflow.asl.services.calls import check_call, check_result, operation_of, result_of
from lakeflow.asl.services.check import Kind
from lakeflow.asl.services.literals import UNKNOWN, jsonata_literals
from lakeflow.asl.services.shapes import DocumentShape, ShapeTree, StringShape
from lakeflow.aws.service_models import ServiceModels, service_models


@pytest.fixture(scope="module")
def services() -> ServiceModels:
    return service_models()


def called(name: str) -> ServiceCall:
    call = parse_resource(f"arn:aws:states:::{name}")
    assert isinstance(call, ServiceCall)
    return call


def messages(name: str, arguments: Any, services: ServiceModels) -> list[str]:
    return [finding.message for finding in check_call(called(name), jsonata_literals(arguments), services)]


GLUE = "glue:startJobRun.sync"


@pytest.mark.parametrize(
    ("name", "arguments", "found"),
    [
        (GLUE, {"JobName": "clean", "Timeout": "x"}, ["Field 'Timeout' must be a number"]),
        (GLUE, {"JobName": "clean", "WorkerType": "G.99X"}, ["Field 'WorkerType' is not an expected value"]),
        (GLUE, {"JobNam": "clean"}, ["Field 'JobNam' is not known"]),
        (GLUE, {"Arguments": {"--day": 5}}, ["Required field 'JobName' is missing", "Field '--day' must be a string"]),
        (GLUE, {"JobName": "clean", "WorkerType": "{% 'G.99X' %}"}, ["Field 'WorkerType' is not an expected value"]),
        (GLUE, {"JobName": "{% $name %}", "WorkerType": "{% $type %}"}, []),
        ("lambda:invoke", {"FunctionName": "f", "Payload": {"n": 1}}, []),
        (
            "lambda:invoke",
            {"FunctionName": "f", "Payload": 5},
            ["Field 'Payload' must be an object, an array or a string"],
        ),
        ("sqs:sendMessage", {"QueueUrl": "https://q", "MessageBody": {"n": 1}}, []),
        ("sns:publish", {"TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": {"n": 1}}, []),
        ("events:putEvents", {"Entries": [{"Source": "shop", "DetailType": "done", "Detail": {"n": 1}}]}, []),
        ("dynamodb:putItem", {"TableName": "table", "Item": {"ok": {"BOOL": True}}}, []),
        ("dynamodb:putItem", {"TableName": "table", "Item": {"ok": {"Bool": True}}}, ["Field 'Bool' is not known"]),
        ("dynamodb:putItem", {"TableName": "table", "Item": {"n": {"N": 5}}}, ["Field 'N' must be a string"]),
        ("aws-sdk:dynamodb:putItem", {"TableName": "table", "Item": {"no": {"Nul": True}}}, []),
        ("aws-sdk:dynamodb:putItem", {"TableName": "table", "Item": {"ok": {"Bool": True}}}, []),
        ("aws-sdk:rds:describeDBInstances", {"DbInstanceIdentifier": "db"}, []),
        (
            "aws-sdk:rds:describeDBInstances",
            {"DBInstanceIdentifier": "db"},
            ["Field 'DBInstanceIdentifier' is not known"],
        ),
        ("aws-sdk:s3:putObject", {"Bucket": "b", "Key": "k", "Acl": "private", "SseCustomerKeyMD5": "x"}, []),
        ("aws-sdk:s3:copyObject", {"DestinationBucket": "b", "DestinationKey": "k", "CopySource": "a/k"}, []),
        ("aws-sdk:s3:copyObject", {"Bucket": "b", "Key": "k", "SourceBucket": "a", "SourceKey": "k"}, []),
        (
            "aws-sdk:rds:copyDBSnapshot",
            {"SourceRegion": "eu-west-1"},
            [
                "Required field 'SourceDBSnapshotIdentifier' is missing",
                "Required field 'TargetDBSnapshotIdentifier' is missing",
            ],
        ),
        ("aws-sdk:s3:copyObjekt", {}, ["s3 has no action 'copyObjekt'"]),
        ("aws-sdk:s3:listBuckets", {}, []),
        (
            "aws-sdk:bedrockruntime:invokeModelWithResponseStream",
            {},
            ["Step Functions cannot call aws-sdk:bedrockruntime:invokeModelWithResponseStream: it streams"],
        ),
        ("bedrock:invokeModel", {"ModelId": "m", "Body": {"prompt": "?"}}, []),
        (
            "bedrockagentcore:invokeHarness",
            {"HarnessArn": "${Harness}", "RuntimeSessionId": UNKNOWN, "Messages": [{"Role": "User", "Content": []}]},
            ["Field 'Role' is not an expected value"],
        ),
        ("emr-serverless:startJobRun.sync", {"ApplicationId": "a", "ExecutionRoleArn": "arn:aws:iam::1:role/r"}, []),
        (
            "aws-sdk:emrserverless:startJobRun",
            {"ApplicationId": "a", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/r"},
            ["Required field 'ClientToken' is missing"],
        ),
        ("elasticmapreduce:addStep.sync", {"ClusterId": "j-1"}, ["Required field 'Step' is missing"]),
        ("elasticmapreduce:createCluster", {"Name": "c", "Instances": {}, "Steps": []}, ["Field 'Steps' is not known"]),
        (
            "http:invoke",
            {"ApiEndpoint": "https://x", "Method": "FETCH"},
            ["Field 'Method' is not an expected value", "Required field 'Authentication' is missing"],
        ),
        (
            "eks:call",
            {"ClusterName": "c", "CertificateAuthority": "a", "Endpoint": "e", "Method": "GET", "Path": "/"},
            [],
        ),
        ("aws-sdk:qldb:listLedgers", {"anything": 1}, []),
    ],
)
def test_literal_arguments_are_held_against_the_model(
    services: ServiceModels, name: str, arguments: Any, found: list[str]
) -> None:
    assert [message for message in messages(name, arguments, services) if "pattern" not in message] == found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("s3:listObjectV2", "s3:listObjectsV2"),
        ("bedrock:converse", "bedrockruntime:converse"),
        ("sagemaker:invokeEndpoint", "sagemakerruntime:invokeEndpoint"),
    ],
)
def test_an_action_that_is_nearly_right_is_suggested(services: ServiceModels, written: str, meant: str) -> None:
    finding = check_call(called(f"aws-sdk:{written}"), {}, services)[0]
    assert finding.hint == f"did you mean {meant}?"


def test_an_attribute_without_a_type_may_be_meant_as_text(services: ServiceModels) -> None:
    def found(name: str, value: Any) -> list[Kind]:
        return [
            finding.kind for finding in check_call(called(name), {"TableName": "t", "Item": {"a": value}}, services)
        ]

    assert found("dynamodb:putItem", "text") == [Kind.DOUBTFUL]
    assert found("dynamodb:putItem", {"L": ["text"]}) == [Kind.DOUBTFUL]
    assert found("dynamodb:putItem", 5) == [Kind.ARGUMENT]
    assert found("aws-sdk:dynamodb:putItem", "text") == [Kind.ARGUMENT]


def test_a_stream_that_an_optimized_integration_reads_is_called_by_that(services: ServiceModels) -> None:
    finding = check_call(called("aws-sdk:bedrockagentcore:invokeHarness"), {}, services)[0]
    assert finding.hint == "write arn:aws:states:::bedrockagentcore:invokeHarness"
    assert result_of(called("bedrockagentcore:invokeHarness"), services) is None


class NoServices:
    """No models at hand."""

    def operation(self, service: str, action: str) -> None:  # noqa: ARG002  the port's signature
        return None

    def actions(self, service: str) -> tuple[str, ...]:  # noqa: ARG002  likewise
        return ()


def test_without_a_model_the_call_is_not_checked_in_silence() -> None:
    finding = check_call(called("aws-sdk:s3:copyObject"), {}, NoServices())[0]
    assert finding.message == "aws-sdk:s3:copyObject is not checked: there is no model of s3"
    assert finding.hint == "pip install 'lakeflow[aws]'"
    assert finding.kind is Kind.UNCHECKED


@pytest.mark.parametrize("call", list(optimized_calls()), ids=lambda call: call.name)
def test_every_optimized_integration_has_an_operation(call: ServiceCall, services: ServiceModels) -> None:
    operation = operation_of(call, services)
    assert operation is not None
    assert operation.input in operation.shapes


@pytest.mark.parametrize(
    ("name", "path", "shape"),
    [
        (GLUE, ["JobRunState"], "JobRunState"),
        (GLUE, ["JobName"], "NameString"),
        ("glue:startJobRun", ["JobRunId"], "IdString"),
        ("athena:startQueryExecution.sync", ["QueryExecution", "Status", "State"], "QueryExecutionState"),
        ("batch:submitJob.sync", ["JobQueue"], "String"),
        ("ecs:runTask.sync", ["StoppedReason"], "String"),
        ("aws-sdk:s3:headObject", ["ETag"], "ETag"),
        ("aws-sdk:rds:describeDBInstances", ["DbInstances", "[]", "DbInstanceStatus"], "String"),
    ],
)
def test_what_a_call_returns_is_typed(services: ServiceModels, name: str, path: list[str], shape: str) -> None:
    tree: ShapeTree | None = result_of(called(name), services)
    for step in path:
        assert tree is not None
        tree = tree.item if step == "[]" else tree.below(step)
    assert tree is not None
    assert tree.name == shape


def test_a_nested_execution_returns_its_output_parsed_by_the_second_pattern_only(services: ServiceModels) -> None:
    first, second = (result_of(called(f"states:startExecution.sync{two}"), services) for two in ("", ":2"))
    assert first is not None
    assert second is not None
    parsed, text = second.below("Output"), first.below("Output")
    assert parsed is not None
    assert text is not None
    assert isinstance(parsed.shape, DocumentShape)
    assert isinstance(text.shape, StringShape)


@pytest.mark.parametrize("name", ["sqs:sendMessage.waitForTaskToken", "mediaconvert:createJob.sync"])
def test_of_a_callback_and_of_an_undocumented_job_nothing_is_known(services: ServiceModels, name: str) -> None:
    assert result_of(called(name), services) is None
    assert check_result(called(name), "anything", services) == ()


def test_a_mocked_result_is_held_against_what_the_call_returns(services: ServiceModels) -> None:
    found = check_result(called("athena:getQueryResults"), {"ResultSet": []}, services)
    assert [finding.message for finding in found] == ["Field 'ResultSet' must be an object"]


def test_a_resource_that_names_nothing_is_no_call() -> None:
    assert isinstance(parse_resource("arn:aws:states:::lambda:invoke.sync"), ResourceProblem)
