"""What a Task's ``Resource`` may name: the service integrations, the patterns that each of them has, and their ARNs.

The optimized integrations and their patterns are those of
https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html and the page of each service; where a
service's own page and that overview disagree (EKS, Bedrock), both are taken.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from lakeflow.asl.placeholders import PLACEHOLDER
from lakeflow.asl.sdk_services import (
    RETIRED_SERVICES,
    SDK_NAMES,
    SDK_SERVICES,
    UNSUPPORTED_ACTIONS,
    UNSUPPORTED_SERVICES,
)
from lakeflow.errors import closest, suggestion


class Pattern(StrEnum):
    """How a Task waits for its service; the value is what stands behind the action in the ``Resource``."""

    REQUEST_RESPONSE = ""
    RUN_A_JOB = ".sync"
    RUN_A_JOB_2 = ".sync:2"
    """As ``.sync``, with the nested execution's output parsed."""
    WAIT_FOR_TASK_TOKEN = ".waitForTaskToken"  # noqa: S105  a suffix, not a secret

    @property
    def in_express(self) -> bool:
        """Whether an EXPRESS machine may use it: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html."""
        return self is Pattern.REQUEST_RESPONSE


class ServiceCall(NamedTuple):
    """A call of a service: by an optimized integration, or (``sdk``) by the AWS SDK integration."""

    service: str
    action: str
    pattern: Pattern = Pattern.REQUEST_RESPONSE
    sdk: bool = False

    @property
    def name(self) -> str:
        """The part of the ARN that tells the call, such as ``glue:startJobRun.sync``."""
        return f"{'aws-sdk:' if self.sdk else ''}{self.service}:{self.action}{self.pattern}"


class FunctionCall(NamedTuple):
    """A Lambda function named by its own ARN, the form from before ``lambda:invoke``; the input is the payload."""

    name: str
    qualifier: str = ""


class Activity(NamedTuple):
    """Work that an activity worker polls for; not in EXPRESS."""

    name: str


class Unresolved(NamedTuple):
    """A resource that cannot be judged: a placeholder stands where its kind would be, or it is some other URI."""

    text: str


class ResourceProblem(NamedTuple):
    """Why a ``Resource`` is refused, and what to write instead."""

    message: str
    hint: str


Resource: TypeAlias = ServiceCall | FunctionCall | Activity | Unresolved

_CALL = frozenset({Pattern.REQUEST_RESPONSE})
_JOB = _CALL | {Pattern.RUN_A_JOB}
_CALLBACK = _CALL | {Pattern.WAIT_FOR_TASK_TOKEN}
_ALL = _JOB | _CALLBACK

OPTIMIZED: Final[Mapping[str, Mapping[str, frozenset[Pattern]]]] = {
    "apigateway": {"invoke": _CALLBACK},
    "athena": {
        "startQueryExecution": _JOB,
        "stopQueryExecution": _CALL,
        "getQueryExecution": _CALL,
        "getQueryResults": _CALL,
    },
    "batch": {"submitJob": _JOB},
    "bedrock": {"invokeModel": _CALLBACK, "createModelCustomizationJob": _JOB},
    "bedrockagentcore": {"invokeHarness": _CALL},
    "codebuild": {
        "startBuild": _JOB,
        "stopBuild": _CALL,
        "batchDeleteBuilds": _CALL,
        "batchGetReports": _CALL,
        "startBuildBatch": _JOB,
        "stopBuildBatch": _CALL,
        "retryBuildBatch": _JOB,
        "deleteBuildBatch": _CALL,
    },
    "databrew": {"startJobRun": _JOB},
    "dynamodb": {"getItem": _CALL, "putItem": _CALL, "updateItem": _CALL, "deleteItem": _CALL},
    "ecs": {"runTask": _ALL},
    "eks": {
        "createCluster": _JOB,
        "deleteCluster": _JOB,
        "createFargateProfile": _JOB,
        "deleteFargateProfile": _JOB,
        "createNodegroup": _JOB,
        "deleteNodegroup": _JOB,
        "runJob": _ALL,
        "call": _CALLBACK,
    },
    "elasticmapreduce": {
        "createCluster": _JOB,
        "setClusterTerminationProtection": _CALL,
        "terminateCluster": _JOB,
        "addStep": _JOB,
        "cancelStep": _CALL,
        "modifyInstanceFleetByName": _CALL,
        "modifyInstanceGroupByName": _CALL,
    },
    "emr-containers": {"createVirtualCluster": _CALL, "deleteVirtualCluster": _JOB, "startJobRun": _JOB},
    "emr-serverless": {
        "createApplication": _JOB,
        "startApplication": _JOB,
        "stopApplication": _JOB,
        "deleteApplication": _JOB,
        "startJobRun": _JOB,
        "cancelJobRun": _JOB,
    },
    "events": {"putEvents": _CALLBACK},
    "glue": {"startJobRun": _JOB},
    "http": {"invoke": _CALL},
    "lambda": {"invoke": _CALLBACK},
    "mediaconvert": {"createJob": _JOB},
    "sagemaker": {
        "createEndpoint": _CALL,
        "createEndpointConfig": _CALL,
        "createHyperParameterTuningJob": _JOB,
        "createLabelingJob": _JOB,
        "createModel": _CALL,
        "createProcessingJob": _JOB,
        "createTrainingJob": _JOB,
        "createTransformJob": _JOB,
        "updateEndpoint": _CALL,
    },
    "sns": {"publish": _CALLBACK},
    "sqs": {"sendMessage": _CALLBACK},
    "states": {"startExecution": _ALL | {Pattern.RUN_A_JOB_2}},
}
"""Service, action, patterns: every optimized integration there is."""

