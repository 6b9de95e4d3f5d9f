"""State machines, and the alias that decides which version of one is live."""

import json
from contextlib import suppress
from typing import Any

from lakeflow.asl.states import Json
from lakeflow.asl.writing import compact
from lakeflow.aws.calls import NOT_YET, Aws, ExistsError, NotFoundError, tag_list, tag_map
from lakeflow.deploy.provider import Live
from lakeflow.errors import ProviderError
from lakeflow.resources.machines import fingerprint
from lakeflow.resources.resource import Address, Kind, Resource

VERSION = "StateMachineVersionArn"
"""The attribute of an alias that names the version it points to."""

MOST_VERSIONS = 1000
"""How many versions of a machine Step Functions keeps."""

DROPPED_AT_ONCE = 20
"""How many of the oldest ones make room when there are so many."""


class StateMachines:
    """State machines, their definitions as JSON values."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return a state machine."""
        arn = machine_arn(self._aws, name)
        try:
            found = self._aws.call("stepfunctions", "describe_state_machine", name, stateMachineArn=arn)
        except NotFoundError:
            return None
        if found.get("status") == "DELETING":
            return None
        tags = self._aws.call("stepfunctions", "list_tags_for_resource", name, resourceArn=arn)["tags"]
        return Live(
            address=Address(Kind.STATE_MACHINE, name),
            properties={"StateMachineName": name, **_properties(found)},
            tags=tag_map(tags, "key", "value"),
        )

    def create(self, resource: Resource) -> None:
        """Make a state machine."""
        self._aws.call(
            "stepfunctions",
            "create_state_machine",
            resource.name,
            name=resource.name,
            type=resource.properties["StateMachineType"],
            tags=tag_list(resource.tags, "key", "value"),
            **_settings(resource),
        )

    def update(self, _: Live, resource: Resource) -> None:
        """Change a state machine: the versions that run stay as they are."""
        arn = machine_arn(self._aws, resource.name)
        self._aws.call(
            "stepfunctions", "update_state_machine", resource.name, stateMachineArn=arn, **_settings(resource)
        )
        tags = tag_list(resource.tags, "key", "value")
        self._aws.call("stepfunctions", "tag_resource", resource.name, resourceArn=arn, tags=tags)

    def delete(self, live: Live) -> None:
        """Remove a state machine with its versions and aliases; executions that run end at their next transition."""
        arn = machine_arn(self._aws, live.address.name)
        self._aws.call("stepfunctions", "delete_state_machine", live.address.name, stateMachineArn=arn)


