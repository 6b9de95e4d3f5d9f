"""Statements of calls by the AWS SDK integration: the action's own name in IAM, on the resource that is written out.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterator, Mapping
from typing import Final

from lakeflow.asl.integrations import ServiceCall
from lakeflow.resources.iam.arguments import Arguments
from lakeflow.resources.iam.calls import queue_arn
from lakeflow.resources.iam.statement import Statement

_PREFIXES: Final[Mapping[str, str]] = {
    "apigatewayv2": "apigateway",
    "applicationautoscaling": "application-autoscaling",
    "bedrockagentruntime": "bedrock",
    "bedrockruntime": "bedrock",
    "cloudwatchlogs": "logs",
    "cognitoidentity": "cognito-identity",
    "cognitoidentityprovider": "cognito-idp",
    "costexplorer": "ce",
    "databasemigration": "dms",
    "directory": "ds",
    "docdb": "rds",
    "dynamodbstreams": "dynamodb",
    "ecrpublic": "ecr-public",
    "efs": "elasticfilesystem",
    "elasticloadbalancingv2": "elasticloadbalancing",
    "elasticsearch": "es",
    "emr": "elasticmapreduce",
    "emrcontainers": "emr-containers",
    "emrserverless": "emr-serverless",
    "eventbridge": "events",
    "iotdataplane": "iot",
    "lexmodelbuilding": "lex",
    "lexmodelsv2": "lex",
    "lexruntime": "lex",
    "lexruntimev2": "lex",
    "neptune": "rds",
    "opensearch": "es",
    "personalizeevents": "personalize",
    "personalizeruntime": "personalize",
    "rdsdata": "rds-data",
    "redshiftdata": "redshift-data",
    "redshiftserverless": "redshift-serverless",
    "resourcegroups": "resource-groups",
    "resourcegroupstaggingapi": "tag",
    "route53resolver": "route53resolver",
    "s3control": "s3",
    "sagemakerfeaturestoreruntime": "sagemaker",
    "sagemakerruntime": "sagemaker",
    "serverlessapplicationrepository": "serverlessrepo",
    "sesv2": "ses",
    "sfn": "states",
    "ssmincidents": "ssm-incidents",
    "ssoadmin": "sso",
    "timestreamquery": "timestream",
    "timestreamwrite": "timestream",
    "wafregional": "waf-regional",
}
"""What IAM calls a service whose name in the AWS SDK integration is another."""

_ACTIONS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("dynamodb", "batchExecuteStatement"): ("PartiQLDelete", "PartiQLInsert", "PartiQLSelect", "PartiQLUpdate"),
    ("dynamodb", "executeStatement"): ("PartiQLDelete", "PartiQLInsert", "PartiQLSelect", "PartiQLUpdate"),
    ("dynamodb", "transactGetItems"): ("GetItem",),
    ("dynamodb", "transactWriteItems"): ("ConditionCheckItem", "DeleteItem", "PutItem", "UpdateItem"),
    ("lambda", "invoke"): ("InvokeFunction",),
    ("bedrockruntime", "converse"): ("InvokeModel",),
}
"""Actions that IAM calls otherwise."""

_S3_ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "abortMultipartUpload": ("AbortMultipartUpload",),
    "completeMultipartUpload": ("PutObject",),
    "createMultipartUpload": ("PutObject",),
    "deleteObject": ("DeleteObject",),
    "deleteObjects": ("DeleteObject",),
    "getObject": ("GetObject",),
    "getObjectAttributes": ("GetObject", "GetObjectAttributes"),
    "getObjectTagging": ("GetObjectTagging",),
    "headObject": ("GetObject",),
    "putObject": ("PutObject",),
    "putObjectTagging": ("PutObjectTagging",),
    "uploadPart": ("PutObject",),
}
"""Actions of S3 on objects."""

_S3_LISTS: Final[Mapping[str, str]] = {
    "headBucket": "ListBucket",
    "listMultipartUploads": "ListBucketMultipartUploads",
    "listObjectVersions": "ListBucketVersions",
    "listObjects": "ListBucket",
    "listObjectsV2": "ListBucket",
}
"""Actions of S3 on buckets that IAM calls otherwise."""

_RESOURCES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "athena": (("WorkGroup", "workgroup/"),),
    "dynamodb": (("TableName", "table/"),),
    "ecs": (("Service", "service/*/"), ("Cluster", "cluster/")),
    "eventbridge": (("EventBusName", "event-bus/"),),
    "kms": (("KeyId", "key/"),),
    "lambda": (("FunctionName", "function:"),),
    "secretsmanager": (("SecretId", "secret:"),),
    "ssm": (("Name", "parameter/"),),
}
"""Arguments that name what a service's actions are on, and what stands before the name in its ARN."""

