"""What a declaration of a crawler becomes."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from lakeflow import Crawler, GlueCrawler, Pipeline
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.compiler.target import Target
from lakeflow.errors import InvalidPipelineError
from lakeflow.resources.crawlers import crawlers
from lakeflow.resources.resource import Address, Kind, Resource
from lakeflow.resources.site import Site
from lakeflow.resources.synthesize import synthesize
from lakeflow.settings import Settings
from tests.policies import Call, grants

ACCOUNT = "123456789012"
BOTH = GlueCrawler(
    "landing",
    database="landing",
    s3_targets=["landing/orders", "s3://partner/files"],
    delta_targets=["silver.orders"],
    table_prefix="raw_",
)


def made(crawler: GlueCrawler, **existing: Any) -> dict[Kind, Resource]:
    with Pipeline("tiny") as tiny:
        Crawler("crawl", crawler)
    settings = TypeAdapter(Settings).validate_python(
        {
            "project": "shop",
            "aws": {"region": "eu-west-1", "account": ACCOUNT},
            "lake": {"root": "s3://shop-lake/tables"},
            "existing": existing,
        }
    )
    site = Site(
        target=Target(project="shop", environment="dev", region="eu-west-1", account=ACCOUNT), settings=settings
    )
    declared = synthesize(tiny, site.target, settings.glue, settings.lake.root).crawlers
    return {one.kind: one for one in crawlers(site, declared, "tiny")}


def test_targets_are_places_of_the_lake_or_addresses_and_delta_tables_native_ones() -> None:
    crawler = made(BOTH)[Kind.CRAWLER]
    assert crawler.properties["Targets"] == {
        "S3Targets": [{"Path": "s3://shop-lake/tables/landing/orders/"}, {"Path": "s3://partner/files/"}],
        "DeltaTargets": [{"DeltaTables": ["s3://shop-lake/tables/silver/orders/"], "CreateNativeDeltaTable": True}],
    }
    assert crawler.properties["TablePrefix"] == "raw_"
    assert crawler.location == BOTH.location


def test_a_crawler_needs_its_role_and_its_database_unless_these_exist() -> None:
    own = made(BOTH)
    assert set(own[Kind.CRAWLER].needs) == {
        Address(Kind.DATABASE, "landing"),
        Address(Kind.ROLE, "shop-dev-landing-crawler"),
    }
    role = f"arn:aws:iam::{ACCOUNT}:role/theirs"
    theirs = made(BOTH, databases=["landing"], roles={"shop-dev-landing-crawler": role})
    assert theirs.keys() == {Kind.CRAWLER}
    assert theirs[Kind.CRAWLER].properties["Role"] == role
    assert theirs[Kind.CRAWLER].needs == ()


def test_a_crawler_may_look_through_its_targets_and_register_in_its_database_and_nothing_else() -> None:
    policies: Any = made(BOTH)[Kind.ROLE].properties["Policies"]
    granted = list(grants(policies[0]["PolicyDocument"]["Statement"]))

    def allowed(action: str, resource: str, **context: str) -> bool:
        keys = {key.replace("_", ":"): value for key, value in context.items()}
        return any(grant.covers(Call(action, resource, keys)) for grant in granted)

    s3, glue = "arn:aws:s3:::", f"arn:aws:glue:eu-west-1:{ACCOUNT}:"
    assert allowed("s3:GetObject", f"{s3}shop-lake/tables/landing/orders/1.csv")
    assert allowed("s3:GetObject", f"{s3}partner/files/1.csv")
    assert allowed("s3:PutObject", f"{s3}shop-lake/tables/silver/orders/_delta_log/x")
    assert allowed("s3:ListBucket", f"{s3}partner", s3_prefix="files/")
    assert allowed("glue:CreateTable", f"{glue}table/landing/raw_orders")
    assert allowed("logs:PutLogEvents", f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws-glue/crawlers:log-stream:x")
    assert not allowed("s3:GetObject", f"{s3}shop-lake/tables/landing/products/1.csv")
    assert not allowed("s3:PutObject", f"{s3}shop-lake/tables/landing/orders/1.csv")
    assert not allowed("s3:ListBucket", f"{s3}partner", s3_prefix="secrets/")
    assert not allowed("s3:ListBucket", f"{s3}partner", s3_prefix="tables/silver/orders/")
    assert not allowed("glue:CreateTable", f"{glue}table/landing/orders")
    assert not allowed("glue:CreateTable", f"{glue}table/silver/raw_orders")
    assert not allowed("glue:DeleteTable", f"{glue}table/landing/raw_orders")
    assert not any("*" in (grant.action, grant.resource) for grant in granted)


def test_two_crawlers_of_one_name_are_refused() -> None:
    with Pipeline("tiny") as tiny:
        Crawler("first", BOTH)
        Crawler("second", GlueCrawler("landing", database="bronze", s3_targets=["landing"]))
    target = Target(project="shop", environment="dev", region="eu-west-1", account=ACCOUNT)
    with pytest.raises(InvalidPipelineError, match="LF107: GlueCrawler 'landing' is declared differently"):
        compile_pipeline(tiny, target, lambda _: "")