class Aliases:
    """Aliases, named ``machine:alias``. To point one at a definition is to publish it first, or to know its version.

    A machine is deleted with its versions: an alias that is made anew knows none, whatever a release remembers.
    """

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def read(self, name: str) -> Live | None:
        """Return an alias with the fingerprint of the definition that it points to."""
        machine, alias = name.split(":")
        arn = f"{machine_arn(self._aws, machine)}:{alias}"
        try:
            found = self._aws.call("stepfunctions", "describe_state_machine_alias", name, stateMachineAliasArn=arn)
        except NotFoundError:
            return None
        version = found["routingConfiguration"][0]["stateMachineVersionArn"]
        return Live(
            address=Address(Kind.STATE_MACHINE_ALIAS, name),
            properties={"Name": alias, "StateMachine": machine, **self._of_version(version)},
            tags={},
            attributes={VERSION: version},
        )

    def create(self, resource: Resource) -> None:
        """Publish the machine's definition and make an alias of it."""
        _, alias = resource.name.split(":")
        self._aws.call(
            "stepfunctions",
            "create_state_machine_alias",
            resource.name,
            name=alias,
            routingConfiguration=_routing(self._published(resource)),
        )

    def update(self, live: Live, resource: Resource) -> None:
        """Point an alias to the definition: the moment at which a release is live."""
        machine, alias = live.address.name.split(":")
        self._aws.call(
            "stepfunctions",
            "update_state_machine_alias",
            resource.name,
            stateMachineAliasArn=f"{machine_arn(self._aws, machine)}:{alias}",
            routingConfiguration=_routing(self._remembered(resource) or self._published(resource)),
        )

    def delete(self, live: Live) -> None:
        """Remove an alias; what it pointed to goes with the machine."""
        machine, alias = live.address.name.split(":")
        arn = f"{machine_arn(self._aws, machine)}:{alias}"
        self._aws.call("stepfunctions", "delete_state_machine_alias", live.address.name, stateMachineAliasArn=arn)

    def _remembered(self, resource: Resource) -> str | None:
        """Return the version that a release had, unless it went with its machine: a new one has versions of its own."""
        version = resource.attributes.get(VERSION)
        if version is None:
            return None
        found, wanted = self._of_version(version), resource.properties
        is_same = all(found.get(key) == wanted.get(key) for key in ("Definition", "StateMachineType"))
        return version if is_same else None

    def _published(self, resource: Resource) -> str:
        """Return the version that is published now, of the definition that the machine has.

        https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html is "eventually
        consistent": the definition before the last update would be published just as well. A rollback that remembers a
        version which is gone passes by here before it changes the machine, and again after.

        Raises:
            ProviderError: AWS does not tell of the newest definition yet.

        """
        machine = resource.name.split(":", maxsplit=1)[0]
        arn = machine_arn(self._aws, machine)
        found = self._aws.call("stepfunctions", "describe_state_machine", machine, stateMachineArn=arn)
        is_newest = fingerprint(json.loads(found["definition"])) == resource.properties["Definition"]
        if not is_newest and VERSION not in resource.attributes:
            raise ProviderError("stepfunctions:describe_state_machine", machine, "Outdated", NOT_YET)
        description = str(resource.properties["Definition"])
        try:
            return self._publish(machine, found["definition"], description)
        except ProviderError as error:
            if error.code != "ServiceQuotaExceededException" or not self._drop_oldest_versions(machine):
                raise
        return self._publish(machine, found["definition"], description)

    def _publish(self, machine: str, definition: str, description: str) -> str:
        published = self._aws.call(
            "stepfunctions",
            "update_state_machine",
            machine,
            stateMachineArn=machine_arn(self._aws, machine),
            definition=definition,
            publish=True,
            versionDescription=description,
        )
        version: str = published["stateMachineVersionArn"]
        return version

    def _drop_oldest_versions(self, machine: str) -> bool:
        """Make room for new versions, if that is what there is none of; what runs of a version goes on without it.

        A release whose version is dropped is gone back to by publishing its definition anew.
        https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html
        """
        found = self._aws.call(
            "stepfunctions",
            "list_state_machine_versions",
            machine,
            stateMachineArn=machine_arn(self._aws, machine),
            maxResults=MOST_VERSIONS,
        )
        versions = [one["stateMachineVersionArn"] for one in found["stateMachineVersions"]]
        if len(versions) < MOST_VERSIONS:
            return False
        for version in sorted(versions, key=lambda arn: int(arn.rpartition(":")[2]))[:DROPPED_AT_ONCE]:
            # One that an alias points to, whoever's that is, is refused and stays.
            with suppress(ExistsError):
                self._aws.call("stepfunctions", "delete_state_machine_version", machine, stateMachineVersionArn=version)
        return True

    def _of_version(self, version: str) -> dict[str, Json]:
        try:
            found = self._aws.call("stepfunctions", "describe_state_machine", version, stateMachineArn=version)
        except NotFoundError:
            return {"Definition": None}
        kind: dict[str, Json] = {"StateMachineType": "EXPRESS"} if found["type"] == "EXPRESS" else {}
        return {"Definition": fingerprint(json.loads(found["definition"])), **kind}


def machine_arn(aws: Aws, name: str) -> str:
    """Return a state machine's ARN."""
    return f"arn:{aws.partition}:states:{aws.region}:{aws.account}:stateMachine:{name}"


def _routing(version: str) -> list[dict[str, Any]]:
    return [{"stateMachineVersionArn": version, "weight": 100}]


def _settings(resource: Resource) -> dict[str, Any]:
    """Return a machine in the words of the API, every setting said: what is left out would stay as it was."""
    given: Any = resource.properties
    logging = given.get("LoggingConfiguration", {"Level": "OFF"})
    encryption = given.get("EncryptionConfiguration", {"Type": "AWS_OWNED_KEY"})
    return {
        "definition": compact(given["Definition"]),
        "roleArn": given["RoleArn"],
        "loggingConfiguration": {
            "level": logging["Level"],
            "includeExecutionData": logging.get("IncludeExecutionData", False),
            "destinations": [
                {"cloudWatchLogsLogGroup": {"logGroupArn": one["CloudWatchLogsLogGroup"]["LogGroupArn"]}}
                for one in logging.get("Destinations", ())
            ],
        },
        "tracingConfiguration": {"enabled": given.get("TracingConfiguration", {}).get("Enabled", False)},
        "encryptionConfiguration": {key[0].lower() + key[1:]: value for key, value in encryption.items()},
    }


def _properties(found: dict[str, Any]) -> dict[str, Json]:
    properties: dict[str, Json] = {
        "StateMachineType": found["type"],
        "RoleArn": found["roleArn"],
        "Definition": json.loads(found["definition"]),
    }
    logging = found.get("loggingConfiguration") or {}
    if logging.get("level", "OFF") != "OFF":
        properties["LoggingConfiguration"] = {
            "Level": logging["level"],
            "IncludeExecutionData": logging.get("includeExecutionData", False),
            "Destinations": [
                {"CloudWatchLogsLogGroup": {"LogGroupArn": one["cloudWatchLogsLogGroup"]["logGroupArn"]}}
                for one in logging.get("destinations", ())
            ],
        }
    if found.get("tracingConfiguration", {}).get("enabled"):
        properties["TracingConfiguration"] = {"Enabled": True}
    encryption = found.get("encryptionConfiguration") or {}
    if encryption.get("type", "AWS_OWNED_KEY") != "AWS_OWNED_KEY":
        properties["EncryptionConfiguration"] = {key[0].upper() + key[1:]: value for key, value in encryption.items()}
    return properties
