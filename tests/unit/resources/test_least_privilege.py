"""The roles of the reference pipeline allow the calls that it makes, and nothing besides."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import sqlglot
from moto import mock_aws

from jobs.lambda_ import archive_files, find_files
from lakeflow.operations.desired import Desired, desired
from lakeflow.project import Project
from lakeflow.resources.resource import Kind
from tests.policies import Call, Grant, grants

ROOT = Path(__file__).parents[3]
PROJECT = Project(ROOT)
ENVIRONMENTS = ("dev", "staging", "prod")
DAY = "2025-04-01"

EVERYWHERE = {
    "cloudwatch:PutMetricData": "CloudWatch has no resources for metrics; a condition names the namespace",
    "lakeformation:GetDataAccess": "Lake Formation decides by grants of its own",
    **dict.fromkeys(
        (
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:DescribeLogGroups",
            "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:UpdateLogDelivery",
        ),
        "log deliveries have no resources",
    ),
    **dict.fromkeys(
        ("xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"),
        "traces have no resources",
    ),
}
"""The actions that AWS knows no finer resource for than all, and why."""


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def wanted(request: pytest.FixtureRequest) -> Desired:
    return desired(PROJECT, request.param)


def statements(wanted: Desired, role: str) -> list[Any]:
    name = f"{wanted.site.prefix}-{role}"
    (found,) = [one for one in wanted.resources if one.kind is Kind.ROLE and one.name == name]
    policies: Any = found.properties["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def definition(wanted: Desired) -> Any:
    (found,) = [one for one in wanted.resources if one.kind is Kind.STATE_MACHINE]
    return found.properties["Definition"]


def tasks(scope: Any) -> Iterator[Any]:
    """Yield every Task of a definition, wherever it is."""
    if isinstance(scope, list):
        for part in scope:
            yield from tasks(part)
    elif isinstance(scope, dict):
        if scope.get("Type") == "Task":
            yield scope
        for part in scope.values():
            yield from tasks(part)


class Machine:
    """What Step Functions calls to run a definition, by AWS's description of each integration."""

    def __init__(self, wanted: Desired) -> None:
        self.site = wanted.site
        self.tasks = list(tasks(definition(wanted)))
        self.lake = f"arn:aws:s3:::{self.site.lake_bucket}"
        self.code = f"arn:aws:s3:::{self.site.artifacts_bucket}"

    def calls(self) -> Iterator[Call]:
        for task in self.tasks:
            name = task["Resource"].partition(":states:::")[2]
            arguments = task["Arguments"]
            match name:
                case "lambda:invoke":
                    yield Call("lambda:InvokeFunction", arguments["FunctionName"])
                    # An execution that began before this release calls the function as it was then.
                    yield Call("lambda:InvokeFunction", arguments["FunctionName"].rpartition(":")[0] + ":content-0")
                    yield Call("lambda:InvokeFunction", arguments["FunctionName"].rpartition(":")[0])
                case "glue:startJobRun.sync":
                    job = self.arn("glue", f"job/{arguments['JobName']}")
                    for action in ("StartJobRun", "GetJobRun", "GetJobRuns", "BatchStopJobRun"):
                        yield Call(f"glue:{action}", job)
                case "athena:startQueryExecution.sync":
                    yield from self.query(arguments)
                case "athena:getQueryResults":
                    yield Call("athena:GetQueryResults", self.arn("athena", f"workgroup/{self.site.workgroup}"))
                    yield Call("s3:GetBucketLocation", self.code)
                    yield Call("s3:GetObject", f"{self.code}/athena/1.csv")
                case "sns:publish":
                    yield Call("sns:Publish", arguments["TopicArn"])
                case other:
                    raise AssertionError(f"the calls of {other} are not known to this test")
        for action in EVERYWHERE:
            traced = self.site.settings.logs.tracing
            if action.startswith("logs:") or (action.startswith("xray:") and traced):
                yield Call(action, "*")

    def query(self, arguments: Any) -> Iterator[Call]:
        """Yield what Athena does with its caller's rights."""
        workgroup = self.arn("athena", f"workgroup/{arguments['WorkGroup']}")
        for action in ("StartQueryExecution", "GetQueryExecution", "StopQueryExecution"):
            yield Call(f"athena:{action}", workgroup)
        yield Call("athena:GetDataCatalog", self.arn("athena", "datacatalog/AwsDataCatalog"))
        yield Call("lakeformation:GetDataAccess", "*")
        yield Call("s3:GetBucketLocation", self.lake)
        yield Call("s3:ListBucket", self.lake)
        for database, table in read_tables(arguments["QueryString"]):
            inside = (self.arn("glue", "catalog"), self.arn("glue", f"database/{database}"))
            for resource in inside:
                yield Call("glue:GetDatabase", resource)
                yield Call("glue:GetDatabases", resource)
            for resource in (*inside, self.arn("glue", f"table/{database}/{table}")):
                for action in ("GetTable", "GetTables", "GetPartition", "GetPartitions", "BatchGetPartition"):
                    yield Call(f"glue:{action}", resource)
            yield Call("s3:GetObject", f"{self.lake}/{database}/{table}/_delta_log/00000000000000000000.json")
        for action in ("GetBucketLocation", "ListBucket", "ListBucketMultipartUploads"):
            yield Call(f"s3:{action}", self.code)
        for action in ("PutObject", "GetObject", "ListMultipartUploadParts", "AbortMultipartUpload"):
            yield Call(f"s3:{action}", f"{self.code}/athena/1.csv")

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.site.target.region}:{self.site.target.account}:{resource}"


