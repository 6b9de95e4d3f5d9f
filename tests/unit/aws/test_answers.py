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


class Crowded:
    """Has as many versions of a machine as there may be, to one of which an alias points."""

    partition, region, account = "aws", "eu-west-1", "123456789012"
    pointed_to = 3

    def __init__(self, versions: int) -> None:
        self.versions = set(range(1, versions + 1))
        self.newest = versions

    def call(self, service: str, operation: str, subject: str, **parameters: Any) -> dict[str, Any]:
        match operation:
            case "describe_state_machine":
                return {"definition": NEW, "type": "STANDARD"}
            case "update_state_machine" if len(self.versions) >= 1000 or self.newest < 1000:
                raise ProviderError(f"{service}:{operation}", subject, "ServiceQuotaExceededException", "too many")
            case "update_state_machine":
                self.newest += 1
                self.versions.add(self.newest)
                return {"stateMachineVersionArn": f"shop:{self.newest}"}
            case "list_state_machine_versions":
                return {"stateMachineVersions": [{"stateMachineVersionArn": f"shop:{one}"} for one in self.versions]}
            case "delete_state_machine_version":
                version = int(parameters["stateMachineVersionArn"].rpartition(":")[2])
                if version == self.pointed_to:
                    raise ExistsError(f"{service}:{operation}", subject, "ConflictException", "an alias points to it")
                self.versions.remove(version)
            case _:
                pass
        return {}


def test_the_oldest_versions_make_room_for_a_new_one_but_not_those_that_an_alias_points_to() -> None:
    aws = Crowded(versions=1000)
    live = Live(address=ALIAS.address, properties={}, tags={})
    AwsProvider(cast("Aws", aws), {}, lambda _: None).update(live, ALIAS)
    assert aws.versions == {3, *range(21, 1002)}


def test_no_version_is_dropped_for_another_quota() -> None:
    aws = Crowded(versions=10)
    live = Live(address=ALIAS.address, properties={}, tags={})
    with pytest.raises(ProviderError, match="too many"):
        AwsProvider(cast("Aws", aws), {}, lambda _: None).update(live, ALIAS)
    assert len(aws.versions) == 10
