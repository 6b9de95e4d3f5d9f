"""Lambda functions, and the aliases that stand for one content of a function."""

from typing import Any

from lakeflow.asl.states import Json
from lakeflow.aws.calls import Aws, NotFoundError
from lakeflow.deploy.provider import Live
from lakeflow.errors import DeployError
from lakeflow.resources.resource import Address, Kind, Resource

FIELDS = ("Role", "Handler", "Runtime", "CodeSha256", "Timeout", "MemorySize", "DeadLetterConfig")
CONFIGURED = ("Role", "Handler", "Runtime", "Timeout", "MemorySize", "Environment", "DeadLetterConfig", "Layers")


class Functions:
    """Functions; a change of code and a change of configuration are two calls, each waited for."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a function."""
        try:
            found = self._aws.call("lambda", "get_function", name, FunctionName=name)
        except NotFoundError:
            return None
        configuration = found["Configuration"]
        properties: dict[str, Json] = {"FunctionName": name}
        properties |= {field: configuration[field] for field in FIELDS if configuration.get(field)}
        if variables := configuration.get("Environment", {}).get("Variables"):
            properties["Environment"] = {"Variables": variables}
        if layers := configuration.get("Layers"):
            properties["Layers"] = [layer["Arn"] for layer in layers]
        if (reserved := found.get("Concurrency", {}).get("ReservedConcurrentExecutions")) is not None:
            properties["ReservedConcurrentExecutions"] = reserved
        return Live(address=Address(Kind.FUNCTION, name), properties=properties, tags=found.get("Tags", {}))

    def create(self, resource: Resource) -> None:
        """Make a function and wait until it can be called."""
        self._aws.call(
            "lambda",
            "create_function",
            resource.name,
            FunctionName=resource.name,
            Code=_code(resource),
            Tags=dict(resource.tags),
            **_configuration(resource),
        )
        self._aws.wait("lambda", "function_active_v2", resource.name, FunctionName=resource.name)
        self._reserve(resource)

    def update(self, live: Live, resource: Resource) -> None:
        """Change configuration and code; published versions stay as they are."""
        name = resource.name
        before, after = _configuration_of(live), _configuration(resource)
        if before != after:
            cleared: dict[str, Any] = {"Environment": {"Variables": {}}} if "Environment" not in after else {}
            self._aws.call("lambda", "update_function_configuration", name, FunctionName=name, **cleared, **after)
            self._settle(name)
        if live.properties.get("CodeSha256") != resource.properties["CodeSha256"]:
            self._aws.call("lambda", "update_function_code", name, FunctionName=name, **_code(resource))
            self._settle(name)
        self._reserve(resource)
        if "ReservedConcurrentExecutions" in live.properties.keys() - resource.properties.keys():
            self._aws.call("lambda", "delete_function_concurrency", name, FunctionName=name)
        arn = f"arn:{self._aws.partition}:lambda:{self._aws.region}:{self._aws.account}:function:{name}"
        self._aws.call("lambda", "tag_resource", name, Resource=arn, Tags=dict(resource.tags))

    def delete(self, live: Live) -> None:
        """Remove a function with all its versions and aliases."""
        self._aws.call("lambda", "delete_function", live.address.name, FunctionName=live.address.name)

    def _reserve(self, resource: Resource) -> None:
        reserved = resource.properties.get("ReservedConcurrentExecutions")
        if reserved is not None:
            self._aws.call(
                "lambda",
                "put_function_concurrency",
                resource.name,
                FunctionName=resource.name,
                ReservedConcurrentExecutions=reserved,
            )

    def _settle(self, name: str) -> None:
        """Wait until a change is through: Lambda refuses the next one before."""
        self._aws.wait("lambda", "function_updated_v2", name, FunctionName=name)


class Aliases:
    """Aliases named by a function's content, each of a version published for it; they never move."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return an alias, named ``function:alias``."""
        function, alias = name.split(":")
        try:
            found = self._aws.call("lambda", "get_alias", name, FunctionName=function, Name=alias)
        except NotFoundError:
            return None
        return Live(
            address=Address(Kind.FUNCTION_ALIAS, name),
            properties={"FunctionName": function, "Name": alias},
            tags={},
            attributes={"FunctionVersion": found["FunctionVersion"]},
        )

    def create(self, resource: Resource) -> None:
        """Publish what the function is now, if it is what the alias stands for.

        Raises:
            ProviderError: somebody changed the function's code meanwhile.

        """
        function, alias = resource.name.split(":")
        published = self._aws.call(
            "lambda",
            "publish_version",
            function,
            FunctionName=function,
            CodeSha256=resource.properties["CodeSha256"],
        )
        self._aws.call(
            "lambda",
            "create_alias",
            resource.name,
            FunctionName=function,
            Name=alias,
            FunctionVersion=published["Version"],
        )

    def update(self, live: Live, resource: Resource) -> None:
        """Refuse: an alias that stands for a content cannot stand for another."""
        raise DeployError(f"{live.address} never moves, and {resource.address} would move it")

    def delete(self, live: Live) -> None:
        """Remove an alias; its version goes with the function."""
        function, alias = live.address.name.split(":")
        self._aws.call("lambda", "delete_alias", live.address.name, FunctionName=function, Name=alias)


def _code(resource: Resource) -> dict[str, Any]:
    return {"S3Bucket": resource.attributes["S3Bucket"], "S3Key": resource.attributes["S3Key"]}


def _configuration(resource: Resource) -> dict[str, Any]:
    return {key: resource.properties[key] for key in CONFIGURED if key in resource.properties}


def _configuration_of(live: Live) -> dict[str, Any]:
    return {key: live.properties[key] for key in CONFIGURED if key in live.properties}
