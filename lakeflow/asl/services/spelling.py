"""How Step Functions spells the members of API shapes: all in Pascal case, by one of two rules.

https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from lakeflow.asl.services.models import uncapitalized
from lakeflow.asl.services.shapes import Member, Operation, Shape, StringShape, StructureShape

_KEYWORDS = """
    abstract assert boolean break byte case catch char class const continue default do double else enum extends false
    final finally float for goto if implements import instanceof int interface long native new null package private
    protected public return short static strictfp super switch synchronized this throw throws transient true try void
    volatile while
"""
_METHODS = """
    equals finalize getClass hashCode notify notifyAll toString wait builder sdkFields toBuilder overrideConfiguration
    sdkHttpResponse
"""
_JAVA: Final = frozenset((_KEYWORDS + _METHODS).split())
"""Names that no member can have in Java, by its grammar or because its objects have methods of that name."""

_RENAMED: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("cloudformation", "ListStacksInput"): {"StackStatusFilter": "StackStatusFilters"},
    ("dynamodb", "AttributeValue"): {"NULL": "Nul"},
    ("dynamodbstreams", "AttributeValue"): {"NULL": "Nul"},
    ("ec2", "FpgaImage"): {"Public": "IsPublic"},
    ("ec2", "Image"): {"Public": "PublicLaunchPermissions"},
}
"""Members that the AWS SDK for Java has given names of its own, by service and shape."""

_COPY: Final = ("SourceBucket", "SourceKey", "SourceVersionId", "DestinationBucket", "DestinationKey")
_FROM_REGION: Final = (
    "CopyDBClusterSnapshotMessage",
    "CopyDBSnapshotMessage",
    "CreateDBClusterMessage",
    "CreateDBInstanceReadReplicaMessage",
    "StartDBInstanceAutomatedBackupsReplicationMessage",
)
_ADDED: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("s3", "CopyObjectRequest"): _COPY,
    ("s3", "UploadPartCopyRequest"): _COPY,
    **{(service, shape): ("SourceRegion",) for service in ("docdb", "neptune", "rds") for shape in _FROM_REGION},
}
"""Members that the AWS SDK for Java has added, each a text; what S3's replace is then not required."""

_REPLACED: Final = frozenset({"Bucket", "Key", "CopySource"})


@lru_cache(maxsize=1024)
def for_sdk(operation: Operation) -> Operation:
    """Return the operation as the AWS SDK integration spells it: by the AWS SDK for Java 2 (``DbName``, ``Acl``)."""
    shapes = {
        name: _with_added(_renamed(shape, sdk_member, _RENAMED.get((operation.service, name), {})), operation, name)
        for name, shape in operation.shapes.items()
    }
    return replace(operation, shapes=shapes | {_TEXT: StringShape()})


@lru_cache(maxsize=1024)
def for_optimized(operation: Operation) -> Operation:
    """Return the operation as optimized integrations spell it: the service's own names, the first letter upper."""
    shapes = {name: _renamed(shape, optimized_member, {}) for name, shape in operation.shapes.items()}
    return replace(operation, shapes=shapes)


def sdk_member(name: str) -> str:
    """Return a member as the AWS SDK integration spells it.

    >>> sdk_member("SSEKMSKeyId"), sdk_member("BOOL"), sdk_member("jobName"), sdk_member("equals")
    ('SsekmsKeyId', 'Bool', 'JobName', 'EqualsValue')
    """
    plain = uncapitalized(name)
    if plain in _JAVA or plain.lower() in _JAVA:
        plain += "Value"
    return optimized_member(plain)


def optimized_member(name: str) -> str:
    """Return a member as optimized integrations spell it.

    >>> optimized_member("BOOL"), optimized_member("jobName")
    ('BOOL', 'JobName')
    """
    return name[:1].upper() + name[1:]


_TEXT: Final = "*text"


def _renamed(shape: Shape, spell: Callable[[str], str], special: Mapping[str, str]) -> Shape:
    if not isinstance(shape, StructureShape):
        return shape
    return shape._replace(members={special.get(name) or spell(name): member for name, member in shape.members.items()})


def _with_added(shape: Shape, operation: Operation, name: str) -> Shape:
    added = _ADDED.get((operation.service, name))
    if not added or not isinstance(shape, StructureShape):
        return shape
    replaced = _REPLACED if added is _COPY else frozenset()
    members = {
        member: known._replace(required=known.required and member not in replaced)
        for member, known in shape.members.items()
    }
    return shape._replace(members=members | dict.fromkeys(added, Member(_TEXT)))
