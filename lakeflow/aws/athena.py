"""Athena workgroups."""

from typing import Any

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, ExistsError, NotFoundError, tag_list, tag_map
from lakeflow.deploy.provider import Live
from lakeflow.errors import ProviderError
from lakeflow.resources.resource import Address, Kind, Resource

FIELDS = (
    "EnforceWorkGroupConfiguration",
    "PublishCloudWatchMetricsEnabled",
    "BytesScannedCutoffPerQuery",
    "RequesterPaysEnabled",
)


class Workgroups:
    """Workgroups; Athena says InvalidRequestException both for one that is missing and for one that exists."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a workgroup."""
        try:
            found = self._aws.call("athena", "get_work_group", name, WorkGroup=name).get("WorkGroup")
        except NotFoundError:
            return None
        except ProviderError as error:
            if error.code == "InvalidRequestException" and "not found" in error.message:
                return None
            raise
        if found is None:
            return None
        given = found.get("Configuration", {})
        configuration: dict[str, Json] = {field: given[field] for field in FIELDS if given.get(field)}
        if result := given.get("ResultConfiguration"):
            configuration["ResultConfiguration"] = result
        if engine := given.get("EngineVersion", {}).get("SelectedEngineVersion"):
            configuration["EngineVersion"] = {"SelectedEngineVersion": engine}
        tags = self._aws.call("athena", "list_tags_for_resource", name, ResourceARN=self._arn(name))["Tags"]
        return Live(
            address=Address(Kind.WORKGROUP, name),
            properties={"Name": name, "WorkGroupConfiguration": configuration},
            tags=tag_map(tags),
        )

    def create(self, resource: Resource) -> None:
        """Make a workgroup; raises ExistsError if there is one."""
        try:
            self._aws.call(
                "athena",
                "create_work_group",
                resource.name,
                Name=resource.name,
                Configuration=resource.properties["WorkGroupConfiguration"],
                Tags=tag_list(resource.tags),
            )
        except ProviderError as error:
            if error.code == "InvalidRequestException" and "already" in error.message:
                raise ExistsError(error.operation, resource.name, error.code, "it exists already") from None
            raise

    def update(self, _: Live, resource: Resource) -> None:
        """Change a workgroup's settings."""
        name = resource.name
        given: Any = dict(_dict(resource.properties["WorkGroupConfiguration"]))
        if result := given.pop("ResultConfiguration", None):
            given["ResultConfigurationUpdates"] = result
        self._aws.call("athena", "update_work_group", name, WorkGroup=name, ConfigurationUpdates=given)
        self._aws.call("athena", "tag_resource", name, ResourceARN=self._arn(name), Tags=tag_list(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a workgroup with its saved queries and history."""
        name = live.address.name
        self._aws.call("athena", "delete_work_group", name, WorkGroup=name, RecursiveDeleteOption=True)

    def _arn(self, name: str) -> str:
        return f"arn:{self._aws.partition}:athena:{self._aws.region}:{self._aws.account}:workgroup/{name}"


def _dict(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
