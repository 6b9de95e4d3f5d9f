"""Statements of a distributed Map: it runs the machine itself as children, reads items, and writes results.

https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lakeflow.resources.iam.arguments import Arguments
from lakeflow.resources.iam.grants import key_use
from lakeflow.resources.iam.statement import Statement
from lakeflow.resources.site import Site


def children(machine: str, site: Site) -> Iterator[Statement]:
    """Yield the right of a machine to start, watch, stop and redrive its own child executions.

    A child's ARN is ``execution:NAME/LABEL:ID``, its parent's ``execution:NAME:ID``.
    """
    target = site.target
    yield Statement("StartChildren", ("states:StartExecution",), (target.arn("states", f"stateMachine:{machine}"),))
    executions = tuple(target.arn("states", f"execution:{machine}{label}:*") for label in ("", "/*"))
    yield Statement("WatchChildren", ("states:DescribeExecution", "states:StopExecution"), executions)
    yield Statement("RedriveChildren", ("states:RedriveExecution",), (executions[1],))


def reader(fields: Mapping[str, Any], arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to read the items of an ItemReader; a manifest's data lie where only the manifest tells."""
    bucket, site = arguments.text("Bucket") or "*", arguments.site
    if str(fields.get("Resource", "")).endswith("listObjectsV2"):
        prefix = arguments.text("Prefix")
        conditions = (("StringLike", "s3:prefix", (f"{prefix}*",)),) if prefix else ()
        yield Statement("ListItems", ("s3:ListBucket",), (site.s3_arn(bucket),), conditions)
        return
    config = fields.get("ReaderConfig")
    is_manifest = isinstance(config, Mapping) and config.get("InputType") == "MANIFEST"
    key = "*" if is_manifest else arguments.text("Key") or "*"
    yield Statement("ReadItems", ("s3:GetObject",), (site.s3_arn(bucket, key),))


def writer(arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to write the results of a ResultWriter below its prefix."""
    bucket, prefix = arguments.text("Bucket") or "*", arguments.text("Prefix").strip("/")
    actions = ("s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject")
    yield Statement("WriteResults", actions, (arguments.site.s3_arn(bucket, f"{prefix}/*".lstrip("/")),))
    yield from key_use("ResultKey", arguments)
