"""IAM policies as JSON."""

from collections.abc import Iterable, Sequence

from lakeflow.asl.states import Json


def policy_document(statements: Iterable[Json]) -> Json:
    """Return a policy of these statements.

    The version is that of the language: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
    """
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(sid: str, actions: Sequence[str], resources: Sequence[str], condition: Json = None) -> Json:
    """Return a statement of a role's policy, such as ``allow("Key", ["kms:Decrypt"], [arn])``."""
    statement: dict[str, Json] = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": list(resources),
    }
    return statement | ({"Condition": condition} if condition else {})


def allow_service(sid: str, service: str, action: str, resource: str, condition: Json = None) -> Json:
    """Return a statement of a resource's policy: what a service of AWS may do with it."""
    statement: dict[str, Json] = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Resource": resource,
    }
    return statement | ({"Condition": condition} if condition else {})
