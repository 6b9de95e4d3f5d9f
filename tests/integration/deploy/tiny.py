"""A project with one of each: job, function, topic, schedule; and what another version of it is like."""

from pathlib import Path

TINY = """
from lakeflow import Daily, DateParam, Glue, GlueJob, Lambda, LambdaFunction, Notify, Pipeline

find = LambdaFunction("find", handler="jobs/find.py:handler")
load = GlueJob("load", script="jobs/load.py", writes=["silver.orders"])
with Pipeline("tiny", params={"date": DateParam()}, schedule=Daily("03:00"), on_failure=Notify("alerts")) as tiny:
    found = Lambda("find", find, payload={"date": tiny.params.date})
    Glue("load", load, args={"date": tiny.params.date}, after=found)
"""

BASE = """
project = "shop"
[aws]
region = "eu-west-1"
account = "123456789012"
[athena]
workgroup = "shop"
"""

SANDBOX = """
[aws]
endpoint = "{endpoint}"
[lake]
root = "s3://shop-lake"
"""


def write_tiny(root: Path, endpoint: str) -> Path:
    """Write the project; its environment ``sandbox`` is at an endpoint."""
    for name, text in {
        "config/base.toml": BASE,
        "config/sandbox.toml": SANDBOX.format(endpoint=endpoint),
        "pipelines/tiny.py": TINY,
        "jobs/find.py": "def handler(event, context):\n    return {}\n",
        "jobs/load.py": "print('loaded')\n",
    }.items():
        file = root / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return root


def change_tiny(root: Path) -> None:
    """Make it another version: resources come, change and go, and so does code."""
    text = (root / "pipelines/tiny.py").read_text()
    changed = text.replace('"load", script', '"load", workers=5, script').replace('"03:00"', '"04:00"')
    changed = changed.replace('find.py:handler"', 'find.py:handler", timeout=30')
    extra = '    Glue("more", GlueJob("more", script="jobs/load.py"), after=found)\n'
    (root / "pipelines/tiny.py").write_text(changed.replace('Notify("alerts")', 'Notify("people")') + extra)
    (root / "jobs/load.py").write_text("print('loaded better')\n")
    (root / "jobs/find.py").write_text("def handler(event, context):\n    return {'found': []}\n")


EXPRESS = """
from lakeflow import Daily, Lambda, LambdaFunction, Pipeline

find = LambdaFunction("find", handler="jobs/find.py:handler")
with Pipeline("tiny", schedule=Daily("03:00"), type="EXPRESS") as tiny:
    Lambda("find", find)
"""


def replace_tiny(root: Path) -> None:
    """Make it a version with nothing but the function, whose machine is of another type and so another machine."""
    (root / "pipelines/tiny.py").write_text(EXPRESS)
