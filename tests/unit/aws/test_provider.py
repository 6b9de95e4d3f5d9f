"""A role that was made a moment ago, and a name that is freed, are waited for; nothing else that AWS refuses is."""

from typing import Any

import pytest

from lakeflow.aws.calls import Aws, NotFoundError
from lakeflow.aws.provider import AwsProvider
from lakeflow.errors import ProviderError
from lakeflow.resources.resource import Kind, Resource

ROLE = "arn:aws:iam::123456789012:role/shop-dev-find"
FUNCTION = Resource(
    kind=Kind.FUNCTION,
    name="shop-dev-find",
    properties={"FunctionName": "shop-dev-find", "Role": ROLE, "CodeSha256": "x"},
    attributes={"S3Bucket": "code", "S3Key": "find.zip"},
)
JOB = Resource(kind=Kind.GLUE_JOB, name="shop-dev-load", properties={"Name": "shop-dev-load", "Role": ROLE})
MACHINE = Resource(
    kind=Kind.STATE_MACHINE,
    name="shop-dev-tiny",
    properties={"StateMachineName": "shop-dev-tiny", "RoleArn": ROLE, "Definition": {}, "StateMachineType": "STANDARD"},
)

SETTLING = [
    (FUNCTION, "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."),
    (
        JOB,
        "InvalidInputException",
        f"Service is unable to assume provided role {ROLE}. Please verify role's TrustPolicy",
    ),
    (
        MACHINE,
        "AccessDeniedException",
        "The state machine IAM Role is not authorized to access the Log Destination",
    ),
    (MACHINE, "AccessDeniedException", f"'{ROLE}' is not authorized to create managed-rule."),
    (
        MACHINE,
        "AccessDeniedException",
        f"Neither states.amazonaws.com nor the regional principal is authorized to assume the provided role {ROLE}.",
    ),
]


class Refusing(Aws):
    """Has nothing, and refuses to make it until it has done so often enough."""

    def __init__(self, code: str, message: str, times: int) -> None:
        self.account, self.region, self.partition = "123456789012", "eu-west-1", "aws"
        self.refusal = ProviderError("service:operation", "it", code, message)
        self.left, self.made = times, 0

    def call(self, service: str, operation: str, subject: str, **parameters: Any) -> dict[str, Any]:  # noqa: ARG002
        if operation.startswith(("describe_", "get_")) and not self.made:
            raise NotFoundError(operation, subject, "ResourceNotFoundException", "there is none")
        if self.left:
            self.left -= 1
            raise self.refusal
        self.made += 1
        return {"stateMachineArn": "arn", "Version": "1"}

    def wait(self, service: str, waiter: str, subject: str, **parameters: Any) -> None: ...


def created(aws: Refusing, resource: Resource) -> list[float]:
    """Create a resource, and return the pauses that were made."""
    pauses: list[float] = []
    AwsProvider(aws, {}, pauses.append).create(resource)
    return pauses


@pytest.mark.parametrize(("resource", "code", "message"), SETTLING, ids=["lambda", "glue", "logs", "rule", "states"])
def test_a_role_that_a_service_has_not_heard_of_is_waited_for(resource: Resource, code: str, message: str) -> None:
    aws = Refusing(code, message, times=3)
    assert created(aws, resource) == [1, 2, 4]
    assert aws.made >= 1


def test_the_name_of_a_machine_that_is_being_deleted_is_waited_for() -> None:
    aws = Refusing("StateMachineDeleting", "State Machine is being deleted: 'shop-dev-tiny'", times=2)
    assert created(aws, MACHINE) == [1, 2]


def test_a_machine_that_is_being_deleted_is_there_no_more() -> None:
    class Deleting(Refusing):
        def call(self, service: str, operation: str, subject: str, **parameters: Any) -> dict[str, Any]:  # noqa: ARG002
            assert operation == "describe_state_machine"
            return {"status": "DELETING", "type": "STANDARD", "definition": "{}", "roleArn": ROLE}

    assert AwsProvider(Deleting("", "", 0), {}, lambda _: None).read(MACHINE.address) is None


def test_waiting_for_a_role_has_an_end() -> None:
    resource, code, message = SETTLING[0]
    aws = Refusing(code, message, times=1000)
    pauses: list[float] = []
    with pytest.raises(ProviderError, match="cannot be assumed"):
        AwsProvider(aws, {}, pauses.append).create(resource)
    assert len(pauses) == 1000 - aws.left - 1
    assert 30 < sum(pauses) < 120


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "User: ada is not authorized to perform: lambda:CreateFunction"),
        ("AccessDenied", "User: ada is not authorized to perform: iam:PassRole on resource: " + ROLE),
        ("InvalidParameterValueException", "Unzipped size must be smaller than 262144000 bytes"),
    ],
)
def test_any_other_refusal_is_told_at_once(code: str, message: str) -> None:
    aws = Refusing(code, message, times=1)
    pauses: list[float] = []
    with pytest.raises(ProviderError, match=code):
        AwsProvider(aws, {}, pauses.append).create(FUNCTION)
    assert pauses == []