def read_tables(sql: str) -> set[tuple[str, str]]:
    """Return the tables that a query names, by a parser that has no part in deriving roles."""
    parsed = sqlglot.parse_one(sql, read="athena")
    return {(table.db, table.name) for table in parsed.find_all(sqlglot.exp.Table) if table.db}


def unallowed(role: list[Any], calls: list[Call]) -> list[Call]:
    held = list(grants(role))
    return [call for call in calls if not any(grant.covers(call) for grant in held)]


def unneeded(role: list[Any], calls: list[Call]) -> list[Grant]:
    return [grant for grant in grants(role) if not any(grant.covers(call) for call in calls)]


def test_the_machine_may_make_each_of_its_calls_and_no_other(wanted: Desired) -> None:
    role, calls = statements(wanted, "ecommerce"), list(Machine(wanted).calls())
    assert len(calls) > 50
    assert unallowed(role, calls) == []
    assert unneeded(role, calls) == []


@pytest.mark.parametrize(
    "call",
    [
        Call("glue:StartJobRun", "arn:aws:glue:eu-west-1:{account}:job/theirs"),
        Call("glue:DeleteJob", "arn:aws:glue:eu-west-1:{account}:job/{prefix}-silver_orders"),
        Call("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:{account}:function:{prefix}-find_files2"),
        Call("s3:PutObject", "arn:aws:s3:::{lake}/gold/daily_sales/1.parquet"),
        Call("s3:DeleteObject", "arn:aws:s3:::{lake}/silver/orders/1.parquet"),
        Call("s3:GetObject", "arn:aws:s3:::{code}/artifacts/0/silver_orders.py"),
        Call("sns:Publish", "arn:aws:sns:eu-west-1:{account}:theirs"),
        Call("iam:PassRole", "arn:aws:iam::{account}:role/{prefix}-silver_orders"),
    ],
    ids=lambda call: call.action,
)
def test_the_machine_may_not(wanted: Desired, call: Call) -> None:
    site = wanted.site
    names = {
        "account": site.target.account,
        "prefix": site.prefix,
        "lake": site.lake_bucket,
        "code": site.artifacts_bucket,
    }
    there = call._replace(resource=call.resource.format(**names))
    assert unallowed(statements(wanted, "ecommerce"), [there]) == [there]


def test_no_role_has_a_pattern_for_an_action_and_all_resources_only_where_aws_has_no_finer(wanted: Desired) -> None:
    roles = [one for one in wanted.resources if one.kind is Kind.ROLE]
    assert len(roles) == 12
    for role in roles:
        held = list(grants(statements(wanted, role.name.removeprefix(f"{wanted.site.prefix}-"))))
        assert {grant.action for grant in held if "*" in grant.action or "?" in grant.action} == set()
        assert {grant.action for grant in held if grant.resource == "*"} <= EVERYWHERE.keys()


def test_a_role_is_taken_on_by_one_service_for_this_account_alone(wanted: Desired) -> None:
    for role in wanted.resources:
        if role.kind is Kind.ROLE:
            document: Any = role.properties["AssumeRolePolicyDocument"]
            (trust,) = document["Statement"]
            assert isinstance(trust["Principal"]["Service"], str)
            assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": wanted.site.target.account}}


