"""EventBridge Scheduler: groups, which carry the tags, and the schedules in them."""

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, NotFoundError, tag_list, tag_map
from lakeflow.deploy.provider import Live
from lakeflow.resources.resource import Address, Kind, Resource

FIELDS = (
    "GroupName",
    "Name",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "FlexibleTimeWindow",
    "Target",
    "StartDate",
    "EndDate",
)


class Groups:
    """Schedule groups."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a group."""
        try:
            found = self._aws.call("scheduler", "get_schedule_group", name, Name=name)
        except NotFoundError:
            return None
        if found.get("State") == "DELETING":
            return None
        tags = self._aws.call("scheduler", "list_tags_for_resource", name, ResourceArn=self._arn(name))["Tags"]
        return Live(address=Address(Kind.SCHEDULE_GROUP, name), properties={"Name": name}, tags=tag_map(tags))

    def create(self, resource: Resource) -> None:
        """Make a group."""
        tags = tag_list(resource.tags)
        self._aws.call("scheduler", "create_schedule_group", resource.name, Name=resource.name, Tags=tags)

    def update(self, _: Live, resource: Resource) -> None:
        """Change a group's tags: it has nothing else."""
        arn, tags = self._arn(resource.name), tag_list(resource.tags)
        self._aws.call("scheduler", "tag_resource", resource.name, ResourceArn=arn, Tags=tags)

    def delete(self, live: Live) -> None:
        """Remove a group with its schedules."""
        self._aws.call("scheduler", "delete_schedule_group", live.address.name, Name=live.address.name)

    def _arn(self, name: str) -> str:
        return f"arn:{self._aws.partition}:scheduler:{self._aws.region}:{self._aws.account}:schedule-group/{name}"


class Schedules:
    """Schedules, named ``group/schedule``. UpdateSchedule puts everything."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a schedule."""
        group, schedule = name.split("/")
        try:
            found = self._aws.call("scheduler", "get_schedule", name, GroupName=group, Name=schedule)
        except NotFoundError:
            return None
        properties: dict[str, Json] = {field: found[field] for field in FIELDS if found.get(field) is not None}
        # A person who switched a schedule off sees it in a plan.
        if found.get("State", "ENABLED") != "ENABLED":
            properties["State"] = found["State"]
        return Live(address=Address(Kind.SCHEDULE, name), properties=properties, tags={})

    def create(self, resource: Resource) -> None:
        """Make a schedule."""
        self._aws.call("scheduler", "create_schedule", resource.name, **resource.properties)

    def update(self, _: Live, resource: Resource) -> None:
        """Change a schedule."""
        self._aws.call("scheduler", "update_schedule", resource.name, **resource.properties)

    def delete(self, live: Live) -> None:
        """Remove a schedule."""
        group, schedule = live.address.name.split("/")
        self._aws.call("scheduler", "delete_schedule", live.address.name, GroupName=group, Name=schedule)
