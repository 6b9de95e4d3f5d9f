"""Glue crawlers, their roles, and the databases that they fill."""

from collections.abc import Iterator, Mapping, Sequence

from lakeflow.asl.states import Json
from lakeflow.resources.catalog import databases, lake_uri
from lakeflow.resources.model import CrawlerResource
from lakeflow.resources.policies import allow
from lakeflow.resources.resource import Kind, Resource, placed
from lakeflow.resources.roles import key_statements, role
from lakeflow.resources.site import Site

REGISTERS = ["glue:BatchCreatePartition", "glue:CreatePartition", "glue:CreateTable"]
LOOKS_UP = [
    "glue:BatchGetPartition",
    "glue:GetDatabase",
    "glue:GetPartition",
    "glue:GetPartitions",
    "glue:GetTable",
    "glue:GetTables",
]
CHANGES = ["glue:BatchUpdatePartition", "glue:UpdatePartition", "glue:UpdateTable"]


def crawlers(site: Site, declared: Mapping[str, CrawlerResource], pipeline: str) -> Iterator[Resource]:
    """Yield each crawler with its role and its database; a crawler whose data are gone logs it and deletes nothing."""
    for crawler in declared.values():
        yield from placed(_crawler(site, crawler, pipeline), crawler.location)


def _crawler(site: Site, crawler: CrawlerResource, pipeline: str) -> Iterator[Resource]:
    role_name = f"{crawler.name}-crawler"
    made = role(site, role_name, "glue.amazonaws.com", crawler_statements(site, crawler), pipeline)
    own = [*databases(site, [crawler.database]), *([made] if made is not None else [])]
    yield from own
    yield Resource(
        kind=Kind.CRAWLER,
        name=crawler.name,
        properties={
            "Name": crawler.name,
            "Role": site.settings.existing.roles.get(role_name) or site.role_arn(role_name),
            "DatabaseName": crawler.database,
            "Targets": _targets(site, crawler),
            "SchemaChangePolicy": {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "LOG"},
            **({"TablePrefix": crawler.table_prefix} if crawler.table_prefix else {}),
        },
        needs=tuple(one.address for one in own),
        tags=site.tags(pipeline),
    )


def crawler_statements(site: Site, crawler: CrawlerResource) -> list[Json]:
    """Return what a crawler may do: look through its targets, register what it finds in its database, write its log.

    Glue has crawlers read and write below Delta tables: https://docs.aws.amazon.com/glue/latest/dg/crawler-prereqs.html
    """
    files, delta = (_places(site, targets) for targets in (crawler.s3_targets, crawler.delta_targets))
    arn = site.target.arn
    tables = f"table/{crawler.database}/{crawler.table_prefix}*"
    catalog = [arn("glue", "catalog"), arn("glue", f"database/{crawler.database}"), arn("glue", tables)]
    group = "log-group:/aws-glue/crawlers"
    statements: list[Json] = [*_listing(site, [*files, *delta])]
    if files:
        statements.append(allow("ReadFiles", ["s3:GetObject"], [site.s3_arn(*place) for place in _below(files)]))
    if delta:
        statements.append(
            allow("ReadDelta", ["s3:GetObject", "s3:PutObject"], [site.s3_arn(*place) for place in _below(delta)])
        )
    return [
        *statements,
        *key_statements(site),
        allow("Catalog", sorted([*REGISTERS, *LOOKS_UP, *CHANGES]), catalog),
        allow(
            "Log",
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
            [arn("logs", group), arn("logs", f"{group}:*")],
        ),
    ]


def _targets(site: Site, crawler: CrawlerResource) -> Json:
    targets: dict[str, Json] = {}
    if crawler.s3_targets:
        targets["S3Targets"] = [{"Path": _uri(site, target)} for target in crawler.s3_targets]
    if crawler.delta_targets:
        tables: list[Json] = [_uri(site, target) for target in crawler.delta_targets]
        # A native table is read by its own log; the other kind needs manifests, which every write makes old.
        targets["DeltaTargets"] = [{"DeltaTables": tables, "CreateNativeDeltaTable": True}]
    return targets


def _uri(site: Site, target: str) -> str:
    return f"{target.rstrip('/')}/" if target.startswith("s3://") else lake_uri(site, target)


def _places(site: Site, targets: Sequence[str]) -> list[tuple[str, str]]:
    """Return the buckets of targets with the keys below which they are."""
    parts = [_uri(site, target).removeprefix("s3://").rstrip("/").partition("/") for target in targets]
    return [(bucket, key) for bucket, _, key in parts]


def _below(places: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(bucket, f"{key}/*" if key else "*") for bucket, key in places]


def _listing(site: Site, places: Sequence[tuple[str, str]]) -> Iterator[Json]:
    """Yield the right to list what is below places, for each of their buckets."""
    for number, bucket in enumerate(sorted({bucket for bucket, _ in places}), start=1):
        arn = [site.s3_arn(bucket)]
        prefixes: list[Json] = [
            prefix for one, key in places if one == bucket for prefix in ((key, f"{key}/*") if key else ("*",))
        ]
        yield allow(f"FindBucket{number}", ["s3:GetBucketLocation"], arn)
        yield allow(f"ListBucket{number}", ["s3:ListBucket"], arn, {"StringLike": {"s3:prefix": prefixes}})
