import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from aws_proxy import Proxy

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


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of an AWS in a box."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "lakeflow.sandbox.server", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[3],
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/moto-api/", timeout=5).close()
            break
        except OSError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait()


@pytest.fixture(scope="session")
def proxy(server: str) -> Iterator[Proxy]:
    """A proxy before it."""
    made = Proxy(server)
    yield made
    made.close()


@pytest.fixture
def tiny(tmp_path: Path, server: str) -> Path:
    """A project with one of each: job, function, topic, schedule; its environment ``sandbox`` is empty."""
    urllib.request.urlopen(urllib.request.Request(f"{server}/moto-api/reset", method="POST"), timeout=30).close()
    for name, text in {
        "config/base.toml": BASE,
        "config/sandbox.toml": SANDBOX.format(endpoint=server),
        "pipelines/tiny.py": TINY,
        "jobs/find.py": "def handler(event, context):\n    return {}\n",
        "jobs/load.py": "print('loaded')\n",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return tmp_path


@pytest.fixture
def every(request: pytest.FixtureRequest) -> int:
    """How many calls to go on from one that is broken to the next."""
    return 1 if request.config.getoption("--exhaustive") else 97
