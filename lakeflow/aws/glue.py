"""Glue jobs and crawlers, databases and tables."""

from collections.abc import Mapping
from typing import Any

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, NotFoundError
from lakeflow.deploy.provider import Live
from lakeflow.resources.resource import Address, Kind, Resource

JOB_FIELDS = (
    "Role",
    "Command",
    "DefaultArguments",
    "NonOverridableArguments",
    "Connections",
    "SecurityConfiguration",
    "GlueVersion",
    "WorkerType",
    "NumberOfWorkers",
    "Timeout",
    "ExecutionProperty",
    "ExecutionClass",
    "MaxRetries",
    "JobRunQueuingEnabled",
    "MaintenanceWindow",
)
"""What a job is compared by; the capacities that Glue computes from workers are left out."""

CRAWLER_FIELDS = (
    "Name",
    "Role",
    "DatabaseName",
    "Targets",
    "TablePrefix",
    "SchemaChangePolicy",
    "RecrawlPolicy",
    "Configuration",
)
"""What a crawler is compared by."""

MARK = "lakeflow:"
"""What starts the parameters that stand for tags, on databases and tables: AWS cannot tag these."""


class Jobs:
    """Glue jobs. UpdateJob puts everything: what it is not told goes back to its default."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a job."""
        try:
            found = self._aws.call("glue", "get_job", name, JobName=name)["Job"]
        except NotFoundError:
            return None
        properties: dict[str, Json] = {"Name": name}
        properties |= {field: found[field] for field in JOB_FIELDS if found.get(field) not in (None, {}, "")}
        for field, usual in (("ExecutionClass", "STANDARD"), ("Connections", {"Connections": []})):
            if properties.get(field) == usual:
                del properties[field]
        arn = _arn(self._aws, f"job/{name}")
        tags = self._aws.call("glue", "get_tags", name, ResourceArn=arn)["Tags"]
        return Live(address=Address(Kind.GLUE_JOB, name), properties=properties, tags=tags)

    def create(self, resource: Resource) -> None:
        """Make a job."""
        self._aws.call("glue", "create_job", resource.name, **resource.properties, Tags=dict(resource.tags))

    def update(self, _: Live, resource: Resource) -> None:
        """Change a job; runs that have begun keep what they began with."""
        name = resource.name
        settings = {key: value for key, value in resource.properties.items() if key != "Name"}
        self._aws.call("glue", "update_job", name, JobName=name, JobUpdate=settings)
        arn = _arn(self._aws, f"job/{name}")
        self._aws.call("glue", "tag_resource", name, ResourceArn=arn, TagsToAdd=dict(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a job with the record of its runs."""
        self._aws.call("glue", "delete_job", live.address.name, JobName=live.address.name)


class Crawlers:
    """Glue crawlers. Glue gives a role back by its name, however it was said."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a crawler."""
        try:
            found = self._aws.call("glue", "get_crawler", name, Name=name)["Crawler"]
        except NotFoundError:
            return None
        properties = {field: _without_empty(found[field]) for field in CRAWLER_FIELDS if found.get(field)}
        if not str(properties["Role"]).startswith("arn:"):
            properties["Role"] = f"arn:{self._aws.partition}:iam::{self._aws.account}:role/{properties['Role']}"
        if properties.get("RecrawlPolicy") == {"RecrawlBehavior": "CRAWL_EVERYTHING"}:
            del properties["RecrawlPolicy"]
        arn = _arn(self._aws, f"crawler/{name}")
        tags = self._aws.call("glue", "get_tags", name, ResourceArn=arn)["Tags"]
        return Live(address=Address(Kind.CRAWLER, name), properties=properties, tags=tags)

    def create(self, resource: Resource) -> None:
        """Make a crawler."""
        self._aws.call("glue", "create_crawler", resource.name, **resource.properties, Tags=dict(resource.tags))

    def update(self, _: Live, resource: Resource) -> None:
        """Change a crawler, every setting said: what is left out would stay as it was."""
        said = {"TablePrefix": "", "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"}, **resource.properties}
        self._aws.call("glue", "update_crawler", resource.name, **said)
        arn = _arn(self._aws, f"crawler/{resource.name}")
        self._aws.call("glue", "tag_resource", resource.name, ResourceArn=arn, TagsToAdd=dict(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a crawler."""
        self._aws.call("glue", "delete_crawler", live.address.name, Name=live.address.name)


class Databases:
    """Databases of the Glue catalog."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a database."""
        try:
            found = self._aws.call("glue", "get_database", name, Name=name)["Database"]
        except NotFoundError:
            return None
        database = {key: found[key] for key in ("Name", "LocationUri", "Description") if found.get(key)}
        parameters, tags = _unmarked(found.get("Parameters", {}))
        if parameters:
            database["Parameters"] = parameters
        properties: dict[str, Json] = {"DatabaseInput": database}
        return Live(address=Address(Kind.DATABASE, name), properties=properties, tags=tags)

    def create(self, resource: Resource) -> None:
        """Make a database."""
        self._aws.call("glue", "create_database", resource.name, DatabaseInput=_marked(resource, "DatabaseInput"))

    def update(self, _: Live, resource: Resource) -> None:
        """Change a database."""
        name = resource.name
        self._aws.call("glue", "update_database", name, Name=name, DatabaseInput=_marked(resource, "DatabaseInput"))

    def delete(self, live: Live) -> None:
        """Remove a database with its tables; the data stays where it is."""
        self._aws.call("glue", "delete_database", live.address.name, Name=live.address.name)


class Tables:
    """Tables of the Glue catalog, named ``database.table``. Columns are the engine's own, and not compared."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a table."""
        database, table = name.split(".", 1)
        try:
            found = self._aws.call("glue", "get_table", name, DatabaseName=database, Name=table)["Table"]
        except NotFoundError:
            return None
        parameters, tags = _unmarked(found.get("Parameters", {}))
        known = {key: value for key, value in parameters.items() if key in {"EXTERNAL", "table_type"}}
        properties: dict[str, Json] = {
            "DatabaseName": database,
            "TableInput": {
                "Name": table,
                "TableType": found.get("TableType"),
                "Parameters": known,
                "StorageDescriptor": {"Location": found.get("StorageDescriptor", {}).get("Location")},
            },
        }
        return Live(address=Address(Kind.TABLE, name), properties=properties, tags=tags)

    def create(self, resource: Resource) -> None:
        """Register a table."""
        database = resource.name.split(".", 1)[0]
        given = {**_marked(resource, "TableInput"), "PartitionKeys": []}
        self._aws.call("glue", "create_table", resource.name, DatabaseName=database, TableInput=given)

    def update(self, _: Live, resource: Resource) -> None:
        """Change a table's registration."""
        database = resource.name.split(".", 1)[0]
        given = {**_marked(resource, "TableInput"), "PartitionKeys": []}
        self._aws.call("glue", "update_table", resource.name, DatabaseName=database, TableInput=given)

    def delete(self, live: Live) -> None:
        """Remove a table's registration; the data stays where it is."""
        database, table = live.address.name.split(".", 1)
        self._aws.call("glue", "delete_table", live.address.name, DatabaseName=database, Name=table)


def _arn(aws: Aws, resource: str) -> str:
    return f"arn:{aws.partition}:glue:{aws.region}:{aws.account}:{resource}"


def _marked(resource: Resource, field: str) -> dict[str, Any]:
    given: Any = resource.properties[field]
    return {**given, "Parameters": {**given.get("Parameters", {}), **resource.tags}}


def _unmarked(parameters: Mapping[str, str]) -> tuple[dict[str, Json], dict[str, str]]:
    """Return parameters apart from those that stand for tags."""
    tags = {key: value for key, value in parameters.items() if key.startswith(MARK)}
    return {key: value for key, value in parameters.items() if key not in tags}, tags


def _without_empty(value: Any) -> Json:
    if isinstance(value, dict):
        return {key: _without_empty(inner) for key, inner in value.items() if inner not in ([], {}, None, "", False)}
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value]
    plain: Json = value
    return plain
