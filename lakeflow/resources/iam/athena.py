"""Statements of Athena queries: Athena reads the catalog and S3 with its caller's rights.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html
"""

import re
from collections.abc import Iterator
from typing import Final

from lakeflow.asl.integrations import Pattern, ServiceCall
from lakeflow.resources.iam.arguments import Arguments
from lakeflow.resources.iam.grants import key_use
from lakeflow.resources.iam.statement import Statement
from lakeflow.resources.queries import SHARED
from lakeflow.resources.site import Site

_READING: Final = frozenset({"SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "VALUES", "TABLE"})
_FIRST_WORD = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*\(*\s*(\w+)", re.DOTALL)
_QUALIFIED = re.compile(
    r"\b(?:FROM|JOIN|INTO|TABLE|VIEW|UPDATE|EXISTS|DATABASE|SCHEMA)\s+[\"`]?(\w+)[\"`]?(\s*\.\s*[\"`]?\w+)?",
    re.IGNORECASE,
)
# Which resources an action is on is AWS's own list: an action on a table is on its database and the catalog as well.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
_READ_DATABASES: Final = ("glue:GetDatabase", "glue:GetDatabases")
_READ_TABLES: Final = (
    "glue:BatchGetPartition",
    "glue:GetPartition",
    "glue:GetPartitions",
    "glue:GetTable",
    "glue:GetTables",
)
_WRITE_DATABASES: Final = ("glue:CreateDatabase", "glue:UpdateDatabase")
_DELETE_DATABASES: Final = ("glue:DeleteDatabase",)
_WRITE_TABLES: Final = (
    "glue:BatchCreatePartition",
    "glue:BatchDeletePartition",
    "glue:BatchDeleteTable",
    "glue:CreatePartition",
    "glue:CreateTable",
    "glue:DeletePartition",
    "glue:DeleteTable",
    "glue:UpdatePartition",
    "glue:UpdateTable",
)
_BUCKET: Final = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
_WRITE: Final = ("s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject")


def query(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the rights of a query: to run, to read, to leave its results, and to write unless it is a SELECT."""
    site = arguments.site
    workgroup = (
        arguments.arn("athena", "workgroup", "WorkGroup") if arguments.text("WorkGroup") else _primary(arguments)
    )
    catalog = arguments.text("QueryExecutionContext", "Catalog") or "AwsDataCatalog"
    yield Statement("StartQueries", ("athena:StartQueryExecution",), (workgroup,))
    yield Statement("FindCatalogs", ("athena:GetDataCatalog",), (site.target.arn("athena", f"datacatalog/{catalog}"),))
    if call.pattern is Pattern.RUN_A_JOB:
        yield Statement("WatchQueries", ("athena:GetQueryExecution", "athena:StopQueryExecution"), (workgroup,))
    sql = arguments.text("QueryString")
    yield from _catalog(sql, arguments)
    yield from _lake(site, writes=_writes(sql))
    yield from _results(arguments)
    yield from key_use("QueryKey", arguments)


def results(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to fetch or stop what a query of any workgroup of ours has made."""
    action = f"{call.action[0].upper()}{call.action[1:]}"
    workgroup = arguments.site.target.arn("athena", f"workgroup/{arguments.site.workgroup}")
    yield Statement(f"Queries{action}", (f"athena:{action}",), (workgroup,))
    if call.action == "getQueryResults":
        bucket, keys = _location(arguments)
        yield Statement("FindResults", ("s3:GetBucketLocation",), (bucket,))
        yield Statement("FetchResults", ("s3:GetObject",), (keys,))
        yield from key_use("QueryKey", arguments)


def _primary(arguments: Arguments) -> str:
    is_given = isinstance(arguments.known, dict) and "WorkGroup" in arguments.known
    return arguments.site.target.arn("athena", "workgroup/*" if is_given else f"workgroup/{SHARED}")


def _writes(sql: str) -> bool:
    """Return whether a statement may change tables; one that is computed may."""
    matched = _FIRST_WORD.match(sql)
    return matched is None or matched[1].upper() not in _READING


def _catalog(sql: str, arguments: Arguments) -> Iterator[Statement]:
    target = arguments.site.target
    databases = _databases(sql, arguments.text("QueryExecutionContext", "Database")) or ["*"]
    named = (target.arn("glue", "catalog"), *(target.arn("glue", f"database/{database}") for database in databases))
    tables = (*named, *(target.arn("glue", f"table/{database}/*") for database in databases))
    yield Statement("ReadDatabases", _READ_DATABASES, named)
    yield Statement("ReadTables", _READ_TABLES, tables)
    if _writes(sql):
        functions = tuple(target.arn("glue", f"userDefinedFunction/{database}/*") for database in databases)
        yield Statement("WriteDatabases", _WRITE_DATABASES, named)
        yield Statement("WriteTables", _WRITE_TABLES, tables)
        yield Statement("DeleteDatabases", _DELETE_DATABASES, (*tables, *functions))
    # Lake Formation knows no resources here: it decides by its own grants.
    yield Statement("LakeFormation", ("lakeformation:GetDataAccess",), ("*",))


def _databases(sql: str, default: str) -> list[str]:
    """Return the databases that a statement names before its tables' names, and its default one.

    Names are as the catalog has them, in lower case: IAM compares them letter by letter.
    """
    found = {default.lower()} if default else set()
    for first, second in _QUALIFIED.findall(sql):
        if second:
            found.add(first.lower())
    return sorted(found)


def _lake(site: Site, *, writes: bool) -> Iterator[Statement]:
    if not site.is_on_s3:
        return
    keys = site.s3_arn(site.lake_bucket, f"{site.lake_prefix}/*" if site.lake_prefix else "*")
    yield Statement("FindLake", ("s3:GetBucketLocation", "s3:ListBucket"), (site.s3_arn(site.lake_bucket),))
    yield Statement("ReadLake", ("s3:GetObject",), (keys,))
    if writes:
        yield Statement("WriteLake", (*_WRITE, "s3:DeleteObject"), (keys,))


def _results(arguments: Arguments) -> Iterator[Statement]:
    bucket, keys = _location(arguments)
    yield Statement("FindResultBucket", _BUCKET, (bucket,))
    yield Statement("LeaveResults", _WRITE, (keys,))


def _location(arguments: Arguments) -> tuple[str, str]:
    """Return the ARNs of the bucket of results, and of what lies in their place in it."""
    site = arguments.site
    written = arguments.text("ResultConfiguration", "OutputLocation")
    if written.startswith("s3://"):
        bucket, _, prefix = written.removeprefix("s3://").partition("/")
    elif site.workgroup != SHARED:
        bucket, prefix = site.artifacts_bucket, "athena/"
    else:
        bucket, prefix = f"aws-athena-query-results-{site.target.account}-{site.target.region}", ""
    return site.s3_arn(bucket), site.s3_arn(bucket, f"{prefix.strip('/')}/*".lstrip("/"))
