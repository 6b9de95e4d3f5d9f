"""What a declaration of a job or function says becomes what AWS is told."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import TypeAdapter

from lakeflow import Glue, GlueJob, Lambda, LambdaFunction, Pipeline
from lakeflow.compiler.target import Target
from lakeflow.deploy.plan import Action, Change
from lakeflow.errors import ProjectError
from lakeflow.render.plan import tables
from lakeflow.resources.code import code_of
from lakeflow.resources.functions import content_alias, functions
from lakeflow.resources.glue import glue_jobs
from lakeflow.resources.glue_versions import LOCAL, RUNTIMES, differs_here
from lakeflow.resources.resource import Kind, Resource
from lakeflow.resources.site import Site
from lakeflow.resources.synthesize import synthesize
from lakeflow.settings import GlueSettings, Settings
from tests.policies import Call, grants

ACCOUNT = "123456789012"
SITE = Site(
    target=Target(project="shop", environment="dev", region="eu-west-1", account=ACCOUNT),
    settings=TypeAdapter(Settings).validate_python(
        {"project": "shop", "aws": {"region": "eu-west-1", "account": ACCOUNT}, "lake": {"root": "s3://shop-lake"}}
    ),
)


def read(path: str) -> Mapping[str, bytes]:
    return {path.rpartition("/")[2]: b"pass\n"}


def made(step: type[Glue] | type[Lambda], declared: Any, glue: GlueSettings | None = None) -> dict[Kind, Resource]:
    """Return the resources of one job or function."""
    with Pipeline("tiny") as tiny:
        step("run", declared)
    resources = synthesize(tiny, SITE.target, glue or GlueSettings(), "s3://shop-lake")
    code = code_of(resources, read)
    jobs = glue_jobs(SITE, resources.glue_jobs, code, "tiny")
    return {one.kind: one for one in (*jobs, *functions(SITE, resources.functions, code, "tiny"))}


def allows(role: Resource, call: Call) -> bool:
    policies: Any = role.properties["Policies"]
    return any(grant.covers(call) for grant in grants(policies[0]["PolicyDocument"]["Statement"]))


@pytest.mark.parametrize("step", [Glue, Lambda])
def test_a_plan_tells_of_a_changed_job_or_function_which_tables_it_writes(step: type[Glue] | type[Lambda]) -> None:
    written = ["silver.orders", "silver.items"]
    declared = {
        Glue: GlueJob("load", script="jobs/load.py", writes=written),
        Lambda: LambdaFunction("load", handler="jobs/load.py:handler", writes=written),
    }
    resource = made(step, declared[step])[Kind.GLUE_JOB if step is Glue else Kind.FUNCTION]
    change = Change(action=Action.UPDATE, address=resource.address, desired=resource)
    assert tables(change) == ("silver.orders", "silver.items")


def test_a_jobs_options_reach_glue() -> None:
    job = GlueJob(
        "copy",
        script="jobs/copy.py",
        connections=["shop-database"],
        python_modules=["pyarrow==17.0.0", "duckdb"],
        max_concurrent_runs=1,
        execution_class="FLEX",
    )
    properties: Any = made(Glue, job)[Kind.GLUE_JOB].properties
    assert properties["Connections"] == {"Connections": ["shop-database"]}
    assert properties["DefaultArguments"]["--additional-python-modules"] == "pyarrow==17.0.0,duckdb"
    assert properties["ExecutionProperty"] == {"MaxConcurrentRuns": 1}
    assert properties["ExecutionClass"] == "FLEX"


def test_a_job_that_says_nothing_of_them_has_none_of_them() -> None:
    resources = made(Glue, GlueJob("copy", script="jobs/copy.py"))
    properties: Any = resources[Kind.GLUE_JOB].properties
    assert not {"Connections", "ExecutionClass"} & properties.keys()
    assert "--additional-python-modules" not in properties["DefaultArguments"]
    assert not allows(resources[Kind.ROLE], Call("ec2:DescribeSubnets", "*"))


def test_spare_capacity_of_large_workers_is_refused_at_the_authors_line() -> None:
    job = GlueJob("copy", script="jobs/copy.py", worker_type="G.8X", execution_class="FLEX")
    with pytest.raises(ProjectError, match=r"FLEX, which Glue has no G\.8X workers for") as caught:
        made(Glue, job)
    assert caught.value.location == job.location
    assert "G.1X" in caught.value.hint


def test_a_job_with_a_connection_may_use_it_and_enter_its_network() -> None:
    role = made(Glue, GlueJob("copy", script="jobs/copy.py", connections=["shop-database"]))[Kind.ROLE]
    glue, ec2 = f"arn:aws:glue:eu-west-1:{ACCOUNT}", f"arn:aws:ec2:eu-west-1:{ACCOUNT}"
    assert allows(role, Call("glue:GetConnection", f"{glue}:connection/shop-database"))
    assert not allows(role, Call("glue:GetConnection", f"{glue}:connection/theirs"))
    assert allows(role, Call("ec2:CreateNetworkInterface", f"{ec2}:subnet/subnet-1"))
    assert allows(role, Call("ec2:DeleteNetworkInterface", f"{ec2}:network-interface/eni-1"))


@pytest.mark.parametrize("step", [Glue, Lambda])
def test_a_reference_to_a_secret_is_passed_on_as_it_is_and_may_be_read(step: Any) -> None:
    given = {"password": "secret:shop/database", "token": "ssm:/shop/token"}
    declared = (
        GlueJob("copy", script="jobs/copy.py", arguments=given)
        if step is Glue
        else LambdaFunction("copy", handler="jobs/copy.py:handler", environment=given)
    )
    resources = made(step, declared)
    own: Any = resources[Kind.GLUE_JOB if step is Glue else Kind.FUNCTION].properties
    values = own["DefaultArguments"] if step is Glue else own["Environment"]["Variables"]
    assert {"secret:shop/database", "ssm:/shop/token"} <= set(values.values())
    role, where = resources[Kind.ROLE], f"eu-west-1:{ACCOUNT}"
    secret = f"arn:aws:secretsmanager:{where}:secret:shop/database"
    assert allows(role, Call("secretsmanager:GetSecretValue", f"{secret}-a1B2c3"))
    assert not allows(role, Call("secretsmanager:GetSecretValue", f"{secret}-of-others-a1B2c3"))
    assert allows(role, Call("ssm:GetParameter", f"arn:aws:ssm:{where}:parameter/shop/token"))
    assert not allows(role, Call("ssm:GetParameter", f"arn:aws:ssm:{where}:parameter/shop/other"))


def test_how_many_of_a_function_run_at_once_is_no_new_content_of_it() -> None:
    few, many = (
        made(Lambda, LambdaFunction("find", handler="jobs/find.py:handler", reserved_concurrency=count))[Kind.FUNCTION]
        for count in (5, 50)
    )
    assert (few.properties["ReservedConcurrentExecutions"], many.properties["ReservedConcurrentExecutions"]) == (5, 50)
    assert content_alias(few) == content_alias(many)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_job_has_delta_on_every_version_of_glue(runtime: Any) -> None:
    properties: Any = made(Glue, GlueJob("copy", script="jobs/copy.py"), GlueSettings(version=runtime))[
        Kind.GLUE_JOB
    ].properties
    assert properties["GlueVersion"] == runtime
    assert properties["DefaultArguments"]["--datalake-formats"] == "delta"
    # Static settings: what a script sets after Spark has started comes too late.
    settings = dict(part.split("=", 1) for part in properties["DefaultArguments"]["--conf"].split(" --conf "))
    assert settings["spark.sql.extensions"] == "io.delta.sql.DeltaSparkSessionExtension"
    assert settings["spark.sql.catalog.spark_catalog"] == "org.apache.spark.sql.delta.catalog.DeltaCatalog"


def test_the_settings_take_the_versions_of_glue_that_are_known_and_no_other() -> None:
    taken = get_args(get_type_hints(GlueSettings)["version"])
    assert set(taken) == RUNTIMES.keys()


def test_a_local_run_tells_where_jobs_will_run_on_other_versions_than_here() -> None:
    installed = RUNTIMES[LOCAL]
    assert (installed.spark, installed.delta) == (version("pyspark"), version("delta-spark"))
    assert differs_here(LOCAL) == ""
    assert "Glue 4.0 (Spark 3.3.0, Delta 2.1.0, Python 3.10)" in differs_here("4.0")
