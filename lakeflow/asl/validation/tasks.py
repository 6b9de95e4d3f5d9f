"""What a Task state says of its service: the Resource, how it is waited for, arguments, Credentials, timeouts."""

import re
from typing import Any, Final

from lakeflow.asl import placeholders
from lakeflow.asl.integrations import (
    Activity,
    FunctionCall,
    Pattern,
    Resource,
    ResourceProblem,
    ServiceCall,
    Unresolved,
    parse_resource,
)
from lakeflow.asl.services.calls import check_call
from lakeflow.asl.services.check import Kind
from lakeflow.asl.services.literals import UNKNOWN, jsonata_literals, jsonpath_literals
from lakeflow.asl.services.port import Services
from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.expressions import is_expression, shown
from lakeflow.asl.validation.sites import JSONATA, Site

_SPECIFIED: Final = re.compile(r"arn:[^:]*:states:[^:]*:[^:]*:task:.+")
"""The tasks in the examples of the specification, which leaves open what a Resource is."""


def check_task(site: Site, *, in_express: bool) -> None:
    """Check a Task state beyond the values of its fields."""
    resource = check_resource(site)
    if isinstance(resource, ServiceCall):
        _check_call(resource, site, in_express=in_express)
    elif isinstance(resource, Activity) and in_express:
        site.report(
            Code.EXPRESS,
            f"{site.pointer}/Resource",
            "an EXPRESS machine cannot wait for an activity",
            "make it STANDARD",
        )
    if "Credentials" in site.fields:
        _check_credentials(site.fields["Credentials"], resource, site)
    _check_heartbeat(site)


def check_resource(site: Site) -> Resource | None:
    """Check the Resource of a Task and return what it names."""
    text = site.fields.get("Resource")
    if not isinstance(text, str) or is_expression(text):
        return None
    at = f"{site.pointer}/Resource"
    if not site.options.placeholders and placeholders.hides(text):
        site.report(Code.RESOURCE, at, f"a placeholder is left in {shown(text)}", "put its value in")
        return None
    if _SPECIFIED.fullmatch(text):
        return Unresolved(text)
    resource = parse_resource(text)
    if isinstance(resource, ResourceProblem):
        site.report(Code.INTEGRATION, at, f"{shown(text)}: {resource.message}", resource.hint)
        return None
    if isinstance(resource, Unresolved) and not _is_arn_or_hides_one(text, site):
        site.report(Code.RESOURCE, at, f"{shown(text)} is no ARN", "write one such as arn:aws:states:::lambda:invoke")
    return resource


def _is_arn_or_hides_one(text: str, site: Site) -> bool:
    if text.startswith("arn:") or site.hides(text):
        return True
    return site.options.placeholders and placeholders.is_name_of_value(text)


def _check_call(call: ServiceCall, site: Site, *, in_express: bool) -> None:
    field = "Arguments" if site.language == JSONATA else "Parameters"
    if in_express and not call.pattern.in_express:
        site.report(
            Code.EXPRESS,
            f"{site.pointer}/Resource",
            f"an EXPRESS machine cannot wait for {call.name}",
            f"drop {call.pattern}, or make the machine STANDARD",
        )
    if call.sdk and field not in site.fields:
        site.report(
            Code.ARGUMENTS,
            site.pointer,
            f"a call of {call.name} needs {field}",
            f'add {field}, at least "{field}": {{}}',
        )
    if call.pattern is Pattern.WAIT_FOR_TASK_TOKEN and not _may_hold_token(site.fields.get(field), is_root=True):
        token = "{% $states.context.Task.Token %}" if site.language == JSONATA else "$$.Task.Token"
        site.report(
            Code.TASK_TOKEN,
            f"{site.pointer}/{field}" if field in site.fields else site.pointer,
            f"{call.name} waits for a task token that nobody is given",
            f"pass on {token}",
        )
    if site.options.services is not None:
        _check_arguments(call, field, site.options.services, site)


def _check_arguments(call: ServiceCall, field: str, services: Services, site: Site) -> None:
    """Hold literal arguments against the model of the action; a JSONPath state without Parameters passes its input."""
    template = site.fields.get(field, {})
    if site.language == JSONATA:
        arguments = jsonata_literals(template)
    else:
        arguments = jsonpath_literals(template) if field in site.fields else UNKNOWN
    for finding in check_call(call, arguments, services):
        if finding.kind in (Kind.ACTION, Kind.UNCHECKED):
            site.report(Code(finding.kind.value), f"{site.pointer}/Resource", finding.message, finding.hint)
        else:
            at = f"{site.pointer}/{field}{finding.pointer}" if field in site.fields else site.pointer
            site.report(Code(finding.kind.value), at, f"{call.name}: {finding.message}", finding.hint)


def _may_hold_token(value: Any, *, is_root: bool = False) -> bool:
    """Return whether a template can pass on the task token: it reads the context, or is one expression as a whole."""
    if isinstance(value, str):
        if is_expression(value):
            return is_root or "context" in value
        return value.startswith("$$") or "$$." in value or placeholders.hides(value)
    if isinstance(value, dict):
        return any(map(_may_hold_token, value.values()))
    return isinstance(value, list) and any(map(_may_hold_token, value))


def _check_credentials(value: Any, resource: Resource | None, site: Site) -> None:
    at = f"{site.pointer}/Credentials"
    if is_expression(value) and site.language == JSONATA:
        return
    if not isinstance(value, dict):
        site.report(
            Code.CREDENTIALS,
            at,
            f"Credentials is {shown(value)}, where an object is needed",
            'write {"RoleArn": "arn:..."}',
        )
        return
    if isinstance(resource, Activity):
        site.report(Code.CREDENTIALS, at, "an activity takes on no role", "drop Credentials")
        return
    field = "RoleArn" if site.language == JSONATA or "RoleArn" in value else "RoleArn.$"
    if not isinstance(resource, ServiceCall | FunctionCall):
        return
    if field not in value:
        site.report(Code.CREDENTIALS, at, "Credentials needs RoleArn", "add the ARN of the role to take on")
    elif not isinstance(value[field], str):
        site.report(
            Code.CREDENTIALS,
            f"{at}/{field}",
            f"RoleArn is {shown(value[field])}, where a string is needed",
            "write an ARN",
        )


def _check_heartbeat(site: Site) -> None:
    heartbeat, timeout = site.fields.get("HeartbeatSeconds"), site.fields.get("TimeoutSeconds")
    if isinstance(heartbeat, int) and isinstance(timeout, int) and heartbeat >= timeout > 0:
        site.report(
            Code.HEARTBEAT,
            f"{site.pointer}/HeartbeatSeconds",
            f"HeartbeatSeconds, {heartbeat}, is not smaller than TimeoutSeconds, {timeout}",
            "make it smaller",
        )
