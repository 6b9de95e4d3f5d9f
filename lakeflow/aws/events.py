"""EventBridge rules with their targets."""

import json
from collections.abc import Sequence

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, NotFoundError, check_entries, tag_list, tag_map
from lakeflow.deploy.provider import Live
from lakeflow.resources.resource import Address, Kind, Resource


class Rules:
    """Rules of the default bus; PutRule makes and changes alike."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a rule with its targets."""
        try:
            found = self._aws.call("events", "describe_rule", name, Name=name)
        except NotFoundError:
            return None
        targets = self._aws.call("events", "list_targets_by_rule", name, Rule=name)["Targets"]
        properties: dict[str, Json] = {"Name": name, "State": found.get("State", "ENABLED")}
        if pattern := found.get("EventPattern"):
            properties["EventPattern"] = json.loads(pattern)
        if targets:
            properties["Targets"] = targets
        tags = self._aws.call("events", "list_tags_for_resource", name, ResourceARN=self._arn(name))["Tags"]
        return Live(address=Address(Kind.RULE, name), properties=properties, tags=tag_map(tags))

    def create(self, resource: Resource) -> None:
        """Make a rule, then its targets."""
        pattern = json.dumps(resource.properties["EventPattern"])
        state = resource.properties["State"]
        self._aws.call(
            "events",
            "put_rule",
            resource.name,
            Name=resource.name,
            EventPattern=pattern,
            State=state,
            Tags=tag_list(resource.tags),
        )
        self._put_targets(resource)

    def update(self, live: Live, resource: Resource) -> None:
        """Change a rule and its targets."""
        name = resource.name
        pattern = json.dumps(resource.properties["EventPattern"])
        self._aws.call("events", "put_rule", name, Name=name, EventPattern=pattern, State=resource.properties["State"])
        self._put_targets(resource)
        gone = sorted(_target_ids(live.properties) - _target_ids(resource.properties))
        self._remove_targets(name, gone)
        self._aws.call("events", "tag_resource", name, ResourceARN=self._arn(name), Tags=tag_list(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a rule, its targets first."""
        name = live.address.name
        self._remove_targets(name, sorted(_target_ids(live.properties)))
        self._aws.call("events", "delete_rule", name, Name=name)

    def _put_targets(self, resource: Resource) -> None:
        targets = resource.properties["Targets"]
        answer = self._aws.call("events", "put_targets", resource.name, Rule=resource.name, Targets=targets)
        check_entries("events:put_targets", resource.name, answer.get("FailedEntries", ()))

    def _remove_targets(self, name: str, ids: Sequence[str]) -> None:
        if ids:
            answer = self._aws.call("events", "remove_targets", name, Rule=name, Ids=ids)
            check_entries("events:remove_targets", name, answer.get("FailedEntries", ()))

    def _arn(self, name: str) -> str:
        return f"arn:{self._aws.partition}:events:{self._aws.region}:{self._aws.account}:rule/{name}"


def _target_ids(properties: object) -> set[str]:
    targets = properties.get("Targets", []) if hasattr(properties, "get") else []
    return {target["Id"] for target in targets}
