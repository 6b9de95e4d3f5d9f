"""Names and tags that AWS would refuse are refused before the first change."""

from typing import Any

import botocore.session
import pytest

from lakeflow.errors import Location, ProjectError
from lakeflow.resources.names import FORMS, check_names, check_tags
from lakeflow.resources.resource import Kind, Resource

MODELS = {
    Kind.ALARM: ("cloudwatch", "PutMetricAlarm", "AlarmName"),
    Kind.CRAWLER: ("glue", "CreateCrawler", "Name"),
    Kind.GLUE_JOB: ("glue", "CreateJob", "Name"),
    Kind.MANAGED_POLICY: ("iam", "CreatePolicy", "PolicyName"),
    Kind.ROLE: ("iam", "CreateRole", "RoleName"),
    Kind.RULE: ("events", "PutRule", "Name"),
    Kind.SCHEDULE: ("scheduler", "CreateSchedule", "Name"),
    Kind.SCHEDULE_GROUP: ("scheduler", "CreateScheduleGroup", "Name"),
    Kind.STATE_MACHINE: ("stepfunctions", "CreateStateMachine", "name"),
}


@pytest.mark.parametrize("kind", MODELS)
def test_a_name_may_be_as_long_as_the_model_of_its_service_says(kind: Kind) -> None:
    service, operation, member = MODELS[kind]
    model: Any = botocore.session.get_session().get_service_model(service)
    assert FORMS[kind].longest == model.operation_model(operation).input_shape.members[member].metadata["max"]


def resource(kind: Kind, name: str, line: int = 1) -> Resource:
    return Resource(kind=kind, name=name, location=Location("pipelines/shop.py", line))


def test_names_that_fit_are_taken() -> None:
    check_names(
        [
            resource(Kind.ROLE, "r" * 64),
            resource(Kind.BUCKET, "shop-dev-123456789012-eu-west-1-lakeflow"),
            resource(Kind.SCHEDULE, f"{'g' * 64}/{'s' * 64}"),
            resource(Kind.TABLE, "silver.order_items"),
            resource(Kind.OBJECT, "any/thing/at.all"),
        ]
    )


@pytest.mark.parametrize(
    ("kind", "name", "why"),
    [
        (Kind.ROLE, "r" * 65, "has 65 characters, and may have 64"),
        (Kind.FUNCTION, "f" * 65, "has 65 characters"),
        (Kind.BUCKET, "b" * 64, "has 64 characters, and may have 63"),
        (Kind.BUCKET, "Shop-lake", "small letters"),
        (Kind.SCHEDULE, f"group/{'s' * 65}", "has 65 characters"),
        (Kind.DATABASE, "Silver", "no capitals"),
        (Kind.TABLE, "silver.Orders", "no capitals"),
    ],
)
def test_a_name_that_aws_would_refuse_is_told_with_its_place(kind: Kind, name: str, why: str) -> None:
    with pytest.raises(ProjectError, match=why) as caught:
        check_names([resource(Kind.ROLE, "fine"), resource(kind, name, line=7)])
    assert name in caught.value.message
    assert caught.value.location == Location("pipelines/shop.py", 7)


def test_all_wrong_names_are_told_at_once() -> None:
    with pytest.raises(ProjectError, match=r"r{65}.*f{70}"):
        check_names([resource(Kind.ROLE, "r" * 65), resource(Kind.FUNCTION, "f" * 70)])


def test_tags_are_of_the_signs_that_every_service_takes() -> None:
    check_tags({"team": "data platform", "cost:centre": "4711/a+b=c@d", "größe": "XL"})
    with pytest.raises(ProjectError, match="'r&d', 'aws:owner', 'long'"):
        check_tags({"r&d": "x", "aws:owner": "x", "long": "x" * 257})
    with pytest.raises(ProjectError, match="more than 46"):
        check_tags({f"tag{number}": "" for number in range(47)})
