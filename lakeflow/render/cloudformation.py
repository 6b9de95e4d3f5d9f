"""The same desired resources as a CloudFormation template, for teams that must deploy by one.

Code is uploaded before, as for every template: the bucket that it lies in, and its files, are not in the template.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lakeflow.asl.states import Json
from lakeflow.asl.writing import compact
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.site import Site

TAG_MAPS = frozenset({Kind.GLUE_JOB, Kind.CRAWLER})
"""The types whose tags are an object; those of all others are a list."""

UNTAGGED = frozenset({Kind.DATABASE, Kind.TABLE, Kind.DASHBOARD, Kind.MANAGED_POLICY})


def template(site: Site, resources: Sequence[Resource]) -> dict[str, Json]:
    """Return the template of an environment."""
    outside = {site.home, Address(Kind.BUCKET_POLICY, site.artifacts_bucket)}
    inside = [one for one in resources if one.address not in outside and one.kind is not Kind.OBJECT]
    names = _logical_names([one.address for one in inside])
    body: dict[str, Json] = {}
    for one in inside:
        for name, entry in _entries(one, names[one.address]):
            depends = sorted(names[address] for address in one.needs if address in names and names[address] != name)
            body[name] = {**entry, **({"DependsOn": list(depends)} if depends else {})}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"{site.target.project} in {site.target.environment}, rendered by lakeflow",
        "Resources": body,
    }


def dumps(site: Site, resources: Sequence[Resource]) -> str:
    """Return the template as text."""
    return json.dumps(template(site, resources), indent=2, ensure_ascii=False) + "\n"


def _logical_names(addresses: Sequence[Address]) -> dict[Address, str]:
    """Return a name of letters and digits for each resource; one that is taken is numbered."""
    names: dict[Address, str] = {}
    taken: set[str] = set()
    for address in addresses:
        kind = address.kind.split("::")[-1]
        name = base = "".join(part.capitalize() for part in re.split(r"[^A-Za-z0-9]+", address.name)) + kind
        number = 1
        while name in taken:
            number += 1
            name = f"{base}{number}"
        taken.add(name)
        names[address] = name
    return names


def _entries(resource: Resource, name: str) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield a resource's entries: an alias comes with the version that it names."""
    properties: dict[str, Any] = dict(resource.properties)
    match resource.kind:
        case Kind.FUNCTION:
            del properties["CodeSha256"]
            properties["Code"] = {key: resource.attributes[key] for key in ("S3Bucket", "S3Key")}
        case Kind.FUNCTION_ALIAS:
            version: dict[str, Json] = {"FunctionName": properties["FunctionName"]}
            version["CodeSha256"] = properties.pop("CodeSha256")
            yield f"{name}Version", _version("AWS::Lambda::Version", version)
            properties["FunctionVersion"] = {"Fn::GetAtt": [f"{name}Version", "Version"]}
        case Kind.STATE_MACHINE_ALIAS:
            machine: Json = {"Fn::Sub": _machine_arn(str(properties["StateMachine"]))}
            text: dict[str, Json] = {"StateMachineArn": machine, "Description": properties["Definition"]}
            yield f"{name}Version", _version("AWS::StepFunctions::StateMachineVersion", text)
            route: Json = {"StateMachineVersionArn": {"Ref": f"{name}Version"}, "Weight": 100}
            properties = {"Name": properties["Name"], "RoutingConfiguration": [route]}
        case Kind.STATE_MACHINE:
            properties["DefinitionString"] = compact(properties.pop("Definition"))
        case Kind.QUEUE_POLICY:
            url = f"https://sqs.${{AWS::Region}}.${{AWS::URLSuffix}}/${{AWS::AccountId}}/{resource.name}"
            properties["Queues"] = [{"Fn::Sub": url}]
        case Kind.DASHBOARD:
            properties["DashboardBody"] = json.dumps(properties["DashboardBody"])
        case Kind.DATABASE | Kind.TABLE:
            properties["CatalogId"] = {"Ref": "AWS::AccountId"}
        case _:
            pass
    if resource.tags and resource.kind not in UNTAGGED:
        properties["Tags"] = _tags(resource)
    entry: dict[str, Json] = {"Type": str(resource.kind), "Properties": properties}
    if resource.is_stateful:
        entry |= {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    yield name, entry


def _version(kind: str, properties: dict[str, Json]) -> dict[str, Json]:
    # Versions outlive the alias that named them: executions that began with one may still run.
    kept: dict[str, Json] = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    return {"Type": kind, "Properties": properties, **kept}


def _machine_arn(name: str) -> str:
    return f"arn:${{AWS::Partition}}:states:${{AWS::Region}}:${{AWS::AccountId}}:stateMachine:{name}"


def _tags(resource: Resource) -> Json:
    tags: Mapping[str, str] = resource.tags
    if resource.kind in TAG_MAPS:
        return dict(tags)
    return [{"Key": key, "Value": value} for key, value in tags.items()]
