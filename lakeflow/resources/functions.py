"""Lambda functions, their roles and logs, and the aliases that tie a release to one content of each."""

import hashlib
import json
from collections.abc import Iterator, Mapping

from lakeflow.asl.states import Json
from lakeflow.resources.artifacts import Artifact
from lakeflow.resources.code import Code, handler_name
from lakeflow.resources.model import LambdaFunctionResource
from lakeflow.resources.observability import log_group
from lakeflow.resources.resource import Kind, Resource, placed
from lakeflow.resources.roles import function_statements, role
from lakeflow.resources.site import Site
from lakeflow.resources.storage import base64_sha256, object_address

RUNTIME = "python3.11"


def functions(
    site: Site, declared: Mapping[str, LambdaFunctionResource], code: Code, pipeline: str
) -> Iterator[Resource]:
    """Yield each function with its role and log group, and the alias of what it is now."""
    for name, function in declared.items():
        yield from placed(_function(site, function, code.functions[name], pipeline), function.location)


def _function(site: Site, function: LambdaFunctionResource, artifact: Artifact, pipeline: str) -> Iterator[Resource]:
    name = function.name
    made = role(site, name, "lambda.amazonaws.com", function_statements(site, function), pipeline)
    logs = log_group(site, f"/aws/lambda/{name}", pipeline)
    needs = [object_address(site, artifact), logs.address]
    if made is not None:
        yield made
        needs.append(made.address)
    yield logs
    own = Resource(
        kind=Kind.FUNCTION,
        name=name,
        properties=_properties(site, function, artifact),
        needs=tuple(needs),
        tags=site.tags(pipeline),
        attributes={
            "S3Bucket": site.artifacts_bucket,
            "S3Key": artifact.key,
            **({"Writes": ",".join(function.writes)} if function.writes else {}),
        },
    )
    yield own
    alias = content_alias(own)
    yield Resource(
        kind=Kind.FUNCTION_ALIAS,
        name=f"{name}:{alias}",
        properties={"FunctionName": name, "Name": alias, "CodeSha256": base64_sha256(artifact)},
        needs=(own.address,),
    )


def content_alias(function: Resource) -> str:
    """Return the alias that stands for a function with exactly this code and configuration.

    A version's number is AWS's to give; an alias named by content can be written into the state machine beforehand.
    """
    # How many run at once is the function's, whatever version they are of.
    content = {key: value for key, value in function.properties.items() if key != "ReservedConcurrentExecutions"}
    text = json.dumps(content, sort_keys=True)
    return f"content-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def alias_arn(site: Site, function: Resource) -> str:
    """Return the ARN by which a release calls a function."""
    return site.target.arn("lambda", f"function:{function.name}:{content_alias(function)}")


def function_arn(site: Site, name: str) -> str:
    """Return a function's own ARN."""
    return site.target.arn("lambda", f"function:{name}")


def _properties(site: Site, function: LambdaFunctionResource, artifact: Artifact) -> dict[str, Json]:
    properties: dict[str, Json] = {
        "FunctionName": function.name,
        "Role": site.settings.existing.roles.get(function.name) or site.role_arn(function.name),
        "Handler": handler_name(function.handler),
        "Runtime": RUNTIME,
        "CodeSha256": base64_sha256(artifact),
        "Timeout": function.timeout_seconds,
        "MemorySize": function.memory_mb,
    }
    if function.environment:
        properties["Environment"] = {"Variables": dict(function.environment)}
    if function.reserved_concurrency is not None:
        properties["ReservedConcurrentExecutions"] = function.reserved_concurrency
    return properties