ITEM_READERS: Final = frozenset({"s3:getObject", "s3:listObjectsV2"})
"""What an ItemReader's ``Resource`` may call, as ``arn:aws:states:::s3:getObject``."""

RESULT_WRITERS: Final = frozenset({"s3:putObject"})
"""What a ResultWriter's ``Resource`` may call."""

_PLACEHOLDER = re.compile(PLACEHOLDER)
_HIDDEN = "\0"
"""Stands for one placeholder while an ARN is taken apart: what is in the braces may hold colons."""
_PARTITION = re.compile(r"aws[a-z-]*|(?!AWS)[A-Z][A-Z_]*")
_NAME = re.compile(r"[A-Za-z0-9_\0-]+")
_QUALIFIER = re.compile(r"\$LATEST|[A-Za-z0-9_\0-]+")
_ACTION = re.compile(r"[a-z][A-Za-z0-9]*")
_DOTTED = re.compile(r"([^.]*)(\..*)?", re.DOTALL)


@lru_cache(maxsize=4096)
def parse_resource(resource: str) -> Resource | ResourceProblem:
    """Return what a Task's ``Resource`` names, or why it names nothing.

    Placeholders may stand anywhere, and what they hide is not judged.

    >>> parse_resource("arn:aws:states:::glue:startJobRun.sync").pattern
    <Pattern.RUN_A_JOB: '.sync'>
    >>> parse_resource("arn:aws:states:::glue:startJobrun.sync").hint
    'did you mean glue:startJobRun.sync?'
    """
    text = _PLACEHOLDER.sub(_HIDDEN, resource)
    if problem := _malformed(text):
        return problem
    prefix, _, rest = text.partition(":")
    if prefix != "arn" or _HIDDEN in prefix:
        return Unresolved(resource)
    partition, service, _region, _account, name = [*rest.split(":", 4), "", "", "", ""][:5]
    if not _PARTITION.fullmatch(partition) and _HIDDEN not in partition:
        return ResourceProblem(f"there is no partition {partition!r}", "write aws, aws-cn or aws-us-gov")
    return _within(service, name) or Unresolved(resource)


def _malformed(text: str) -> ResourceProblem | None:
    """Return what is wrong whatever the resource is of."""
    if not text:
        return ResourceProblem("a Resource is empty", "write arn:aws:states:::SERVICE:ACTION")
    if "${" in text:
        return ResourceProblem("a placeholder is not closed", "write ${name}")
    if text.startswith("{%"):
        return ResourceProblem(
            "a Resource is no JSONata expression: it is fixed when the machine is created",
            "choose between Task states by a Choice",
        )
    if text and text.split() != [text]:
        return ResourceProblem("a Resource holds no spaces", "drop them")
    return None


