"""What a role may do while executions of two releases may run."""

from typing import Any

from lakeflow.deploy.narrowing import with_former_rights
from lakeflow.deploy.provider import Live
from lakeflow.resources.policy_limits import INLINE
from lakeflow.resources.resource import Kind, Resource
from tests.policies import Call, grants

LOAD, CLEAN = (f"arn:aws:glue:eu-west-1:123456789012:job/{name}" for name in ("load", "clean"))


def role(*statements: Any, attached: tuple[str, ...] = ()) -> Resource:
    properties: dict[str, Any] = {"RoleName": "shop"}
    if statements:
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        properties["Policies"] = [{"PolicyName": "lakeflow", "PolicyDocument": document}]
    if attached:
        properties["ManagedPolicyArns"] = list(attached)
    return Resource(kind=Kind.ROLE, name="shop", properties=properties)


def starts(*jobs: str, sid: str = "Jobs") -> Any:
    return {"Sid": sid, "Effect": "Allow", "Action": ["glue:StartJobRun"], "Resource": list(jobs)}


def live(one: Resource) -> Live:
    return Live(address=one.address, properties=one.properties, tags={})


def may(one: Resource, job: str) -> bool:
    policies: Any = one.properties.get("Policies", [])
    statements = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
    sids = [statement["Sid"] for statement in statements]
    assert len(set(sids)) == len(sids)
    return any(grant.covers(Call("glue:StartJobRun", job)) for grant in grants(statements))


def test_between_two_releases_a_role_may_do_what_either_needs() -> None:
    before, after = role(starts(LOAD)), role(starts(CLEAN))
    between = with_former_rights(live(before), after)
    assert may(between, LOAD)
    assert may(between, CLEAN)
    # After a deploy that died there, the next one passes by the same role, and ends at what it should be.
    assert with_former_rights(live(between), after).properties == between.properties
    assert not may(after, LOAD)


def test_a_role_that_loses_nothing_becomes_what_it_shall_be_at_once() -> None:
    wide = {"Sid": "All", "Effect": "Allow", "Action": ["glue:*"], "Resource": ["*"]}
    for after in (role(starts(LOAD, CLEAN)), role(starts(CLEAN), starts(LOAD, sid="More")), role(wide)):
        assert with_former_rights(live(role(starts(LOAD))), after) == after


def test_policies_that_move_between_a_role_and_managed_ones_are_held_both_ways() -> None:
    inline, managed = role(starts(LOAD)), role(attached=("arn:aws:iam::123456789012:policy/shop-1",))
    for before, after in ((inline, managed), (managed, inline)):
        between = with_former_rights(live(before), after)
        assert may(between, LOAD)
        assert between.properties["ManagedPolicyArns"] == managed.properties["ManagedPolicyArns"]


def test_where_iam_has_no_room_for_both_a_role_becomes_what_it_shall_be() -> None:
    many = [f"arn:aws:glue:eu-west-1:123456789012:job/{number:05}" for number in range(INLINE // 60)]
    before, after = role(starts(*many)), role(starts(*(f"{job}-new" for job in many)))
    assert with_former_rights(live(before), after) == after
    crowd = tuple(f"arn:aws:iam::123456789012:policy/{number}" for number in range(8))
    assert with_former_rights(live(role(attached=crowd[:6])), role(attached=crowd[3:])).properties
    after = role(attached=tuple(f"{arn}-new" for arn in crowd))
    assert with_former_rights(live(role(attached=crowd)), after) == after