_GLUE: Final[Mapping[str, str]] = {
    "Crawler": "crawler",
    "Job": "job",
    "JobRun": "job",
    "JobRuns": "job",
    "Trigger": "trigger",
    "Workflow": "workflow",
    "WorkflowRun": "workflow",
}
"""What an action of Glue is on, by the words after its verb."""


def sdk_call(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to call an action; on everything where nothing finer is written out."""
    if call.service == "s3":
        yield from _s3(call, arguments)
        return
    prefix = _PREFIXES.get(call.service, call.service)
    names = _ACTIONS.get((call.service, call.action), (_pascal(call.action),))
    yield Statement(
        f"Sdk{_word(call.service)}{_pascal(call.action)}",
        tuple(f"{prefix}:{name}" for name in names),
        _resources(call, prefix, arguments),
    )


def _resources(call: ServiceCall, prefix: str, arguments: Arguments) -> tuple[str, ...]:
    target = arguments.site.target
    if call.service == "glue" and (resource := _glue(call.action, arguments)):
        return (resource,)
    if call.service == "sqs" and arguments.text("QueueUrl"):
        return (queue_arn(arguments),)
    if found := arguments.arns(prefix):
        return (*found, *(f"{arn}/index/*" for arn in found if call.action in _INDEXED))
    for argument, before in _RESOURCES.get(call.service, ()):
        name = arguments.text(argument).removeprefix("/" if call.service == "ssm" else "")
        if name:
            # Secrets Manager ends the ARN of every secret by six characters of its own.
            after = "-??????" if call.service == "secretsmanager" else ""
            arn = target.arn(prefix, f"{before}{name}{after}")
            return (arn, f"{arn}/index/*") if call.action in _INDEXED and call.service == "dynamodb" else (arn,)
    return ("*",)


_INDEXED: Final = frozenset({"query", "scan"})
"""Actions that read a table's indexes as well."""


def _glue(action: str, arguments: Arguments) -> str:
    """Return the ARN of the crawler, job, trigger or workflow that an action of Glue is on; empty for others."""
    words = next((action[len(verb) :] for verb in ("start", "stop", "get", "batchStop") if action.startswith(verb)), "")
    kind = _GLUE.get(words, "")
    name = arguments.text("JobName") or arguments.text("Name")
    return arguments.site.target.arn("glue", f"{kind}/{name or '*'}") if kind else ""


def _s3(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    site = arguments.site
    sid = f"SdkS3{_pascal(call.action)}"
    bucket = arguments.text("Bucket") or arguments.text("DestinationBucket") or "*"
    if call.action == "listBuckets":
        yield Statement(sid, ("s3:ListAllMyBuckets",), ("*",))
    elif call.action in ("copyObject", "uploadPartCopy"):
        yield Statement(f"{sid}From", ("s3:GetObject",), (_source(arguments),))
        key = arguments.text("Key") or arguments.text("DestinationKey") or "*"
        yield Statement(f"{sid}To", ("s3:PutObject",), (site.s3_arn(bucket, key),))
    elif call.action in _S3_ACTIONS:
        actions = tuple(f"s3:{name}" for name in _S3_ACTIONS[call.action])
        yield Statement(sid, actions, (site.s3_arn(bucket, arguments.text("Key") or "*"),))
    else:
        yield Statement(sid, (f"s3:{_S3_LISTS.get(call.action, _pascal(call.action))}",), (site.s3_arn(bucket),))


def _source(arguments: Arguments) -> str:
    """Return the ARN of the object that is copied: ``CopySource`` is ``bucket/key``, with or without a slash before."""
    site = arguments.site
    bucket, _, key = arguments.text("CopySource").lstrip("/").partition("?")[0].partition("/")
    return site.s3_arn(bucket or arguments.text("SourceBucket") or "*", key or arguments.text("SourceKey") or "*")


def _pascal(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"


def _word(service: str) -> str:
    return f"{service[0].upper()}{service[1:]}"