def _within(service: str, name: str) -> Resource | ResourceProblem | None:
    """Return what an ARN names in its service; None where that is nothing that this module knows."""
    if service == "lambda":
        return _function(name)
    if service != "states":
        return _other_service(service)
    kind, _, of = name.partition(":")
    if kind == "activity":
        return _activity(of)
    if kind in ("stateMachine", "execution"):
        return ResourceProblem("a state machine is no task", "run it by arn:aws:states:::states:startExecution.sync:2")
    return _service_call(name)


def _other_service(service: str) -> ResourceProblem | None:
    """Tell that what a service has is an argument of a call, not what is called."""
    plain = service.replace("-", "")
    known = SDK_NAMES.get(plain, plain)
    # The examples of the specification run tasks of swf.
    if known not in SDK_SERVICES or known == "swf":
        return None
    call = next((f"{service}:{action}" for action in OPTIMIZED.get(service, ())), f"aws-sdk:{known}:ACTION")
    return ResourceProblem(
        f"an ARN of {service} is no task", f"name a call, such as arn:aws:states:::{call}, and pass it what this names"
    )


def _function(name: str) -> Resource | ResourceProblem | None:
    kind, *rest = name.split(":")
    if _HIDDEN in kind:
        return None
    if kind != "function":
        return ResourceProblem(f"{kind!r} is no Lambda function", "write arn:aws:lambda:REGION:ACCOUNT:function:NAME")
    function, *qualifiers = rest or [""]
    if not _NAME.fullmatch(function):
        return ResourceProblem(
            f"{_shown(function)!r} is no name of a Lambda function", "write letters, digits, '-' and '_'"
        )
    if len(qualifiers) > 1 or not all(_QUALIFIER.fullmatch(qualifier) for qualifier in qualifiers):
        return ResourceProblem(
            f"{_shown(':'.join(qualifiers))!r} is no version or alias of a Lambda function",
            "write a version's number, an alias, $LATEST, or nothing",
        )
    return FunctionCall(_shown(function), _shown(qualifiers[0]) if qualifiers else "")


def _activity(name: str) -> Resource | ResourceProblem:
    if not name or ":" in name:
        return ResourceProblem(
            f"{_shown(name)!r} is no name of an activity", "write arn:aws:states:REGION:ACCOUNT:activity:NAME"
        )
    return Activity(_shown(name))


def _service_call(name: str) -> Resource | ResourceProblem | None:
    """Read ``[aws-sdk:]SERVICE:ACTION[.PATTERN]``."""
    sdk = name.startswith("aws-sdk:")
    service, _, call = name.removeprefix("aws-sdk:").partition(":")
    matched = _DOTTED.fullmatch(call)
    action, suffix = matched.groups("") if matched else (call, "")
    if _HIDDEN in service or _HIDDEN in action:
        return None
    if not action:
        return ResourceProblem(f"{_shown(name)!r} names no action", "write arn:aws:states:::SERVICE:ACTION")
    if _HIDDEN in suffix:
        return None
    return _sdk_call(service, action, suffix) if sdk else _optimized(service, action, suffix)


def _optimized(service: str, action: str, suffix: str) -> ServiceCall | ResourceProblem:
    actions = OPTIMIZED.get(service)
    if actions is None:
        return _unknown_service(service, action, suffix)
    patterns = actions.get(action)
    if patterns is None:
        return _unknown_action(service, action, suffix)
    for pattern in patterns:
        if suffix == pattern:
            return ServiceCall(service, action, pattern)
    return _unknown_pattern(f"{service}:{action}", suffix, patterns)


def _unknown_service(service: str, action: str, suffix: str) -> ResourceProblem:
    message = f"there is no optimized integration with {service!r}"
    if action in OPTIMIZED.get(_optimized_name(service), ()):
        return ResourceProblem(message, f"did you mean {_optimized_name(service)}:{action}{suffix}?")
    if _sdk_name(service) == SDK_NAMES.get(service, service):
        return ResourceProblem(message, f"call it by the AWS SDK integration: {_by_sdk(service, action, suffix)}")
    if near := closest(service, OPTIMIZED):
        known = action if action in OPTIMIZED[near] else closest(action, OPTIMIZED[near])
        return ResourceProblem(message, f"did you mean {near}:{known}{suffix}?" if known else f"did you mean {near}?")
    return ResourceProblem(message, f"write one of: {', '.join(OPTIMIZED)}")


