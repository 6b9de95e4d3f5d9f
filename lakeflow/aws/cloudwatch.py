"""CloudWatch alarms and dashboards."""

import json

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, NotFoundError, tag_list, tag_map
from lakeflow.deploy.provider import Live
from lakeflow.resources.resource import Address, Kind, Resource

FIELDS = (
    "AlarmName",
    "Namespace",
    "MetricName",
    "Dimensions",
    "Statistic",
    "Period",
    "EvaluationPeriods",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "AlarmActions",
)


class Alarms:
    """Alarms of one metric; PutMetricAlarm makes and changes alike."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return an alarm."""
        page = self._aws.call("cloudwatch", "describe_alarms", name, AlarmNames=[name])
        if not page["MetricAlarms"]:
            return None
        found = page["MetricAlarms"][0]
        properties: dict[str, Json] = {field: found[field] for field in FIELDS if found.get(field) not in (None, [])}
        if found.get("ActionsEnabled") is False:
            properties["ActionsEnabled"] = False
        tags = self._aws.call("cloudwatch", "list_tags_for_resource", name, ResourceARN=self._arn(name))["Tags"]
        return Live(address=Address(Kind.ALARM, name), properties=properties, tags=tag_map(tags))

    def create(self, resource: Resource) -> None:
        """Make an alarm."""
        tags = tag_list(resource.tags)
        self._aws.call("cloudwatch", "put_metric_alarm", resource.name, **resource.properties, Tags=tags)

    def update(self, _: Live, resource: Resource) -> None:
        """Change an alarm."""
        name = resource.name
        self._aws.call("cloudwatch", "put_metric_alarm", name, **resource.properties)
        tags = tag_list(resource.tags)
        self._aws.call("cloudwatch", "tag_resource", name, ResourceARN=self._arn(name), Tags=tags)

    def delete(self, live: Live) -> None:
        """Remove an alarm."""
        self._aws.call("cloudwatch", "delete_alarms", live.address.name, AlarmNames=[live.address.name])

    def _arn(self, name: str) -> str:
        return f"arn:{self._aws.partition}:cloudwatch:{self._aws.region}:{self._aws.account}:alarm:{name}"


class Dashboards:
    """Dashboards, their bodies as JSON values."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a dashboard."""
        try:
            found = self._aws.call("cloudwatch", "get_dashboard", name, DashboardName=name)
        except NotFoundError:
            return None
        properties: dict[str, Json] = {"DashboardName": name, "DashboardBody": json.loads(found["DashboardBody"])}
        return Live(address=Address(Kind.DASHBOARD, name), properties=properties, tags={})

    def create(self, resource: Resource) -> None:
        """Make a dashboard."""
        body = json.dumps(resource.properties["DashboardBody"])
        self._aws.call("cloudwatch", "put_dashboard", resource.name, DashboardName=resource.name, DashboardBody=body)

    def update(self, _: Live, resource: Resource) -> None:
        """Change a dashboard."""
        self.create(resource)

    def delete(self, live: Live) -> None:
        """Remove a dashboard."""
        self._aws.call("cloudwatch", "delete_dashboards", live.address.name, DashboardNames=[live.address.name])
