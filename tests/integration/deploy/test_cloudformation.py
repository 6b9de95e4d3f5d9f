"""The template makes what a deploy makes, as far as moto's CloudFormation knows the types."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from lakeflow.aws.calls import Aws
from lakeflow.aws.provider import AwsProvider
from lakeflow.deploy.provider import Live
from lakeflow.deploy.world import read_all
from lakeflow.operations.desired import Desired, desired
from lakeflow.project import Project
from lakeflow.render.cloudformation import dumps, template
from lakeflow.resources.resource import Address, Kind
from tests.integration.conftest import ROOT, CommandLine
from tests.integration.deploy.lab import ACCOUNT, signed_in

UNKNOWN = frozenset(
    {
        Kind.STATE_MACHINE_ALIAS,  # moto takes the version's name for its number
        Kind.FUNCTION_ALIAS,
        Kind.WORKGROUP,
        Kind.DASHBOARD,
        Kind.SCHEDULE,
        Kind.SCHEDULE_GROUP,
        Kind.TOPIC_POLICY,
        Kind.QUEUE_POLICY,
        Kind.TABLE,
        Kind.DATABASE,
        Kind.LOG_GROUP,
        Kind.BUCKET_POLICY,
        Kind.GLUE_JOB,
        Kind.ALARM,
    }
)
"""What moto's CloudFormation does not make, or makes differently from what a template says."""

PARTIAL = frozenset({Kind.BUCKET, Kind.STATE_MACHINE})
"""What moto's CloudFormation makes with some of its properties only."""


def live(server: str, wanted: Desired) -> dict[Address, Live]:
    provider = AwsProvider(Aws(signed_in(), ACCOUNT, server), wanted.artifacts, lambda _: None)
    return read_all(provider, [one.address for one in wanted.resources])


MORE = """
from lakeflow import Crawler, Glue, GlueCrawler, GlueJob, Lambda, LambdaFunction, Notify, Pipeline

find = LambdaFunction("find", handler="jobs/find.py:handler", reserved_concurrency=5)
load = GlueJob("load", script="jobs/load.py", connections=["shop-database"], execution_class="FLEX")
landing = GlueCrawler("landing", database="landing", s3_targets=["landing/orders"], delta_targets=["silver.orders"])
with Pipeline("tiny", type="EXPRESS", on_failure=Notify("alerts")) as tiny:
    Lambda("find", find)
    Glue("load", load, wait=False)
    Crawler("crawl", landing, timeout=60)
"""


def lint(wanted: Desired, file: Path) -> str:
    """Return what cfn-lint says of a template."""
    linter = Path(sys.executable).with_name("cfn-lint")
    if not linter.exists():
        pytest.skip("cfn-lint is not installed")
    file.write_text(dumps(wanted.site, wanted.resources))
    done = subprocess.run([str(linter), str(file)], capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode == 0) == (not done.stdout)
    return done.stdout


def test_the_template_of_the_reference_pipeline_has_nothing_that_cfn_lint_minds(tmp_path: Path) -> None:
    assert lint(desired(Project(ROOT), "prod"), tmp_path / "template.json") == ""


def test_cfn_lint_minds_nothing_of_crawlers_express_machines_and_options_of_jobs(tiny: Path) -> None:
    (tiny / "pipelines/tiny.py").write_text(MORE)
    wanted = desired(Project(tiny), "sandbox")
    entries: Any = template(wanted.site, wanted.resources)["Resources"]
    assert "AWS::Glue::Crawler" in {entry["Type"] for entry in entries.values()}
    assert lint(wanted, tiny / "template.json") == ""


def test_every_resource_but_code_and_its_bucket_is_in_the_template() -> None:
    wanted = desired(Project(ROOT), "prod")
    entries: Any = template(wanted.site, wanted.resources)["Resources"]
    kinds = [entry["Type"] for entry in entries.values() if not entry["Type"].endswith("Version")]
    here = [one for one in wanted.resources if one.kind is not Kind.OBJECT]
    assert sorted(kinds) == sorted(
        one.kind for one in here if one.name != wanted.site.artifacts_bucket or one.kind is Kind.OBJECT
    )


def test_the_template_makes_what_a_deploy_makes(tiny: Path, server: str) -> None:
    run = CommandLine(tiny)
    run("deploy", "--env", "sandbox", "--yes")
    wanted = desired(Project(tiny), "sandbox")
    deployed = live(server, wanted)
    text = run("render", "pipelines/tiny.py", "--env", "sandbox", "--format", "cloudformation")[0]
    urllib.request.urlopen(urllib.request.Request(f"{server}/moto-api/reset", method="POST"), timeout=30).close()

    provider = AwsProvider(Aws(signed_in(), ACCOUNT, server), wanted.artifacts, lambda _: None)
    for one in wanted.resources:
        if one.kind is Kind.OBJECT or one.name == wanted.site.artifacts_bucket:
            provider.create(one)
    body = json.loads(text)
    body["Resources"] = {
        name: {key: value for key, value in entry.items() if key != "DependsOn"}
        for name, entry in body["Resources"].items()
        if entry["Type"] not in UNKNOWN and not entry["Type"].endswith("Version")
    }
    for entry in body["Resources"].values():
        for policy in entry["Properties"].get("Policies", []):
            # moto keeps an inline policy as Python prints it, unless it is text.
            policy["PolicyDocument"] = json.dumps(policy["PolicyDocument"])
    formation = signed_in().client("cloudformation", endpoint_url=server)
    formation.create_stack(StackName="tiny", TemplateBody=json.dumps(body), Capabilities=["CAPABILITY_NAMED_IAM"])
    made = live(server, wanted)
    compared = [address for address in deployed if address.kind not in UNKNOWN]
    assert len(compared) > 10
    differing = {
        str(address): (_settings(made.get(address), deployed[address]), dict(deployed[address].properties))
        for address in compared
        if address not in made or made[address].properties != _settings(made[address], deployed[address])
    }
    assert differing == {}


def _settings(made: Live | None, deployed: Live) -> dict[str, Any]:
    """Return what a deployed resource has of what moto's CloudFormation makes of its type."""
    if made is None or deployed.address.kind not in PARTIAL:
        return dict(deployed.properties)
    return {key: value for key, value in deployed.properties.items() if key in made.properties}