def _unknown_action(service: str, action: str, suffix: str) -> ResourceProblem:
    message = f"the optimized integration with {service} has no action {action!r}"
    lowered = {known.lower(): known for known in OPTIMIZED[service]}
    if near := lowered.get(action.lower()) or closest(action, OPTIMIZED[service]):
        return ResourceProblem(message, f"did you mean {service}:{near}{suffix}?")
    if service == "http":
        return ResourceProblem(message, "write http:invoke")
    return ResourceProblem(message, f"call it by the AWS SDK integration: {_by_sdk(service, action, suffix)}")


def _by_sdk(service: str, action: str, suffix: str) -> str:
    kept = suffix if suffix == Pattern.WAIT_FOR_TASK_TOKEN else ""
    return f"arn:aws:states:::aws-sdk:{_sdk_name(service)}:{action[:1].lower()}{action[1:]}{kept}"


def _unknown_pattern(call: str, suffix: str, patterns: frozenset[Pattern]) -> ResourceProblem:
    known = [f"{call}{pattern}" for pattern in Pattern if pattern in patterns]
    if suffix in tuple(Pattern):
        return ResourceProblem(f"{call} cannot be called with {suffix!r}", f"write {_alternatives(known)}")
    hint = suggestion(f"{call}{suffix}", (name for name in known if name != call), f"write {_alternatives(known)}")
    return ResourceProblem(f"{_shown(suffix)!r} is no integration pattern", hint)


def _alternatives(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def _sdk_call(service: str, action: str, suffix: str) -> ServiceCall | ResourceProblem:
    if problem := _sdk_problem(service, action, suffix):
        return problem
    if suffix in _CALLBACK:
        return ServiceCall(service, action, Pattern(suffix), sdk=True)
    patterns = OPTIMIZED.get(_optimized_name(service), {}).get(action, _CALLBACK)
    if suffix in patterns:
        return ResourceProblem(
            f"the AWS SDK integration does not wait for jobs: {service}:{action} cannot be called with {suffix!r}",
            f"write arn:aws:states:::{_optimized_name(service)}:{action}{suffix}",
        )
    return _unknown_pattern(f"aws-sdk:{service}:{action}", suffix, _CALLBACK)


def _optimized_name(service: str) -> str:
    return next((name for name in OPTIMIZED if _sdk_name(name) == service), service)


def _sdk_problem(service: str, action: str, suffix: str) -> ResourceProblem | None:
    if service not in SDK_SERVICES and service not in RETIRED_SERVICES:
        known = _sdk_name(service)
        hint = (
            f"did you mean {known}:{action[:1].lower()}{action[1:]}{suffix}?"
            if known
            else "name it as the AWS SDK for Java does"
        )
        return ResourceProblem(f"the AWS SDK integration knows no service {service!r}", hint)
    if not _ACTION.fullmatch(action):
        return ResourceProblem(
            f"{action!r} is no action: actions are written in camel case",
            f"did you mean {service}:{action[:1].lower()}{action[1:]}{suffix}?",
        )
    if service in UNSUPPORTED_SERVICES or action in UNSUPPORTED_ACTIONS.get(service, ()):
        return ResourceProblem(f"Step Functions cannot call {service}:{action}", "call it in a Lambda function")
    return None


def _sdk_name(service: str) -> str:
    """Return what the AWS SDK integration calls a service; empty if it is not known under that name or a near one."""
    plain = service.lower().replace("-", "")
    name = SDK_NAMES.get(plain, plain)
    return name if name in SDK_SERVICES else closest(plain, SDK_SERVICES)


def _shown(text: str) -> str:
    return text.replace(_HIDDEN, "${...}")


def optimized_calls() -> Iterator[ServiceCall]:
    """Yield every optimized integration with each of its patterns, by service and action."""
    for service, actions in OPTIMIZED.items():
        for action, patterns in actions.items():
            yield from (ServiceCall(service, action, pattern) for pattern in Pattern if pattern in patterns)
