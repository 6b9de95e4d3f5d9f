"""Optimized integrations as operations: the API behind each, and where Step Functions takes or returns something else.

https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from lakeflow.asl.integrations import Pattern, ServiceCall
from lakeflow.asl.sdk_services import SDK_NAMES
from lakeflow.asl.services.own_operations import own_operation
from lakeflow.asl.services.port import Services
from lakeflow.asl.services.shapes import (
    DocumentShape,
    Member,
    Operation,
    Shape,
    ShapeTree,
    StringShape,
    StructureShape,
    TimestampShape,
)
from lakeflow.asl.services.spelling import for_optimized

_OTHER_API: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("bedrock", "invokeModel"): ("bedrockruntime", "invokeModel"),
    ("elasticmapreduce", "createCluster"): ("emr", "runJobFlow"),
}
"""Optimized integrations whose API goes by another name."""

_ANY: Final = "*any"
_PAYLOAD: Final = "*payload"
_S3_OBJECT: Final = "*s3 object"
_TEXT: Final = "*text"
_ADDED: Final[Mapping[str, Shape]] = {
    _ANY: DocumentShape(),
    _PAYLOAD: DocumentShape(scalars=False),
    _S3_OBJECT: StructureShape({"S3Uri": Member(_TEXT, required=True)}),
    _TEXT: StringShape(),
}

_CHANGED: Final[Mapping[tuple[str, str], Mapping[str, Mapping[str, str]]]] = {
    ("bedrock", "invokeModel"): {
        "InvokeModelRequest": {"Body": _ANY, "Input": _S3_OBJECT, "Output": _S3_OBJECT},
        "InvokeModelResponse": {"Body": _ANY},
    },
    ("events", "putEvents"): {"PutEventsRequestEntry": {"Detail": _PAYLOAD}},
    ("glue", "startJobRun"): {"StartJobRunResponse": {"JobName": _TEXT}},
    ("lambda", "invoke"): {"InvocationRequest": {"Payload": _PAYLOAD}, "InvocationResponse": {"Payload": _ANY}},
    ("sns", "publish"): {"PublishInput": {"Message": _PAYLOAD}},
    ("sqs", "sendMessage"): {"SendMessageRequest": {"MessageBody": _PAYLOAD}},
    ("states", "startExecution"): {"StartExecutionInput": {"Input": _ANY}},
}
"""By shape and member, where JSON stands for a text, and what Step Functions adds."""

_DROPPED: Final[Mapping[tuple[str, str], Mapping[str, frozenset[str]]]] = {
    ("elasticmapreduce", "createCluster"): {"RunJobFlowInput": frozenset({"Steps"})},
}
"""By shape, the members that the optimized integration does not take."""

_FROM_TEXT: Final[Mapping[str, tuple[str, ...]]] = {"dynamodb": ("AttributeValue",)}
"""By service, the structures for which a text may stand: published machines give DynamoDB attributes without a type."""

_JOBS: Final[Mapping[tuple[str, str], tuple[str, tuple[str, ...]]]] = {
    ("athena", "startQueryExecution"): ("getQueryExecution", ()),
    ("batch", "submitJob"): ("describeJobs", ("Jobs", "[]")),
    ("codebuild", "startBuild"): ("startBuild", ()),
    ("ecs", "runTask"): ("describeTasks", ("Tasks", "[]")),
    ("glue", "startJobRun"): ("getJobRun", ("JobRun",)),
    ("sagemaker", "createHyperParameterTuningJob"): ("describeHyperParameterTuningJob", ()),
    ("sagemaker", "createLabelingJob"): ("describeLabelingJob", ()),
    ("sagemaker", "createProcessingJob"): ("describeProcessingJob", ()),
    ("sagemaker", "createTrainingJob"): ("describeTrainingJob", ()),
    ("sagemaker", "createTransformJob"): ("describeTransformJob", ()),
    ("states", "startExecution"): ("describeExecution", ()),
}
"""What a job's ``.sync`` returns: the action that describes it, and where in its answer the job stands."""


def optimized_operation(call: ServiceCall, services: Services) -> Operation | None:
    """Return the operation of an optimized integration, spelled and changed as it is there; None if unknown."""
    own = own_operation(call.service, call.action)
    if own is not None:
        return own
    operation = services.operation(*_api(call.service, call.action))
    return _adapted(operation, call.service, call.action) if operation is not None else None


def job_result(call: ServiceCall, services: Services) -> ShapeTree | None:
    """Return what ``.sync`` returns when the job has ended; None where that is not documented."""
    action, path = _JOBS.get((call.service, call.action), ("", ()))
    service, _ = _api(call.service, call.action)
    operation = services.operation(service, action) if action else None
    if operation is None or not operation.output:
        return None
    tree: ShapeTree | None = ShapeTree(_described(operation, call.pattern).shapes, operation.output)
    for step in path:
        if tree is not None:
            tree = tree.item if step == "[]" else tree.below(step)
    return tree


def _api(service: str, action: str) -> tuple[str, str]:
    plain = service.replace("-", "")
    return _OTHER_API.get((service, action), (SDK_NAMES.get(plain, plain), action))


@lru_cache(maxsize=1024)
def _adapted(operation: Operation, service: str, action: str) -> Operation:
    spelled = for_optimized(operation)
    changed, dropped = _CHANGED.get((service, action), {}), _DROPPED.get((service, action), {})
    shapes = {
        name: _changed(shape, changed.get(name, {}), dropped.get(name, frozenset()))
        for name, shape in spelled.shapes.items()
    }
    for name in _FROM_TEXT.get(service, ()):
        if isinstance(shape := shapes.get(name), StructureShape):
            shapes[name] = shape._replace(from_text=True)
    # What Step Functions makes of a stream is its own, and not documented as a shape.
    output = "" if operation.streams else spelled.output
    return replace(spelled, shapes={**shapes, **_ADDED}, output=output)


def _changed(shape: Shape, changed: Mapping[str, str], dropped: frozenset[str]) -> Shape:
    if not isinstance(shape, StructureShape):
        return shape
    members = {
        # Step Functions fills in idempotency tokens of the optimized integrations itself.
        name: member._replace(shape=changed.get(name, member.shape), required=member.required and not member.token)
        for name, member in shape.members.items()
        if name not in dropped
    }
    return shape._replace(members=members | {name: Member(new) for name, new in changed.items() if name not in members})


@lru_cache(maxsize=256)
def _described(operation: Operation, pattern: Pattern) -> Operation:
    """Return the describing operation as ``.sync`` spells it: its times are texts or numbers, by service."""
    spelled = for_optimized(operation)
    shapes = {
        name: DocumentShape() if isinstance(shape, TimestampShape) else _with_output(shape, pattern)
        for name, shape in spelled.shapes.items()
    }
    return replace(spelled, shapes={**shapes, **_ADDED})


def _with_output(shape: Shape, pattern: Pattern) -> Shape:
    """Let ``.sync:2`` return the nested execution's input and output parsed."""
    if pattern is not Pattern.RUN_A_JOB_2 or not isinstance(shape, StructureShape):
        return shape
    parsed = {name: Member(_ANY) for name in ("Input", "Output") if name in shape.members}
    return shape._replace(members={**shape.members, **parsed})
