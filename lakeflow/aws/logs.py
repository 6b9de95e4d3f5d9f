"""CloudWatch log groups."""

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws
from lakeflow.deploy.provider import Live
from lakeflow.resources.resource import Address, Kind, Resource


class LogGroups:
    """Log groups with a retention in days."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a log group."""
        page = self._aws.call("logs", "describe_log_groups", name, logGroupNamePrefix=name, limit=50)
        for found in page["logGroups"]:
            if found["logGroupName"] == name:
                return self._live(found)
        return None

    def create(self, resource: Resource) -> None:
        """Make a log group, then its retention."""
        name = resource.name
        self._aws.call("logs", "create_log_group", name, logGroupName=name, tags=dict(resource.tags))
        self._retain(resource)

    def update(self, _: Live, resource: Resource) -> None:
        """Change the retention."""
        self._retain(resource)
        arn = self._arn(resource.name)
        self._aws.call("logs", "tag_resource", resource.name, resourceArn=arn, tags=dict(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a log group with all that it holds."""
        self._aws.call("logs", "delete_log_group", live.address.name, logGroupName=live.address.name)

    def _retain(self, resource: Resource) -> None:
        days = resource.properties["RetentionInDays"]
        self._aws.call("logs", "put_retention_policy", resource.name, logGroupName=resource.name, retentionInDays=days)

    def _live(self, found: dict[str, Json]) -> Live:
        name = str(found["logGroupName"])
        properties: dict[str, Json] = {"LogGroupName": name}
        if "retentionInDays" in found:
            properties["RetentionInDays"] = found["retentionInDays"]
        tags = self._aws.call("logs", "list_tags_for_resource", name, resourceArn=self._arn(name))["tags"]
        return Live(address=Address(Kind.LOG_GROUP, name), properties=properties, tags=tags)

    def _arn(self, name: str) -> str:
        return f"arn:{self._aws.partition}:logs:{self._aws.region}:{self._aws.account}:log-group:{name}"
