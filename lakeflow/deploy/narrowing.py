"""A role between two releases: it may do what either needs, until nothing runs any more that began with the former."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lakeflow.asl.states import Json
from lakeflow.deploy.provider import Live
from lakeflow.deploy.widening import widened
from lakeflow.resources.policy_limits import ATTACHED, INLINE, size
from lakeflow.resources.resource import Resource

FORMER = "Former"
"""What the Sid of a statement ends with that only a former release needs."""


def with_former_rights(live: Live, desired: Resource) -> Resource:
    """Return a role that may do what it shall and what it may now.

    It is the role as it shall be where that takes nothing away, or where IAM has no room for both.
    """
    before, after = _documents(live.properties), _documents(desired.properties)
    shall: Json = {"Statement": [statement for statements in after.values() for statement in statements]}
    former = {name: [_renamed(one) for one in statements if _adds(one, shall)] for name, statements in before.items()}
    policies = {name: [*after.get(name, ()), *former.get(name, ())] for name in sorted({*after, *former})}
    arns = [
        *_arns(desired.properties),
        *(arn for arn in _arns(live.properties) if arn not in _arns(desired.properties)),
    ]
    if size([statement for statements in policies.values() for statement in statements]) > INLINE:
        return desired
    if len(arns) > ATTACHED:
        return desired
    more: dict[str, Json] = {"Policies": [*_policies(policies)], "ManagedPolicyArns": [*arns]}
    return replace(desired, properties={**desired.properties, **{key: value for key, value in more.items() if value}})


def _adds(statement: Json, policy: Json) -> bool:
    return any(widened(policy, {"Statement": [statement]}))


def _renamed(statement: Any) -> Json:
    sid = statement.get("Sid", "")
    return statement if not sid or sid.endswith(FORMER) else {**statement, "Sid": f"{sid}{FORMER}"}


def _documents(properties: Any) -> Mapping[str, list[Any]]:
    """Return the statements of a role's own policies by their names."""
    return {one["PolicyName"]: one["PolicyDocument"]["Statement"] for one in properties.get("Policies", ())}


def _policies(statements: Mapping[str, list[Any]]) -> Iterator[Json]:
    for name, own in statements.items():
        if own:
            yield {"PolicyName": name, "PolicyDocument": {"Version": "2012-10-17", "Statement": own}}


def _arns(properties: Any) -> list[Any]:
    return list(properties.get("ManagedPolicyArns", ()))
