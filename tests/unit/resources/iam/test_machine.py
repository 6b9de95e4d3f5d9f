"""What a state machine's role may do, against AWS's documented needs of each integration."""

from fnmatch import fnmatchcase
from typing import Any

import pytest
from pydantic import TypeAdapter

from lakeflow.asl.states import Json
from lakeflow.compiler.target import Target
from lakeflow.errors import ProjectError
from lakeflow.resources.iam.machine import machine_statements
from lakeflow.resources.iam.statement import Statement
from lakeflow.resources.site import Site
from lakeflow.settings import Settings

ACCOUNT = "123456789012"
SETTINGS: dict[str, Any] = {
    "project": "shop",
    "aws": {"region": "eu-west-1", "account": ACCOUNT},
    "lake": {"root": "s3://shop-lake/tables"},
    "athena": {"workgroup": "shop-dev"},
}
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"
ATHENA = f"arn:aws:athena:eu-west-1:{ACCOUNT}"
GLUE = f"arn:aws:glue:eu-west-1:{ACCOUNT}"
STATES = f"arn:aws:states:eu-west-1:{ACCOUNT}"
RULE = f"arn:aws:events:eu-west-1:{ACCOUNT}:rule"
ARTIFACTS = f"arn:aws:s3:::shop-dev-{ACCOUNT}-eu-west-1-lakeflow"


def site(**settings: Any) -> Site:
    whole = TypeAdapter(Settings).validate_python({**SETTINGS, **settings})
    target = Target(
        project="shop",
        environment="dev",
        region="eu-west-1",
        account=ACCOUNT,
        workgroup=whole.athena.workgroup,
    )
    return Site(target=target, settings=whole)


def machine(*states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "QueryLanguage": "JSONata",
        **fields,
        "States": {f"s{number}": state for number, state in enumerate(states)},
    }


