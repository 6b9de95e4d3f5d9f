"""Keep roles within IAM's limits: what is too much for a role's own policies becomes managed policies beside it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from lakeflow.asl.states import Json
from lakeflow.errors import ProjectError
from lakeflow.resources.policies import policy_document
from lakeflow.resources.resource import Kind, Resource
from lakeflow.resources.site import Site

INLINE: Final = 10_240
"""How many characters, white space apart, all of a role's own policies may have."""

MANAGED: Final = 6_144
"""How many a managed policy may have."""

ATTACHED: Final = 10
"""How many managed policies a role may have, unless the account's quota was raised."""


def within_limits(site: Site, resource: Resource) -> Iterator[Resource]:
    """Yield a resource as it is, or a role whose policy is too large behind the managed policies that it has instead.

    Raises:
        ProjectError: not even these can hold what the role needs.

    """
    statements = _statements(resource)
    if size(statements) <= INLINE:
        yield resource
        return
    parts = _parts(statements)
    if len(parts) > ATTACHED:
        raise ProjectError(
            f"role {resource.name} needs more statements than {ATTACHED} managed policies can hold",
            hint="split the pipeline, or make a role and name it under [existing.roles] in the environment's file",
        )
    policies = [_policy(resource, number, part) for number, part in enumerate(parts, start=1)]
    yield from policies
    properties = {key: value for key, value in resource.properties.items() if key != "Policies"}
    # In the order in which they are compared: IAM gives them back in any.
    properties["ManagedPolicyArns"] = [*sorted(_arn(site, policy.name) for policy in policies)]
    needs = (*resource.needs, *(policy.address for policy in policies))
    yield replace(resource, properties=properties, needs=needs)


def size(statements: Sequence[Json]) -> int:
    """Return the characters of a policy document as IAM counts them."""
    return len(json.dumps(policy_document(statements), separators=(",", ":")))


def _statements(resource: Resource) -> list[Any]:
    policies: Any = resource.properties.get("Policies", []) if resource.kind is Kind.ROLE else []
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def _parts(statements: Sequence[Any]) -> list[list[Any]]:
    """Return the statements in as few documents as hold them in their order."""
    parts: list[list[Any]] = [[]]
    for statement in (piece for one in statements for piece in _pieces(one)):
        if parts[-1] and size([*parts[-1], statement]) > MANAGED:
            parts.append([])
        parts[-1].append(statement)
    return parts


def _pieces(statement: Any) -> list[Any]:
    """Return a statement cut by its resources, as often as one document needs; the pieces are numbered."""
    if size([statement]) <= MANAGED or len(statement["Resource"]) == 1:
        return [statement]
    pieces: list[list[str]] = [[]]
    for resource in statement["Resource"]:
        if size([{**statement, "Resource": [*pieces[-1], resource]}]) > MANAGED - len("Part999"):
            pieces.append([])
        pieces[-1].append(resource)
    return [
        {**statement, "Sid": f"{statement['Sid']}Part{number}", "Resource": piece}
        for number, piece in enumerate(pieces, start=1)
    ]


def _policy(role: Resource, number: int, statements: Sequence[Json]) -> Resource:
    name = f"{role.name}-{number}"
    return Resource(
        kind=Kind.MANAGED_POLICY,
        name=name,
        properties={"ManagedPolicyName": name, "PolicyDocument": policy_document(statements)},
        tags=role.tags,
        location=role.location,
    )


def _arn(site: Site, policy: str) -> str:
    return f"arn:{site.target.partition}:iam::{site.target.account}:policy/{policy}"
