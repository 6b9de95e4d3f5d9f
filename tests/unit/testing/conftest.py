"""A project with one small pipeline, and the kit in it."""

from pathlib import Path

import pytest

from lakeflow.testing import Kit

PIPELINE = """
from lakeflow import Choice, DateParam, Fail, IntParam, Lambda, LambdaFunction, Map, Pipeline, Retry, Succeed

find = LambdaFunction("find", handler="jobs/find.py:handler", timeout=5)

with Pipeline("small", params={"date": DateParam(), "most": IntParam(default=2)}) as small:
    found = Lambda("found", find, payload={"date": small.params.date}, retry=Retry(errors=["Busy"]))
    with Map("each", found.output.items) as each:
        one = Lambda("one", find, payload={"item": each.item})
        each.returns(one.output.size)
    with Choice("enough") as enough:
        with enough.when(each.output.length() < small.params.most):
            Fail("TooFew", cause="not enough")
        with enough.otherwise():
            Succeed("plenty")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("config", "jobs", "pipelines"):
        (tmp_path / folder).mkdir()
    settings = 'project = "shop"\n[aws]\nregion = "eu-west-1"\naccount = "123456789012"\n'
    (tmp_path / "config" / "base.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "config" / "local.toml").write_text('[lake]\nroot = "lake"\n', encoding="utf-8")
    (tmp_path / "jobs" / "find.py").write_text("def handler(event, context): ...\n", encoding="utf-8")
    (tmp_path / "pipelines" / "small.py").write_text(PIPELINE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def kit(project: Path) -> Kit:
    return Kit(project)
