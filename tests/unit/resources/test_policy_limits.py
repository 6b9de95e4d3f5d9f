"""Roles that need more than their own policies may hold."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from lakeflow.compiler.target import Target
from lakeflow.errors import ProjectError
from lakeflow.resources.policy_limits import ATTACHED, INLINE, MANAGED, size, within_limits
from lakeflow.resources.resource import Kind, Resource
from lakeflow.resources.roles import role
from lakeflow.resources.site import Site
from lakeflow.settings import Settings
from tests.policies import grants

ACCOUNT = "123456789012"
SITE = Site(
    target=Target(project="shop", environment="dev", region="eu-west-1", account=ACCOUNT),
    settings=TypeAdapter(Settings).validate_python(
        {"project": "shop", "aws": {"region": "eu-west-1", "account": ACCOUNT}, "lake": {"root": "s3://shop-lake"}}
    ),
)


def role_of(jobs: int) -> Resource:
    arns = [f"arn:aws:glue:eu-west-1:{ACCOUNT}:job/shop-dev-job_{number:04}" for number in range(jobs)]
    statements: list[Any] = [
        {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": arns}
        for sid, actions in {"Start": ["glue:StartJobRun"], "Watch": ["glue:GetJobRun", "glue:BatchStopJobRun"]}.items()
    ]
    made = role(SITE, "shop-dev-many", "states.amazonaws.com", statements, "many")
    assert made is not None
    return made


def documents(resources: list[Resource]) -> list[Any]:
    inline: list[Any] = [
        policy["PolicyDocument"] for one in resources for policy in _list(one.properties.get("Policies"))
    ]
    return inline + [one.properties["PolicyDocument"] for one in resources if one.kind is Kind.MANAGED_POLICY]


def _list(value: Any) -> list[Any]:
    return value or []


def test_what_fits_a_role_stays_in_it() -> None:
    small = role_of(50)
    assert list(within_limits(SITE, small)) == [small]


def test_what_does_not_fit_becomes_managed_policies_that_allow_the_same() -> None:
    large = role_of(200)
    made = list(within_limits(SITE, large))
    assert size([statement for one in documents([large]) for statement in one["Statement"]]) > INLINE
    found = documents(made)
    assert all(len(json.dumps(document, separators=(",", ":"))) <= MANAGED for document in found)
    allowed = {grant[1:3] for document in found for grant in grants(document["Statement"])}
    assert allowed == {grant[1:3] for document in documents([large]) for grant in grants(document["Statement"])}
    assert "Policies" not in made[-1].properties
    assert made[-1].properties["ManagedPolicyArns"] == [
        f"arn:aws:iam::{ACCOUNT}:policy/{one.name}" for one in made[:-1]
    ]
    assert {one.address for one in made[:-1]} <= set(made[-1].needs)
    for document in found:
        sids = [statement["Sid"] for statement in document["Statement"]]
        assert len(set(sids)) == len(sids)


def test_more_than_a_role_can_hold_at_all_is_refused_before_anything_is_planned() -> None:
    with pytest.raises(ProjectError, match=f"more statements than {ATTACHED} managed policies") as caught:
        list(within_limits(SITE, role_of(700)))
    assert "[existing.roles]" in caught.value.hint
