"""Optimized integrations whose operation is Step Functions' own: no AWS API has it under that name and in that form.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html, call-https-apis.html, connect-eks.html,
connect-emr.html.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from lakeflow.asl.services.shapes import (
    BooleanShape,
    DocumentShape,
    ListShape,
    MapShape,
    Member,
    NumberShape,
    Operation,
    Shape,
    StringShape,
    StructureShape,
)

_METHODS: Final = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")


def _structure(required: Mapping[str, str], optional: Mapping[str, str] | None = None) -> StructureShape:
    members = {name: Member(shape, required=True) for name, shape in required.items()}
    return StructureShape(members | {name: Member(shape) for name, shape in (optional or {}).items()})


_SHAPES: Final[Mapping[str, Shape]] = {
    "text": StringShape(),
    "texts": ListShape("text"),
    "flag": BooleanShape(),
    "number": NumberShape(integer=True),
    "any": DocumentShape(),
    "map of any": MapShape("text", "any"),
    "map of texts": MapShape("text", "texts"),
    "method": StringShape(enum=_METHODS),
    "auth type": StringShape(enum=("NO_AUTH", "IAM_ROLE", "RESOURCE_POLICY")),
    "kubernetes method": StringShape(enum=_METHODS[:6]),
    "connection": _structure({"ConnectionArn": "text"}),
    "body encoding": StringShape(enum=("NONE", "URL_ENCODED")),
    "array format": StringShape(enum=("INDICES", "REPEAT", "COMMAS", "BRACKETS")),
    "encoding options": _structure({}, {"ArrayFormat": "array format"}),
    "transform": _structure({}, {"RequestBodyEncoding": "body encoding", "RequestEncodingOptions": "encoding options"}),
    "log options": _structure({}, {"RetrieveLogs": "flag", "RawLogs": "flag", "LogParameters": "map of texts"}),
}

_CLUSTER: Final = {"ClusterName": "text", "CertificateAuthority": "text", "Endpoint": "text"}
_ANSWER: Final = _structure(
    {}, {"StatusCode": "number", "StatusText": "text", "Headers": "map of any", "ResponseBody": "any"}
)

_INPUTS: Final[Mapping[tuple[str, str], StructureShape]] = {
    ("apigateway", "invoke"): _structure(
        {"ApiEndpoint": "text", "Method": "method"},
        {
            "Headers": "map of any",
            "Stage": "text",
            "Path": "text",
            "QueryParameters": "map of any",
            "RequestBody": "any",
            "AllowNullValues": "flag",
            "AuthType": "auth type",
        },
    ),
    ("http", "invoke"): _structure(
        {"ApiEndpoint": "text", "Method": "method"},
        {
            "Authentication": "connection",
            "InvocationConfig": "connection",
            "Headers": "map of any",
            "QueryParameters": "map of any",
            "RequestBody": "any",
            "Transform": "transform",
        },
    ),
    ("eks", "call"): _structure(
        _CLUSTER | {"Method": "kubernetes method", "Path": "text"},
        {"QueryParameters": "map of texts", "RequestBody": "any"},
    ),
    ("eks", "runJob"): _structure(_CLUSTER | {"Job": "any"}, {"Namespace": "text", "LogOptions": "log options"}),
    ("elasticmapreduce", "setClusterTerminationProtection"): _structure(
        {"ClusterId": "text", "TerminationProtected": "flag"}
    ),
    ("elasticmapreduce", "terminateCluster"): _structure({"ClusterId": "text"}),
    ("elasticmapreduce", "addStep"): _structure(
        {"ClusterId": "text", "Step": "map of any"}, {"ExecutionRoleArn": "text"}
    ),
    ("elasticmapreduce", "cancelStep"): _structure({"ClusterId": "text", "StepId": "text"}),
    ("elasticmapreduce", "modifyInstanceFleetByName"): _structure(
        {"ClusterId": "text", "InstanceFleetName": "text", "InstanceFleet": "map of any"}
    ),
    ("elasticmapreduce", "modifyInstanceGroupByName"): _structure(
        {"ClusterId": "text", "InstanceGroupName": "text", "InstanceGroup": "map of any"}
    ),
}

_ANSWERED: Final = frozenset({("apigateway", "invoke"), ("http", "invoke"), ("eks", "call")})


@cache
def own_operation(service: str, action: str) -> Operation | None:
    """Return the operation of an optimized integration that is Step Functions' own; None if it is an API's."""
    taken = _INPUTS.get((service, action))
    if taken is None:
        return None
    shapes = {**_SHAPES, "*input": taken, "*output": _ANSWER}
    return Operation(service, action, shapes, "*input", "*output" if (service, action) in _ANSWERED else "")
