"""Answers of AWS that are no refusals, and yet not what was asked for."""

from typing import Any, cast

import pytest

from lakeflow.aws.calls import Aws, ExistsError
from lakeflow.aws.events import Rules
from lakeflow.aws.lambda_ import Functions
from lakeflow.aws.provider import AwsProvider
from lakeflow.aws.s3 import Buckets
from lakeflow.aws.scheduler import Groups
from lakeflow.deploy.provider import Live
from lakeflow.errors import ProviderError
from lakeflow.resources.machines import fingerprint
from lakeflow.resources.resource import Address, Kind, Resource

OLD, NEW = '{"StartAt": "Old"}', '{"StartAt": "New"}'
ALIAS = Resource(
    kind=Kind.STATE_MACHINE_ALIAS, name="shop:live", properties={"Definition": fingerprint({"StartAt": "New"})}
)
GROUP = Resource(kind=Kind.SCHEDULE_GROUP, name="shop-dev", properties={"Name": "shop-dev"})


class Scripted:
    """Gives the answers of a script, each operation's in their order; its last one stays."""

    partition, region, account = "aws", "eu-west-1", "123456789012"

    def __init__(self, **answers: list[Any]) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.waited: list[str] = []

    def call(self, _service: str, operation: str, _subject: str, **_parameters: Any) -> dict[str, Any]:
        self.asked.append(operation)
        answers = self.answers.get(operation, [{}])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        found: dict[str, Any] = answer
        return found

    def wait(self, _service: str, waiter: str, _subject: str, **_parameters: Any) -> None:
        self.waited.append(waiter)


def test_a_definition_that_aws_still_tells_of_is_not_published_for_the_new_one() -> None:
    aws = Scripted(
        describe_state_machine=[{"definition": OLD}, {"definition": OLD}, {"definition": NEW}],
        update_state_machine=[{"stateMachineVersionArn": "shop:2"}],
    )
    live = Live(address=ALIAS.address, properties={}, tags={})
    pauses: list[float] = []
    AwsProvider(cast("Aws", aws), {}, pauses.append).update(live, ALIAS)
    assert pauses == [1, 2]
    assert aws.asked[-3:] == ["describe_state_machine", "update_state_machine", "update_state_machine_alias"]
    assert aws.asked.count("update_state_machine") == 1


def test_a_target_that_eventbridge_did_not_take_is_told() -> None:
    failed = [{"TargetId": "alerts", "ErrorCode": "InternalException", "ErrorMessage": "try again"}]
    rule = Resource(
        kind=Kind.RULE,
        name="ended",
        properties={"Name": "ended", "EventPattern": {}, "State": "ENABLED", "Targets": [{"Id": "alerts"}]},
    )
    rules = Rules(cast("Aws", Scripted(put_targets=[{"FailedEntryCount": 1, "FailedEntries": failed}])))
    with pytest.raises(ProviderError, match="InternalException: try again"):
        rules.create(rule)
    live = Live(address=rule.address, properties=rule.properties, tags={})
    rules = Rules(cast("Aws", Scripted(remove_targets=[{"FailedEntryCount": 1, "FailedEntries": failed}])))
    with pytest.raises(ProviderError, match="InternalException: try again"):
        rules.delete(live)


def test_an_object_that_s3_did_not_delete_ends_the_emptying_of_its_bucket() -> None:
    page = {"Versions": [{"Key": "a", "VersionId": "1"}], "IsTruncated": True}
    errors = [{"Key": "a", "Code": "AccessDenied", "Message": "it is locked"}]
    buckets = Buckets(cast("Aws", Scripted(list_object_versions=[page], delete_objects=[{"Errors": errors}])))
    with pytest.raises(ProviderError, match="it is locked"):
        buckets.delete(Live(address=Address(Kind.BUCKET, "lake"), properties={}, tags={}))


def test_a_new_function_is_waited_for_until_it_is_active() -> None:
    aws = Scripted()
    code = {"S3Bucket": "code", "S3Key": "find.zip"}
    Functions(cast("Aws", aws)).create(Resource(kind=Kind.FUNCTION, name="find", attributes=code))
    assert aws.waited == ["function_active_v2"]


def test_a_group_that_is_being_deleted_is_there_no_more_and_its_name_is_waited_for() -> None:
    deleting = {"State": "DELETING"}
    assert Groups(cast("Aws", Scripted(get_schedule_group=[deleting]))).read("shop-dev") is None
    exists = ExistsError("scheduler:create_schedule_group", "shop-dev", "ConflictException", "it exists")
    aws = Scripted(get_schedule_group=[deleting], create_schedule_group=[exists, exists, exists, {}])
    pauses: list[float] = []
    AwsProvider(cast("Aws", aws), {}, pauses.append).create(GROUP)
    assert pauses == [1, 2]
