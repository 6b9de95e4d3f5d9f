"""What somebody else makes under a name of ours after the plan was made is left alone, whatever AWS says of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lakeflow.aws.calls import Aws
from lakeflow.aws.provider import AwsProvider
from lakeflow.deploy.deploy import Intent, check, deploy
from lakeflow.deploy.memory import Quiet
from lakeflow.deploy.plan import Stage
from lakeflow.deploy.world import look
from lakeflow.errors import ApplyError, DeployError, UnownedResourceError
from lakeflow.resources.resource import Address, Kind
from tests.integration.deploy.lab import ACCOUNT, ORIGIN, Lab, signed_in, tear_down

TRUST = '{"Version": "2012-10-17", "Statement": []}'
ROLE = f"arn:aws:iam::{ACCOUNT}:role/theirs"
HERS = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}

Make = Callable[[Any], Any]
"""Makes something by the clients of boto3."""

MADE_BY_ANOTHER: dict[Address, Make] = {
    Address(Kind.BUCKET, "shop-lake"): lambda aws: aws("s3").create_bucket(Bucket="shop-lake", **HERS),
    Address(Kind.RULE, "shop-sandbox-tiny-ended"): lambda aws: aws("events").put_rule(
        Name="shop-sandbox-tiny-ended", ScheduleExpression="rate(1 day)"
    ),
    Address(Kind.ALARM, "shop-sandbox-tiny-failed"): lambda aws: aws("cloudwatch").put_metric_alarm(
        AlarmName="shop-sandbox-tiny-failed",
        Namespace="theirs",
        MetricName="temperature",
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=40,
        ComparisonOperator="GreaterThanThreshold",
    ),
    Address(Kind.DASHBOARD, "shop-sandbox"): lambda aws: aws("cloudwatch").put_dashboard(
        DashboardName="shop-sandbox", DashboardBody='{"widgets": []}'
    ),
    Address(Kind.TOPIC, "shop-sandbox-alerts"): lambda aws: aws("sns").create_topic(Name="shop-sandbox-alerts"),
    Address(Kind.QUEUE, "shop-sandbox-dead-letters"): lambda aws: aws("sqs").create_queue(
        QueueName="shop-sandbox-dead-letters", Attributes={"MessageRetentionPeriod": "1209600"}
    ),
    Address(Kind.STATE_MACHINE, "shop-sandbox-tiny"): lambda aws: aws("stepfunctions").create_state_machine(
        name="shop-sandbox-tiny",
        definition='{"StartAt": "a", "States": {"a": {"Type": "Succeed"}}}',
        roleArn=ROLE,
    ),
    Address(Kind.ROLE, "shop-sandbox-load"): lambda aws: aws("iam").create_role(
        RoleName="shop-sandbox-load", AssumeRolePolicyDocument=TRUST
    ),
    Address(Kind.LOG_GROUP, "/aws/lambda/shop-sandbox-find"): lambda aws: aws("logs").create_log_group(
        logGroupName="/aws/lambda/shop-sandbox-find"
    ),
    Address(Kind.GLUE_JOB, "shop-sandbox-load"): lambda aws: aws("glue").create_job(
        Name="shop-sandbox-load", Role=ROLE, Command={"Name": "glueetl", "ScriptLocation": "s3://theirs/load.py"}
    ),
    Address(Kind.DATABASE, "silver"): lambda aws: aws("glue").create_database(DatabaseInput={"Name": "silver"}),
    Address(Kind.WORKGROUP, "shop"): lambda aws: aws("athena").create_work_group(
        Name="shop", Configuration={}, Tags=[{"Key": "team", "Value": "theirs"}]
    ),
    Address(Kind.SCHEDULE_GROUP, "shop-sandbox"): lambda aws: aws("scheduler").create_schedule_group(
        Name="shop-sandbox"
    ),
}


@pytest.fixture
def aws(lab: Lab) -> Any:
    return lambda service: signed_in().client(service, endpoint_url=lab.box.url)


@pytest.mark.parametrize("address", MADE_BY_ANOTHER, ids=lambda one: one.kind.split("::")[-1])
def test_what_appears_between_plan_and_deploy_is_refused_and_left_as_it_is(
    lab: Lab, aws: Any, address: Address
) -> None:
    outlook = look(lab.direct, lab.first.resources)
    MADE_BY_ANOTHER[address](aws)
    theirs = lab.direct.provider.read(address)
    intent = Intent(provenance=ORIGIN, pipelines=lab.first.pipelines)
    with pytest.raises(DeployError, match="not lakeflow's own") as caught:
        deploy(lab.direct, outlook, intent, Quiet())
    assert str(address) in caught.value.message
    assert lab.direct.provider.read(address) == theirs


def test_a_bucket_that_us_east_1_makes_without_telling_that_it_was_there_is_left_as_it_is(lab: Lab) -> None:
    provider = AwsProvider(Aws(signed_in("us-east-1"), ACCOUNT, lab.box.url), {}, lambda _: None)
    ours = replace(next(one for one in lab.first.resources if one.name == "shop-lake"), name="shop-east")
    ours = replace(ours, properties={**ours.properties, "BucketName": "shop-east"})
    with lab.box.undone():
        provider.create(ours)
        made = provider.read(ours.address)
        assert made is not None
        assert (made.properties, made.tags) == (ours.properties, ours.tags)
        provider.create(ours)
        assert provider.read(ours.address) == made
    signed_in("us-east-1").client("s3", endpoint_url=lab.box.url).create_bucket(Bucket="shop-east")
    theirs = provider.read(ours.address)
    with pytest.raises(UnownedResourceError):
        provider.create(ours)
    assert provider.read(ours.address) == theirs


def test_a_deploy_does_not_switch_to_what_it_finds_without_its_tags(lab: Lab, aws: Any) -> None:
    outlook = look(lab.direct, lab.first.resources)
    lab.deploy_first(lab.direct)
    queue = aws("sqs").get_queue_url(QueueName="shop-sandbox-dead-letters")["QueueUrl"]
    aws("sqs").untag_queue(QueueUrl=queue, TagKeys=["lakeflow:project"])
    with pytest.raises(ApplyError, match="shop-sandbox-dead-letters: was made by somebody else"):
        check(lab.direct, outlook.plan.stage(Stage.PREPARE))


def test_a_dashboard_bears_no_tags_and_is_ours_because_a_release_tells_so(lab: Lab, aws: Any) -> None:
    MADE_BY_ANOTHER[Address(Kind.DASHBOARD, "shop-sandbox")](aws)
    with pytest.raises(UnownedResourceError, match="Dashboard shop-sandbox"):
        look(lab.direct, lab.first.resources)
    aws("cloudwatch").delete_dashboards(DashboardNames=["shop-sandbox"])
    lab.deploy_first(lab.direct)
    aws("cloudwatch").put_dashboard(DashboardName="shop-sandbox", DashboardBody='{"widgets": []}')
    (change,) = look(lab.direct, lab.first.resources).plan.work
    assert change.address == (Kind.DASHBOARD, "shop-sandbox")
    tear_down(lab.direct)
    assert aws("cloudwatch").list_dashboards()["DashboardEntries"] == []


def test_the_tags_that_others_put_on_a_bucket_of_ours_stay(lab: Lab, aws: Any) -> None:
    lab.deploy_first(lab.direct)
    found = aws("s3").get_bucket_tagging(Bucket="shop-lake")["TagSet"]
    aws("s3").put_bucket_tagging(Bucket="shop-lake", Tagging={"TagSet": [*found, {"Key": "cost", "Value": "42"}]})
    aws("s3").delete_bucket_lifecycle(Bucket="shop-lake")
    lab.deploy_first(lab.direct)
    tags = {one["Key"]: one["Value"] for one in aws("s3").get_bucket_tagging(Bucket="shop-lake")["TagSet"]}
    assert tags["cost"] == "42"
    assert tags["lakeflow:project"] == "shop"
