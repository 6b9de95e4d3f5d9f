"""Roles with their trust and their policies, and the managed policies of those that need many statements."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, NotFoundError, tag_list, tag_map
from lakeflow.deploy.provider import Live
from lakeflow.resources.resource import Address, Kind, Resource


class Roles:
    """IAM roles with their own policies and the managed ones that they have."""

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
            properties["ManagedPolicyArns"] = sorted(policy["PolicyArn"] for policy in attached)
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
        self._attach(resource, ())

    def update(self, live: Live, resource: Resource) -> None:
        """Change trust and policies; what is not wanted any more goes last."""
        name = resource.name
        trust = resource.properties["AssumeRolePolicyDocument"]
        if live.properties.get("AssumeRolePolicyDocument") != trust:
            text = json.dumps(trust)
            self._aws.call("iam", "update_assume_role_policy", name, RoleName=name, PolicyDocument=text)
        self._put_policies(resource)
        self._attach(resource, _attached(live.properties))
        wanted = {policy["PolicyName"] for policy in _policies(resource.properties)}
        for policy in _policies(live.properties):
            if policy["PolicyName"] not in wanted:
                self._delete_policy(name, policy["PolicyName"])
        for arn in _attached(live.properties):
            if arn not in _attached(resource.properties):
                self._detach(name, arn)
        self._aws.call("iam", "tag_role", name, RoleName=name, Tags=tag_list(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a role and its policies."""
        name = live.address.name
        for policy in self._policies(name):
            self._delete_policy(name, policy)
        for arn in _attached(live.properties):
            self._detach(name, arn)
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

    def _attach(self, resource: Resource, attached: Sequence[str]) -> None:
        for arn in _attached(resource.properties):
            if arn not in attached:
                name = resource.name
                self._aws.call("iam", "attach_role_policy", name, RoleName=name, PolicyArn=arn)

    # A policy may be gone by a call whose answer was lost, which is no reason to leave the role.
    def _delete_policy(self, name: str, policy: str) -> None:
        with suppress(NotFoundError):
            self._aws.call("iam", "delete_role_policy", name, RoleName=name, PolicyName=policy)

    def _detach(self, name: str, arn: str) -> None:
        with suppress(NotFoundError):
            self._aws.call("iam", "detach_role_policy", name, RoleName=name, PolicyArn=arn)


class ManagedPolicies:
    """Managed policies; a change is a new version, of which IAM keeps five."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a policy by its version in force."""
        arn = self._arn(name)
        try:
            found = self._aws.call("iam", "get_policy", name, PolicyArn=arn)["Policy"]
        except NotFoundError:
            return None
        version = self._aws.call("iam", "get_policy_version", name, PolicyArn=arn, VersionId=found["DefaultVersionId"])[
            "PolicyVersion"
        ]
        return Live(
            address=Address(Kind.MANAGED_POLICY, name),
            properties={"ManagedPolicyName": name, "PolicyDocument": _document(version["Document"])},
            tags=tag_map(found.get("Tags", ())),
        )

    def create(self, resource: Resource) -> None:
        """Make a policy."""
        document = json.dumps(resource.properties["PolicyDocument"])
        tags = tag_list(resource.tags)
        self._aws.call(
            "iam", "create_policy", resource.name, PolicyName=resource.name, PolicyDocument=document, Tags=tags
        )

    def update(self, _: Live, resource: Resource) -> None:
        """Put a new version in force and drop those that are not any more."""
        name, arn = resource.name, self._arn(resource.name)
        document = json.dumps(resource.properties["PolicyDocument"])
        self._drop_versions(name)
        self._aws.call("iam", "create_policy_version", name, PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)
        self._aws.call("iam", "tag_policy", name, PolicyArn=arn, Tags=tag_list(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a policy with its versions; nobody has it any more."""
        name = live.address.name
        self._drop_versions(name)
        self._aws.call("iam", "delete_policy", name, PolicyArn=self._arn(name))

    def _drop_versions(self, name: str) -> None:
        arn = self._arn(name)
        for version in self._aws.call("iam", "list_policy_versions", name, PolicyArn=arn)["Versions"]:
            if not version["IsDefaultVersion"]:
                number = version["VersionId"]
                with suppress(NotFoundError):
                    self._aws.call("iam", "delete_policy_version", name, PolicyArn=arn, VersionId=number)

    def _arn(self, name: str) -> str:
        return f"arn:{self._aws.partition}:iam::{self._aws.account}:policy/{name}"


def _document(value: Any) -> Json:
    """Return a policy as JSON; boto3 has decoded it unless AWS sent it as plain text."""
    decoded: Json = json.loads(value) if isinstance(value, str) else value
    return decoded


def _policies(properties: Any) -> list[Any]:
    return list(properties.get("Policies", []))


def _attached(properties: Any) -> list[str]:
    return list(properties.get("ManagedPolicyArns", []))
