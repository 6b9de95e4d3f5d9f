"""IAM roles of jobs, functions and schedules: who may take them on, and what they may do; least privilege."""

from collections.abc import Iterable, Sequence

from lakeflow.asl.states import Json
from lakeflow.resources.model import GlueJobResource, LambdaFunctionResource
from lakeflow.resources.policies import allow, policy_document
from lakeflow.resources.resource import Kind, Resource
from lakeflow.resources.site import Site

READ_OBJECTS = ["s3:GetObject"]
WRITE_OBJECTS = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]


def role(site: Site, name: str, service: str, statements: Sequence[Json], pipeline: str) -> Resource | None:
    """Return a role of ours that a service takes on; None where the configuration names one that exists."""
    if name in site.settings.existing.roles:
        return None
    # The account in the condition keeps the service from being talked into acting for somebody else.
    trust: Json = {
        "Sid": "Service",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": site.target.account}},
    }
    properties: dict[str, Json] = {"RoleName": name, "AssumeRolePolicyDocument": policy_document([trust])}
    if statements:
        properties["Policies"] = [{"PolicyName": "lakeflow", "PolicyDocument": policy_document(statements)}]
    return Resource(kind=Kind.ROLE, name=name, properties=properties, tags=site.tags(pipeline))


def job_statements(site: Site, job: GlueJobResource) -> list[Json]:
    """Return what a job may do: read its code, read and write its tables, write its log."""
    log_group = site.target.arn("logs", "log-group:/aws-glue/jobs/*")
    statements: list[Json] = [
        allow("Code", READ_OBJECTS, [site.s3_arn(site.artifacts_bucket, "artifacts/*")]),
        allow("Temporary", WRITE_OBJECTS, [site.s3_arn(site.artifacts_bucket, "temporary/*")]),
        *lake_statements(site, job.reads, job.writes),
        *_whereabouts(site),
        *key_statements(site),
        *secret_statements(site, job.default_arguments.values()),
        *(connection_statements(site, job.connections) if job.connections else ()),
        allow("Log", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], [log_group]),
        # CloudWatch has no resources for metrics; the condition is as fine as it gets.
        allow("Metrics", ["cloudwatch:PutMetricData"], ["*"], {"StringEquals": {"cloudwatch:namespace": "Glue"}}),
    ]
    return statements


def function_statements(site: Site, function: LambdaFunctionResource) -> list[Json]:
    """Return what a function may do: read and write its part of the lake, write its log."""
    log_group = site.target.arn("logs", f"log-group:/aws/lambda/{function.name}:*")
    return [
        *lake_statements(site, function.reads, function.writes),
        *key_statements(site),
        *secret_statements(site, function.environment.values()),
        allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], [log_group]),
    ]


def key_statements(site: Site) -> list[Json]:
    """Return the use of the environment's own key, where it has one: every object, message and table is under it."""
    key = site.settings.encryption.kms_key_arn
    return [allow("Key", ["kms:Decrypt", "kms:GenerateDataKey"], [key])] if key else []


def secret_statements(site: Site, values: Iterable[str]) -> list[Json]:
    """Return the right to read the secrets and parameters that values refer to: ``secret:NAME``, ``ssm:NAME``."""
    given = sorted(set(values))
    # Secrets Manager ends the ARN of every secret by six characters of its own.
    secrets = [f"secret:{name.removeprefix('secret:')}-??????" for name in given if name.startswith("secret:")]
    parameters = [f"parameter/{name.removeprefix('ssm:').lstrip('/')}" for name in given if name.startswith("ssm:")]
    arn = site.target.arn
    found: list[Json] = []
    if secrets:
        found.append(
            allow("Secrets", ["secretsmanager:GetSecretValue"], [arn("secretsmanager", name) for name in secrets])
        )
    if parameters:
        found.append(allow("Parameters", ["ssm:GetParameter"], [arn("ssm", name) for name in parameters]))
    return found


def connection_statements(site: Site, connections: Sequence[str]) -> list[Json]:
    """Return the right to use Glue connections, and to be in the network that they lead to.

    https://docs.aws.amazon.com/glue/latest/dg/create-service-policy.html
    """
    arn = site.target.arn
    named = [arn("glue", "catalog"), *(arn("glue", f"connection/{name}") for name in connections)]
    interfaces = arn("ec2", "network-interface/*")
    looked_at = ("NetworkInterfaces", "RouteTables", "SecurityGroups", "Subnets", "VpcAttribute", "VpcEndpoints")
    only_glue: Json = {"ForAllValues:StringEquals": {"aws:TagKeys": ["aws-glue-service-resource"]}}
    return [
        allow("Connections", ["glue:GetConnection"], named),
        # EC2 knows no finer resource for what only looks.
        allow("LookAtNetwork", [f"ec2:Describe{what}" for what in looked_at], ["*"]),
        allow(
            "JoinNetwork",
            ["ec2:CreateNetworkInterface"],
            [interfaces, arn("ec2", "subnet/*"), arn("ec2", "security-group/*")],
        ),
        allow("LeaveNetwork", ["ec2:DeleteNetworkInterface"], [interfaces]),
        allow("TagInterfaces", ["ec2:CreateTags", "ec2:DeleteTags"], [interfaces], only_glue),
    ]


def lake_statements(site: Site, reads: Iterable[str], writes: Iterable[str]) -> list[Json]:
    """Return access to the tables named, each below its own prefix; to the whole lake where none is named."""
    if not site.is_on_s3:
        return []
    read, written = sorted(set(reads) - set(writes)), sorted(set(writes))
    bucket, key = site.lake_bucket, _Prefixes(site)
    # Who may not list gets 403 and not 404 for an object that is not there, and asking for one gives no prefix:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    listing: Json = {"StringLikeIfExists": {"s3:prefix": key.listed([*read, *written])}}
    statements = [allow("ListLake", ["s3:ListBucket"], [site.s3_arn(bucket)], listing)]
    if not read and not written:
        return [*statements, allow("WriteLake", WRITE_OBJECTS, [site.s3_arn(bucket, key.below(""))])]
    # Spark asks whether a table's folder is a file before it looks into it.
    folders = [site.s3_arn(bucket, key.folder(one)) for one in [*read, *written]]
    statements.append(allow("FindTables", READ_OBJECTS, folders))
    if read:
        statements.append(allow("ReadTables", READ_OBJECTS, [site.s3_arn(bucket, key.below(one)) for one in read]))
    if written:
        statements.append(allow("WriteTables", WRITE_OBJECTS, [site.s3_arn(bucket, key.below(one)) for one in written]))
    return statements


def _whereabouts(site: Site) -> list[Json]:
    """Return the right to ask for the region of the lake's bucket, as Spark does."""
    return [allow("FindLake", ["s3:GetBucketLocation"], [site.s3_arn(site.lake_bucket)])] if site.is_on_s3 else []


class _Prefixes:
    """Where tables are in the lake's bucket: ``silver.orders`` below ``silver/orders``."""

    def __init__(self, site: Site) -> None:
        self._start = f"{site.lake_prefix}/" if site.lake_prefix else ""

    def folder(self, table: str) -> str:
        return f"{self._start}{table.replace('.', '/')}"

    def below(self, table: str) -> str:
        return f"{self.folder(table)}/*" if table else f"{self._start}*"

    def listed(self, tables: Sequence[str]) -> list[Json]:
        if not tables:
            return [self.below("")]
        folders = [self.folder(table) for table in tables]
        return [pattern for folder in folders for pattern in (folder, f"{folder}/*")]
