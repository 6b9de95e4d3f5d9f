"""State machines: the definition tied to its code, the role that derives from it, the log, and the alias."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from lakeflow.asl.states import Json
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import ProjectError
from lakeflow.resources.iam.machine import machine_statements
from lakeflow.resources.observability import machine_log_group
from lakeflow.resources.policies import allow
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.roles import key_statements, role
from lakeflow.resources.site import ALIAS, Site


def machine(site: Site, pipeline: Pipeline, definition: Json, needs: Sequence[Address]) -> Iterator[Resource]:
    """Yield a pipeline's state machine with its role and log group, and the alias that makes it live.

    Raises:
        ProjectError: it is EXPRESS, and the environment has no log.

    """
    name = site.target.name(pipeline.name)
    logs = machine_log_group(site, pipeline.name)
    made = None if name in site.settings.existing.roles else _role(site, name, definition, pipeline.name)
    is_express = pipeline.type == "EXPRESS"
    if is_express and site.settings.logs.level == "OFF":
        raise ProjectError(
            f"pipeline {pipeline.name!r} is EXPRESS: its executions leave nothing but a log, and logs are OFF",
            hint='set [logs] level = "FATAL" or more in the environment\'s file, or make the pipeline STANDARD',
            location=pipeline.location,
        )
    yield logs
    if made is not None:
        yield made
    own = Resource(
        kind=Kind.STATE_MACHINE,
        name=name,
        properties={**_properties(site, name, definition, logs), "StateMachineType": pipeline.type},
        needs=(logs.address, *((made.address,) if made is not None else ()), *needs),
        tags=site.tags(pipeline.name),
    )
    yield own
    # A machine of another type is another machine, whose versions this alias cannot point to.
    kind: dict[str, Json] = {"StateMachineType": pipeline.type} if is_express else {}
    yield Resource(
        kind=Kind.STATE_MACHINE_ALIAS,
        name=f"{name}:{ALIAS}",
        properties={"Name": ALIAS, "StateMachine": name, "Definition": fingerprint(definition), **kind},
        needs=(own.address,),
    )


def _role(site: Site, name: str, definition: Json, pipeline: str) -> Resource | None:
    calls = [statement.as_json() for statement in machine_statements(site, name, definition)]
    # A machine is kept under the environment's key, and its role reads it:
    # https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
    return role(site, name, "states.amazonaws.com", [*calls, *_delivery(site), *key_statements(site)], pipeline)


def fingerprint(definition: Json) -> str:
    """Return the hash that tells whether two definitions are one, whatever the order and spacing of their text."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()


def alias_address(site: Site, pipeline: str) -> Address:
    """Return the address of the alias that executions are started by."""
    return Address(Kind.STATE_MACHINE_ALIAS, f"{site.target.name(pipeline)}:{ALIAS}")


def _properties(site: Site, name: str, definition: Json, logs: Resource) -> Mapping[str, Json]:
    properties: dict[str, Json] = {
        "StateMachineName": name,
        "RoleArn": site.settings.existing.roles.get(name) or site.role_arn(name),
        "Definition": definition,
    }
    settings = site.settings
    if settings.logs.level != "OFF":
        group: Json = {"LogGroupArn": f"{site.target.arn('logs', f'log-group:{logs.name}')}:*"}
        properties["LoggingConfiguration"] = {
            "Level": settings.logs.level,
            "IncludeExecutionData": settings.logs.execution_data,
            "Destinations": [{"CloudWatchLogsLogGroup": group}],
        }
    if settings.logs.tracing:
        properties["TracingConfiguration"] = {"Enabled": True}
    if settings.encryption.kms_key_arn:
        properties["EncryptionConfiguration"] = {
            "Type": "CUSTOMER_MANAGED_KMS_KEY",
            "KmsKeyId": settings.encryption.kms_key_arn,
            "KmsDataKeyReusePeriodSeconds": 300,
        }
    return properties


def _delivery(site: Site) -> Iterator[Json]:
    """Yield what a machine needs besides its steps; none of these actions knows resources finer than all.

    https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    """
    if site.settings.logs.level != "OFF":
        actions = [
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:DescribeLogGroups",
            "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:UpdateLogDelivery",
        ]
        yield allow("LogDelivery", actions, ["*"])
    if site.settings.logs.tracing:
        actions = [
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
            "xray:PutTelemetryRecords",
            "xray:PutTraceSegments",
        ]
        yield allow("Tracing", actions, ["*"])