def task(resource: str, arguments: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Arguments": arguments or {}, **fields}


def statements(*states: dict[str, Any], where: Site | None = None) -> tuple[Statement, ...]:
    return machine_statements(where or site(), "shop-dev-nightly", machine(*states))


def granted(*states: dict[str, Any], where: Site | None = None) -> set[tuple[str, str]]:
    """Return every pair of an action and a resource that is allowed."""
    return {
        (action, resource)
        for statement in statements(*states, where=where)
        for action in statement.actions
        for resource in statement.resources
    }


def pairs(actions: str, *resources: str) -> set[tuple[str, str]]:
    service, _, names = actions.partition(":")
    return {(f"{service}:{name}", resource) for name in names.split() for resource in resources}


GOLD = (f"{GLUE}:catalog", f"{GLUE}:database/gold")
QUERY = {
    *pairs("athena:StartQueryExecution StopQueryExecution GetQueryExecution", f"{ATHENA}:workgroup/shop-dev"),
    *pairs("athena:GetDataCatalog", f"{ATHENA}:datacatalog/AwsDataCatalog"),
    *pairs("glue:GetDatabase GetDatabases", *GOLD),
    *pairs("glue:BatchGetPartition GetPartition GetPartitions GetTable GetTables", *GOLD, f"{GLUE}:table/gold/*"),
    *pairs("lakeformation:GetDataAccess", "*"),
    *pairs("s3:GetBucketLocation ListBucket", "arn:aws:s3:::shop-lake"),
    *pairs("s3:GetObject", "arn:aws:s3:::shop-lake/tables/*"),
    *pairs("s3:GetBucketLocation ListBucket ListBucketMultipartUploads", ARTIFACTS),
    *pairs("s3:AbortMultipartUpload GetObject ListMultipartUploadParts PutObject", f"{ARTIFACTS}/athena/*"),
}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (task("glue:startJobRun", {"JobName": "clean"}), pairs("glue:StartJobRun", f"{GLUE}:job/clean")),
        (
            task("glue:startJobRun.sync", {"JobName": "clean"}),
            pairs("glue:StartJobRun GetJobRun GetJobRuns BatchStopJobRun", f"{GLUE}:job/clean"),
        ),
        (
            task("lambda:invoke", {"FunctionName": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:find"}),
            pairs(
                "lambda:InvokeFunction",
                f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:find",
                f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:find:*",
            ),
        ),
        (
            task(
                "athena:startQueryExecution.sync", {"QueryString": "SELECT 1 FROM gold.sales", "WorkGroup": "shop-dev"}
            ),
            QUERY,
        ),
        (
            task("athena:getQueryResults", {"QueryExecutionId": "{% $id %}"}),
            {
                *pairs("athena:GetQueryResults", f"{ATHENA}:workgroup/shop-dev"),
                *pairs("s3:GetBucketLocation", ARTIFACTS),
                *pairs("s3:GetObject", f"{ARTIFACTS}/athena/*"),
            },
        ),
        (
            task("sns:publish", {"TopicArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts", "Message": "m"}),
            pairs("sns:Publish", f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts"),
        ),
        (
            task("sqs:sendMessage", {"QueueUrl": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/jobs"}),
            pairs("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs"),
        ),
        (
            task("events:putEvents", {"Entries": [{"Source": "shop"}, {"Source": "shop", "EventBusName": "orders"}]}),
            pairs(
                "events:PutEvents",
                f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default",
                f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/orders",
            ),
        ),
        (
            task("states:startExecution", {"StateMachineArn": f"{STATES}:stateMachine:other"}),
            pairs("states:StartExecution", f"{STATES}:stateMachine:other"),
        ),
        (
            task("states:startExecution.sync:2", {"StateMachineArn": f"{STATES}:stateMachine:other:live"}),
            {
                *pairs("states:StartExecution", f"{STATES}:stateMachine:other", f"{STATES}:stateMachine:other:live"),
                *pairs("states:DescribeExecution StopExecution", f"{STATES}:execution:other:*"),
                *pairs(
                    "events:DescribeRule PutRule PutTargets",
                    f"{RULE}/StepFunctionsGetEventsForStepFunctionsExecutionRule",
                ),
            },
        ),
        (
            task("dynamodb:updateItem", {"TableName": "stock"}),
            pairs("dynamodb:UpdateItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/stock"),
        ),
        (
            task("aws-sdk:dynamodb:query", {"TableName": "stock"}),
            pairs(
                "dynamodb:Query",
                f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/stock",
                f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/stock/index/*",
            ),
        ),
        (task("aws-sdk:s3:getObject", {"Bucket": "b", "Key": "k"}), pairs("s3:GetObject", "arn:aws:s3:::b/k")),
        (task("aws-sdk:s3:headObject", {"Bucket": "b", "Key": "{% $k %}"}), pairs("s3:GetObject", "arn:aws:s3:::b/*")),
        (task("aws-sdk:s3:putObject", {"Bucket": "b", "Key": "k"}), pairs("s3:PutObject", "arn:aws:s3:::b/k")),
        (
            task("aws-sdk:s3:copyObject", {"Bucket": "b", "Key": "k", "CopySource": "/a/from/k"}),
            {*pairs("s3:GetObject", "arn:aws:s3:::a/from/k"), *pairs("s3:PutObject", "arn:aws:s3:::b/k")},
        ),
        (task("aws-sdk:s3:deleteObject", {"Bucket": "b", "Key": "k"}), pairs("s3:DeleteObject", "arn:aws:s3:::b/k")),
        (task("aws-sdk:s3:listObjectsV2", {"Bucket": "b"}), pairs("s3:ListBucket", "arn:aws:s3:::b")),
        (task("aws-sdk:s3:listBuckets"), pairs("s3:ListAllMyBuckets", "*")),
        (task("aws-sdk:glue:startCrawler", {"Name": "raw"}), pairs("glue:StartCrawler", f"{GLUE}:crawler/raw")),
        (task("aws-sdk:glue:getCrawler", {"Name": "raw"}), pairs("glue:GetCrawler", f"{GLUE}:crawler/raw")),
        (task("aws-sdk:sfn:sendTaskSuccess", {"TaskToken": "{% $t %}"}), pairs("states:SendTaskSuccess", "*")),
        (
            task("aws-sdk:secretsmanager:getSecretValue", {"SecretId": "db"}),
            pairs("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:db-??????"),
        ),
        (
            task("ecs:runTask.sync", {"Cluster": "main", "TaskDefinition": "load"}),
            {
                *pairs("ecs:RunTask", f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/load:*"),
                *pairs("ecs:DescribeTasks StopTask", "*"),
                *pairs("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/*"),
                *pairs("events:DescribeRule PutRule PutTargets", f"{RULE}/StepFunctionsGetEventsForECSTaskRule"),
            },
        ),
        (
            task(
                "emr-serverless:startJobRun.sync",
                {"ApplicationId": "00f1", "ExecutionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/spark"},
            ),
            {
                *pairs("emr-serverless:StartJobRun", f"arn:aws:emr-serverless:eu-west-1:{ACCOUNT}:/applications/00f1"),
                *pairs(
                    "emr-serverless:GetJobRun CancelJobRun",
                    f"arn:aws:emr-serverless:eu-west-1:{ACCOUNT}:/applications/00f1/jobruns/*",
                ),
                *pairs("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/spark"),
                *pairs(
                    "events:DescribeRule PutRule PutTargets", f"{RULE}/StepFunctionsGetEventsForEMRServerlessJobRule"
                ),
            },
        ),
    ],
    ids=lambda value: value.get("Resource", "").removeprefix("arn:aws:states:::") if isinstance(value, dict) else "",
)
def test_an_integration_is_granted_what_it_needs_and_nothing_else(
    state: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert granted(state) == expected


DISTRIBUTED: dict[str, Any] = {
    "Type": "Map",
    "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "States": {"one": task("glue:startJobRun.sync", {"JobName": "clean"})},
    },
    "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Arguments": {"Bucket": "in", "Key": "day.csv"}},
    "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "out", "Prefix": "runs/"}},
}


def test_a_distributed_map_runs_its_own_machine_reads_items_and_writes_results() -> None:
    assert granted(DISTRIBUTED) == {
        *pairs("states:StartExecution", f"{STATES}:stateMachine:shop-dev-nightly"),
        *pairs(
            "states:DescribeExecution StopExecution",
            f"{STATES}:execution:shop-dev-nightly:*",
            f"{STATES}:execution:shop-dev-nightly/*:*",
        ),
        *pairs("states:RedriveExecution", f"{STATES}:execution:shop-dev-nightly/*:*"),
        *pairs("s3:GetObject", "arn:aws:s3:::in/day.csv"),
        *pairs("s3:AbortMultipartUpload GetObject ListMultipartUploadParts PutObject", "arn:aws:s3:::out/runs/*"),
        *pairs("glue:StartJobRun GetJobRun GetJobRuns BatchStopJobRun", f"{GLUE}:job/clean"),
    }


def test_an_inline_map_needs_nothing_of_its_own() -> None:
    inline = {"Type": "Map", "ItemProcessor": {"States": {"one": task("dynamodb:getItem", {"TableName": "t"})}}}
    assert {action for action, _ in granted(inline)} == {"dynamodb:GetItem"}


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (
            {"Resource": "arn:aws:states:::s3:listObjectsV2", "Arguments": {"Bucket": "in", "Prefix": "day/"}},
            pairs("s3:ListBucket", "arn:aws:s3:::in"),
        ),
        (
            {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "MANIFEST"},
                "Arguments": {"Bucket": "in", "Key": "manifest.json"},
            },
            pairs("s3:GetObject", "arn:aws:s3:::in/*"),
        ),
    ],
)
def test_a_reader_may_read_what_it_is_pointed_at(reader: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert expected <= granted({**DISTRIBUTED, "ItemReader": reader})


def test_athena_of_a_statement_that_writes_may_change_the_catalog_and_the_lake() -> None:
    query = {"QueryString": "-- load\nINSERT INTO gold.sales SELECT 1 FROM silver.orders", "WorkGroup": "shop-dev"}
    found = granted(task("athena:startQueryExecution.sync", query))
    assert pairs("glue:CreateTable UpdateTable", f"{GLUE}:table/gold/*", f"{GLUE}:table/silver/*") <= found
    assert pairs("s3:PutObject DeleteObject", "arn:aws:s3:::shop-lake/tables/*") <= found


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "WITH a AS (SELECT 1) SELECT 2 FROM a", "(SELECT 1)", "/* x */ show tables"]
)
def test_athena_of_a_statement_that_reads_may_change_nothing(sql: str) -> None:
    arguments = {"QueryString": sql, "WorkGroup": "shop-dev", "QueryExecutionContext": {"Database": "Gold"}}
    found = granted(task("athena:startQueryExecution.sync", arguments))
    assert found == QUERY


def test_athena_that_only_starts_a_query_may_not_stop_it() -> None:
    found = granted(task("athena:startQueryExecution", {"QueryString": "SELECT 1", "WorkGroup": "shop-dev"}))
    assert "athena:StopQueryExecution" not in {action for action, _ in found}


def test_with_a_key_of_our_own_messages_and_results_may_use_it() -> None:
    keyed = site(encryption={"kms_key_arn": KEY})
    topic = task("sns:publish", {"TopicArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts"})
    assert pairs("kms:Decrypt GenerateDataKey", KEY) <= granted(topic, where=keyed)
    assert pairs("kms:Decrypt GenerateDataKey", KEY) <= granted(DISTRIBUTED, where=keyed)


def test_a_role_is_passed_to_its_service_alone() -> None:
    found = statements(task("ecs:runTask.sync", {"Cluster": "main", "TaskDefinition": "load"}))
    conditions = {one.sid: one.conditions for one in found}
    assert conditions["PassTaskRole"] == (("StringEquals", "iam:PassedToService", ("ecs-tasks.amazonaws.com",)),)
    cluster = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/main"
    assert conditions["WatchTasks"] == (("ArnEquals", "ecs:cluster", (cluster,)),)


def test_an_endpoint_is_called_by_its_method_with_the_secret_of_its_connection() -> None:
    connection = f"arn:aws:events:eu-west-1:{ACCOUNT}:connection/pay/1234"
    arguments = {
        "ApiEndpoint": "https://api.example.com/charges",
        "Method": "POST",
        "Authentication": {"ConnectionArn": connection},
    }
    found = {one.sid: one for one in statements(task("http:invoke", arguments))}
    assert found["HttpEndpoints"].conditions == (
        ("StringEquals", "states:HTTPMethod", ("POST",)),
        ("StringLike", "states:HTTPEndpoint", ("https://api.example.com/charges",)),
    )
    assert found["HttpEndpoints"].resources == (f"{STATES}:stateMachine:shop-dev-nightly",)
    assert found["Connections"].resources == (connection,)
    assert found["ConnectionSecrets"].resources == (
        f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:events!connection/pay/*",
    )


def test_what_is_computed_is_granted_for_its_kind() -> None:
    computed = (
        task("glue:startJobRun", {"JobName": "{% $job %}"}),
        task("dynamodb:getItem", {"TableName": "{% $table %}"}),
        task("sqs:sendMessage", {"QueueUrl": "{% $queue %}"}),
        task("lambda:invoke", {"FunctionName": "{% $function %}"}),
        task("events:putEvents", {"Entries": "{% $entries %}"}),
    )
    assert {resource for _, resource in granted(*computed)} == {
        f"{GLUE}:job/*",
        f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/*",
        f"arn:aws:sqs:eu-west-1:{ACCOUNT}:*",
        f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:*",
        f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/*",
    }


def test_jsonpath_states_and_functions_by_their_own_arn_are_read_too() -> None:
    old: Json = {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun", "Parameters": {"JobName": "clean"}}
    function = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:find"
    direct: Json = {"Type": "Task", "Resource": function}
    found = machine_statements(site(), "m", {"States": {"a": old, "b": direct}})
    assert {resource for one in found for resource in one.resources} == {
        f"{GLUE}:job/clean",
        function,
        f"{function}:*",
    }


def test_a_function_pinned_to_a_version_keeps_the_right_to_all_of_them() -> None:
    """An execution in flight calls the version of the release that it started with."""
    function = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:find"
    assert granted(task("lambda:invoke", {"FunctionName": f"{function}:content-1"})) == pairs(
        "lambda:InvokeFunction", function, f"{function}:*"
    )


def test_credentials_are_a_role_to_take_on() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/other"
    found = granted(task("dynamodb:getItem", {"TableName": "t"}, Credentials={"RoleArn": role}))
    assert ("sts:AssumeRole", role) in found


def test_the_same_need_twice_is_one_statement() -> None:
    jobs = [task("glue:startJobRun.sync", {"JobName": name}) for name in ("b", "a", "b")]
    start, watch = statements(*jobs)
    assert (start.sid, watch.sid) == ("StartJobs", "WatchJobs")
    assert start.resources == (f"{GLUE}:job/a", f"{GLUE}:job/b")


EMR = f"arn:aws:elasticmapreduce:eu-west-1:{ACCOUNT}:cluster"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            task("elasticmapreduce:addStep.sync", {"ClusterId": "j-1"}),
            {
                *pairs("elasticmapreduce:AddJobFlowSteps DescribeStep CancelSteps", f"{EMR}/j-1"),
                *pairs(
                    "events:DescribeRule PutRule PutTargets", f"{RULE}/StepFunctionsGetEventForEMRAddJobFlowStepsRule"
                ),
            },
        ),
        (
            task("elasticmapreduce:cancelStep", {"ClusterId": "{% $id %}"}),
            pairs("elasticmapreduce:CancelSteps", f"{EMR}/*"),
        ),
        (
            task("elasticmapreduce:createCluster", {"ServiceRole": "EMR", "JobFlowRole": "EC2"}),
            {
                *pairs("elasticmapreduce:RunJobFlow", "*"),
                *pairs("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/EMR", f"arn:aws:iam::{ACCOUNT}:role/EC2"),
            },
        ),
        (
            task("codebuild:startBuild", {"ProjectName": "docs"}),
            pairs("codebuild:StartBuild", f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/docs"),
        ),
        (
            task("databrew:startJobRun.sync", {"Name": "tidy"}),
            pairs("databrew:StartJobRun ListJobRuns StopJobRun", f"arn:aws:databrew:eu-west-1:{ACCOUNT}:job/tidy"),
        ),
        (
            task("bedrock:invokeModel", {"ModelId": "amazon.nova-lite-v1:0"}),
            pairs("bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0"),
        ),
        (task("eks:runJob.sync", {}), set()),
    ],
)
def test_other_integrations_follow_their_templates(state: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert granted(state) == expected


def test_a_service_whose_needs_are_not_known_is_refused_with_a_way_out() -> None:
    with pytest.raises(ProjectError, match=r"eks:createNodegroup\.sync is not known") as caught:
        statements(task("eks:createNodegroup.sync"))
    assert "existing.roles" in caught.value.hint


ALL = (
    DISTRIBUTED,
    task("athena:startQueryExecution.sync", {"QueryString": "SELECT 1", "WorkGroup": "shop-dev"}),
    task("batch:submitJob.sync", {"JobQueue": "q"}),
    task("ecs:runTask.sync", {"Cluster": "main", "TaskDefinition": "load"}),
    task("lambda:invoke", {"FunctionName": "find"}),
    task("sagemaker:createTrainingJob.sync", {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/ml"}),
    task("states:startExecution.sync:2", {"StateMachineArn": f"{STATES}:stateMachine:other"}),
)


def test_no_action_is_a_pattern_and_every_id_is_one_of_its_own() -> None:
    found = statements(*ALL, where=site(encryption={"kms_key_arn": KEY}))
    assert not [action for one in found for action in one.actions if "*" in action]
    assert len({one.sid for one in found}) == len(found)
    assert all(one.sid.isalnum() for one in found)


def allows(found: tuple[Statement, ...], action: str, resource: str) -> bool:
    """Return what IAM would say, conditions aside."""
    return any(
        action in one.actions and any(fnmatchcase(resource, pattern) for pattern in one.resources) for one in found
    )


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("states:RedriveExecution", f"{STATES}:execution:shop-dev-nightly/files:1-2", True),
        ("states:StopExecution", f"{STATES}:execution:shop-dev-nightly/files:1-2", True),
        ("states:StopExecution", f"{STATES}:execution:theirs:1-2", False),
        ("glue:BatchStopJobRun", f"{GLUE}:job/clean", True),
        ("glue:StartJobRun", f"{GLUE}:job/other", False),
        ("s3:GetObject", "arn:aws:s3:::in/day.csv", True),
        ("s3:PutObject", "arn:aws:s3:::in/day.csv", False),
        ("s3:PutObject", "arn:aws:s3:::out/runs/1/SUCCEEDED_0.json", True),
        ("s3:PutObject", "arn:aws:s3:::out/other", False),
    ],
)
def test_a_policy_allows_each_call_of_the_machine_and_none_of_its_neighbours(
    action: str, resource: str, expected: bool
) -> None:
    assert allows(statements(DISTRIBUTED), action, resource) is expected


def test_a_statement_is_written_as_iam_takes_it() -> None:
    written = Statement("A", ("a:B",), ("*",), (("StringEquals", "k", ("v",)), ("StringEquals", "l", ("w",)))).as_json()
    assert written == {
        "Sid": "A",
        "Effect": "Allow",
        "Action": ["a:B"],
        "Resource": ["*"],
        "Condition": {"StringEquals": {"k": ["v"], "l": ["w"]}},
    }
