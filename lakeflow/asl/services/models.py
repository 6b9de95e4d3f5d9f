"""Operations from API models in the JSON that AWS publishes them in (``service-2.json``)."""

import re
from collections.abc import Mapping
from typing import Any

from lakeflow.asl.services.shapes import (
    BlobShape,
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
    TimestampShape,
)

_VERSION = re.compile(r"\d{4}_?\d{2}_?\d{2}$")
"""CloudFront's operations carry the API's date: ``CreateDistribution2020_05_31``."""

_NUMBERS = frozenset({"integer", "long", "float", "double"})


def action_name(operation: str) -> str:
    """Return what the AWS SDK integration calls an operation.

    >>> action_name("GetItem"), action_name("CreateDistribution2020_05_31")
    ('getItem', 'createDistribution')
    """
    return uncapitalized(_VERSION.sub("", operation))


def uncapitalized(name: str) -> str:
    """Return a name with its first word in lower case, as the AWS SDK for Java writes it: ``DBName`` is ``dbName``.

    https://github.com/aws/aws-sdk-java-v2/blob/master/codegen/src/main/java/software/amazon/awssdk/codegen/internal/Utils.java

    >>> uncapitalized("SSEKMSKeyId"), uncapitalized("ACL"), uncapitalized("MD5OfBody")
    ('ssekmsKeyId', 'acl', 'md5OfBody')
    """
    end = 1
    while end < len(name) and name[end].isupper() and not name[end + 1 : end + 2].islower():
        end += 1
    return name[:end].lower() + name[end:]


def operation_from_model(model: Mapping[str, Any], service: str, name: str) -> Operation:
    """Return the operation of that name, with the shapes that its input and output reach."""
    operation = model["operations"][name]
    shapes: dict[str, Shape] = {}
    roots = {side: operation.get(side, {}).get("shape", "") for side in ("input", "output")}
    waiting = [root for root in roots.values() if root]
    streams = False
    while waiting:
        shape = waiting.pop()
        if shape in shapes:
            continue
        streams = streams or bool(model["shapes"][shape].get("eventstream"))
        shapes[shape] = _shape(model["shapes"][shape])
        waiting += _references(shapes[shape])
    return Operation(service, action_name(name), shapes, roots["input"], roots["output"], streams)


def _references(shape: Shape) -> list[str]:
    match shape:
        case StructureShape(members):
            return [member.shape for member in members.values()]
        case ListShape(item):
            return [item]
        case MapShape(key, value):
            return [key, value]
        case _:
            return []


def _shape(model: Mapping[str, Any]) -> Shape:  # noqa: PLR0911  one line a type
    kind = model["type"]
    bounds = model.get("min"), model.get("max")
    if kind == "structure":
        return _structure(model)
    if kind == "list":
        return ListShape(model["member"]["shape"], *bounds)
    if kind == "map":
        return MapShape(model["key"]["shape"], model["value"]["shape"])
    if kind in ("string", "character"):
        return StringShape(tuple(model.get("enum", ())), model.get("pattern", ""), *bounds)
    if kind in _NUMBERS:
        return NumberShape(kind in ("integer", "long"), *bounds)
    if kind == "boolean":
        return BooleanShape()
    if kind == "timestamp":
        return TimestampShape()
    assert kind == "blob", kind
    return BlobShape(*bounds)


def _structure(model: Mapping[str, Any]) -> Shape:
    if model.get("document"):
        return DocumentShape()
    required = frozenset(model.get("required", ()))
    members = {
        name: Member(member["shape"], name in required, bool(member.get("idempotencyToken")))
        for name, member in model["members"].items()
    }
    return StructureShape(members, bool(model.get("union")))
