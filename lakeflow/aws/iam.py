"""Roles with their trust and their inline policies."""

import json
from typing import Any

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, NotFoundError, tag_list, tag_map
from lakeflow.deploy.provider import Live
from lakeflow.resources.resource import Address, Kind, Resource


class Roles:
    """IAM roles; a policy that is too large for a role fails before anything is changed."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a role with its policies."""
        try:
            found = self._aws.call("iam", "get_role", name, RoleName=name)["Role"]
        except NotFoundError:
            return None
        properties: dict[str, Json] = {
            "RoleName": name,
            "AssumeRolePolicyDocument": _document(found["AssumeRolePolicyDocument"]),
        }
        policies = [self._policy(name, policy) for policy in self._policies(name)]
        if policies:
            properties["Policies"] = list(policies)
        attached = self._aws.call("iam", "list_attached_role_policies", name, RoleName=name)["AttachedPolicies"]
        if attached:
            properties["ManagedPolicyArns"] = [policy["PolicyArn"] for policy in attached]
        tags = tag_map(found.get("Tags", ()))
        return Live(address=Address(Kind.ROLE, name), properties=properties, tags=tags)

    def create(self, resource: Resource) -> None:
        """Make a role and its policies."""
        self._aws.call(
            "iam",
            "create_role",
            resource.name,
            RoleName=resource.name,
            AssumeRolePolicyDocument=json.dumps(resource.properties["AssumeRolePolicyDocument"]),
            Tags=tag_list(resource.tags),
        )
        self._put_policies(resource)

    def update(self, live: Live, resource: Resource) -> None:
        """Change trust and policies; what is not wanted any more goes last."""
        name = resource.name
        trust = resource.properties["AssumeRolePolicyDocument"]
        if live.properties.get("AssumeRolePolicyDocument") != trust:
            text = json.dumps(trust)
            self._aws.call("iam", "update_assume_role_policy", name, RoleName=name, PolicyDocument=text)
        self._put_policies(resource)
        wanted = {policy["PolicyName"] for policy in _policies(resource.properties)}
        for policy in _policies(live.properties):
            if policy["PolicyName"] not in wanted:
                self._delete_policy(name, policy["PolicyName"])
        for arn in _attached(live.properties):
            if arn not in _attached(resource.properties):
                self._aws.call("iam", "detach_role_policy", name, RoleName=name, PolicyArn=arn)
        self._aws.call("iam", "tag_role", name, RoleName=name, Tags=tag_list(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a role and its policies."""
        name = live.address.name
        for policy in self._policies(name):
            self._delete_policy(name, policy)
        for arn in _attached(live.properties):
            self._aws.call("iam", "detach_role_policy", name, RoleName=name, PolicyArn=arn)
        self._aws.call("iam", "delete_role", name, RoleName=name)

    def _policies(self, name: str) -> list[str]:
        found: list[str] = self._aws.call("iam", "list_role_policies", name, RoleName=name)["PolicyNames"]
        return sorted(found)

    def _policy(self, name: str, policy: str) -> dict[str, Json]:
        found = self._aws.call("iam", "get_role_policy", name, RoleName=name, PolicyName=policy)
        return {"PolicyName": policy, "PolicyDocument": _document(found["PolicyDocument"])}

    def _put_policies(self, resource: Resource) -> None:
        for policy in _policies(resource.properties):
            self._aws.call(
                "iam",
                "put_role_policy",
                resource.name,
                RoleName=resource.name,
                PolicyName=policy["PolicyName"],
                PolicyDocument=json.dumps(policy["PolicyDocument"]),
            )

    def _delete_policy(self, name: str, policy: str) -> None:
        self._aws.call("iam", "delete_role_policy", name, RoleName=name, PolicyName=policy)


def _document(value: Any) -> Json:
    """Return a policy as JSON; boto3 has decoded it unless AWS sent it as plain text."""
    decoded: Json = json.loads(value) if isinstance(value, str) else value
    return decoded


def _policies(properties: Any) -> list[Any]:
    return list(properties.get("Policies", []))


def _attached(properties: Any) -> list[str]:
    return list(properties.get("ManagedPolicyArns", []))
