"""How Step Functions spells members."""

import pytest

from lakeflow.asl.services.models import action_name
from lakeflow.asl.services.spelling import for_optimized, for_sdk, sdk_member
from lakeflow.aws.service_models import service_models


@pytest.mark.parametrize(
    ("member", "spelled"),
    [
        ("DBInstanceIdentifier", "DbInstanceIdentifier"),
        ("ACL", "Acl"),
        ("SSEKMSKeyId", "SsekmsKeyId"),
        ("SSECustomerKeyMD5", "SseCustomerKeyMD5"),
        ("BOOL", "Bool"),
        ("SS", "Ss"),
        ("ETag", "ETag"),
        ("jobName", "JobName"),
        ("equals", "EqualsValue"),
        ("default", "DefaultValue"),
        ("S3Uri", "S3Uri"),
    ],
)
def test_the_sdk_integration_spells_members_as_the_java_sdk_does(member: str, spelled: str) -> None:
    assert sdk_member(member) == spelled


@pytest.mark.parametrize(
    ("operation", "action"),
    [("GetItem", "getItem"), ("DescribeDBInstances", "describeDBInstances"), ("ListObjectsV2", "listObjectsV2")],
)
def test_actions_are_operations_in_camel_case(operation: str, action: str) -> None:
    assert action_name(operation) == action


def test_every_member_at_every_depth_is_spelled_anew() -> None:
    operation = service_models().operation("batch", "submitJob")
    assert operation is not None
    for spelled in (for_sdk(operation), for_optimized(operation)):
        members = [name for shape in spelled.shapes.values() for name in getattr(shape, "members", {})]
        assert members
        assert all(name[0].isupper() for name in members)