class Recorder:
    """Remembers what a function asks of S3, as the actions that IAM checks."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def __call__(self, params: Any, model: Any, **_: Any) -> None:
        bucket = f"arn:aws:s3:::{params['Bucket']}"
        key = f"{bucket}/{params.get('Key', '')}"
        match model.name:
            case "HeadObject":
                # Who may not list is told 403 instead of 404; the request has no prefix.
                self.calls += [Call("s3:GetObject", key), Call("s3:ListBucket", bucket)]
            case "CopyObject":
                source = params["CopySource"]
                self.calls += [
                    Call("s3:GetObject", f"arn:aws:s3:::{source['Bucket']}/{source['Key']}"),
                    Call("s3:PutObject", key),
                    Call("s3:AbortMultipartUpload", key),  # a large object is copied in parts, given up on failure
                ]
            case "DeleteObject" | "GetObject":
                self.calls.append(Call(f"s3:{model.name}", key))
            case other:
                raise AssertionError(f"what IAM checks for {other} is not known to this test")


@pytest.fixture
def recorder(wanted: Desired, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """A day's files in the environment's lake, and what is asked for of it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("LAKE_ROOT", wanted.site.settings.lake.root)
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=wanted.site.lake_bucket)
        for path in ("products.csv", f"orders/{DAY}.csv"):
            client.put_object(Bucket=wanted.site.lake_bucket, Key=f"incoming/{path}", Body=b"id\n1\n")
        made = Recorder()
        session = boto3.Session()
        session.events.register("provide-client-params.s3", made)
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)
        yield made


def test_functions_may_make_the_calls_that_they_make_and_reach_nothing_that_they_do_not(
    wanted: Desired, recorder: Recorder
) -> None:
    found = find_files.handler({"date": DAY}, None)
    assert found["count"] == 2
    finding = list(recorder.calls)
    recorder.calls.clear()
    assert len(archive_files.handler({"date": DAY, "files": found["files"]}, None)["archived"]) == 2
    for name, calls in (("find_files", finding), ("archive_files", recorder.calls)):
        logs = f"arn:aws:logs:eu-west-1:{wanted.site.target.account}:log-group:/aws/lambda/{wanted.site.prefix}-{name}"
        written = [Call(f"logs:{action}", f"{logs}:log-stream:1") for action in ("CreateLogStream", "PutLogEvents")]
        role = statements(wanted, name)
        assert unallowed(role, [*calls, *written]) == []
        # A declaration says which folders are written, not which of putting and deleting it is.
        actions = {call.action for call in (*calls, *written)}
        assert {grant.action for grant in grants(role)} <= actions
        folders = {grant.resource for grant in grants(role) if grant.resource.endswith("/*")}
        assert [one for one in folders if not any(call.resource.startswith(one[:-1]) for call in calls)] == []


def test_under_a_key_of_the_environments_own_every_role_that_meets_data_may_use_it_and_no_other(tmp_path: Path) -> None:
    key = "arn:aws:kms:eu-west-1:111111111111:key/0a1b"
    for folder in ("config", "jobs", "pipelines"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    with (tmp_path / "config" / "dev.toml").open("a") as file:
        file.write(f'[encryption]\nkms_key_arn = "{key}"\n')
    wanted = desired(Project(tmp_path), "dev")
    for role in (one for one in wanted.resources if one.kind is Kind.ROLE):
        held = grants(statements(wanted, role.name.removeprefix(f"{wanted.site.prefix}-")))
        used = {(grant.action, grant.resource) for grant in held if grant.action.startswith("kms:")}
        assert used == {("kms:Decrypt", key), ("kms:GenerateDataKey", key)}, role.name


def test_a_schedule_starts_its_machine_by_the_alias_alone(wanted: Desired) -> None:
    site = wanted.site
    held = list(grants(statements(wanted, "ecommerce-schedule")))

    def may_start(**qualifier: str) -> bool:
        # AWS asks for the machine's own ARN, whatever it is started by, and tells the rest by a key:
        # https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
        context = {f"states:{key}": value for key, value in qualifier.items()}
        call = Call("states:StartExecution", site.machine_arn("ecommerce"), context)
        return any(grant.covers(call) for grant in held)

    assert may_start(StateMachineQualifier="live")
    assert not may_start(StateMachineQualifier="7")
    assert not may_start()
