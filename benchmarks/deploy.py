"""How much faster a deploy is than a script that makes the same calls one after the other.

A project of 100 Glue jobs and 20 functions is deployed to an AWS in a box behind a proxy that makes every call take
50 ms longer. The calls are recorded, and made again with plain boto3 clients, in order, on an empty AWS.

    python benchmarks/deploy.py [--jobs 100] [--functions 20]
"""

import argparse
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import boto3

from lakeflow.aws.calls import Aws
from lakeflow.aws.provider import AwsProvider
from lakeflow.aws.store import S3Store
from lakeflow.clock import SystemClock
from lakeflow.deploy.deploy import Intent, deploy
from lakeflow.deploy.memory import MemoryExecutions, Quiet
from lakeflow.deploy.plan import Owner
from lakeflow.deploy.releases import Provenance
from lakeflow.deploy.rollback import rollback, target
from lakeflow.deploy.world import World, look
from lakeflow.operations.desired import desired
from lakeflow.project import Project
from tests.aws_proxy import Proxy

ROOT = Path(__file__).parents[1]
ACCOUNT, PORT, DELAY = "123456789012", 5599, 0.05


class Recording(Aws):
    """Remembers the calls that were made, in the order of their ends."""

    calls: list[tuple[str, str, dict[str, Any]]]
    ended: list[float]

    def call(self, service: str, operation: str, subject: str, **parameters: Any) -> dict[str, Any]:
        """Call, and remember it."""
        try:
            return super().call(service, operation, subject, **parameters)
        finally:
            self.calls.append((service, operation, parameters))
            self.ended.append(time.perf_counter())


def project(root: Path, jobs: int, functions: int) -> Project:
    """Write a project with that many jobs and functions."""
    pipeline = [
        "from lakeflow import Glue, GlueJob, Lambda, LambdaFunction, Pipeline",
        'with Pipeline("many") as many:',
        *(f'    Glue("j{n}", GlueJob("j{n}", script="jobs/load.py", writes=["silver.t{n}"]))' for n in range(jobs)),
        *(f'    Lambda("f{n}", LambdaFunction("f{n}", handler="jobs/find.py:handler"))' for n in range(functions)),
    ]
    files = {
        "config/base.toml": f'project = "shop"\n[aws]\nregion = "eu-west-1"\naccount = "{ACCOUNT}"\n',
        "config/sandbox.toml": '[lake]\nroot = "s3://shop-lake"\n',
        "pipelines/many.py": "\n".join(pipeline) + "\n",
        "jobs/load.py": "print('loaded')\n",
        "jobs/find.py": "def handler(event, context):\n    return {}\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    return Project(root)


def session() -> Any:
    """Return a session of the box's account."""
    return boto3.Session(aws_access_key_id=ACCOUNT, aws_secret_access_key="x", region_name="eu-west-1")


def reset() -> None:
    """Empty the box."""
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/moto-api/reset", method="POST")
    urllib.request.urlopen(request, timeout=60).close()


def connected(wanted: Any, endpoint: str) -> tuple[World, Recording]:
    """Return a world, and what remembers the calls to it."""
    aws = Recording(session(), ACCOUNT, endpoint)
    aws.calls, aws.ended = [], []
    place = World(
        executions=MemoryExecutions(),
        provider=AwsProvider(aws, wanted.artifacts, time.sleep),
        store=S3Store(aws, wanted.site.artifacts_bucket),
        clock=SystemClock(),
        owner=Owner(project="shop", environment="sandbox"),
        holder="bench@here:1",
        home=wanted.site.home,
    )
    return place, aws


def deployed(wanted: Any, endpoint: str) -> tuple[float, list[tuple[str, str, dict[str, Any]]]]:
    """Deploy, and return the seconds and the calls."""
    place, aws = connected(wanted, endpoint)
    began = time.perf_counter()
    intent = Intent(provenance=Provenance(by="bench"), pipelines=wanted.pipelines)
    deploy(place, look(place, wanted.resources), intent, Quiet())
    return time.perf_counter() - began, aws.calls


def rolled_back(wanted: Any, endpoint: str) -> tuple[float, int]:
    """Go back to the release before; return the seconds and the calls until the alias pointed there again."""
    place, aws = connected(wanted, endpoint)
    began = time.perf_counter()
    rollback(place, target(place.store, None), Provenance(by="bench"), Quiet())
    switched = [operation for _, operation, _ in aws.calls].index("update_state_machine_alias")
    return aws.ended[switched] - began, switched + 1


def replayed(calls: list[tuple[str, str, dict[str, Any]]], endpoint: str) -> float:
    """Make the calls one after the other, as a script would, and return the seconds."""
    clients: dict[str, Any] = {}
    began = time.perf_counter()
    for service, operation, parameters in calls:
        if service not in clients:
            clients[service] = session().client(service, endpoint_url=endpoint)
        client = clients[service]
        try:
            getattr(client, operation)(**parameters)
        except client.exceptions.ClientError:
            continue
    return time.perf_counter() - began


def main(jobs: int, functions: int) -> None:
    """Measure both, and print what came of it."""
    server = subprocess.Popen(
        [sys.executable, "-m", "lakeflow.sandbox.server", str(PORT)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(5)
        proxy = Proxy(f"http://127.0.0.1:{PORT}")
        proxy.delay = DELAY
        with tempfile.TemporaryDirectory() as folder:
            wanted = desired(project(Path(folder), jobs, functions), "sandbox")
            ours, calls = deployed(wanted, proxy.url)
            unchanged, reads = deployed(wanted, proxy.url)
            (Path(folder) / "jobs/load.py").write_text("print('loaded otherwise')\n")
            deployed(desired(Project(Path(folder)), "sandbox"), proxy.url)
            back, until = rolled_back(wanted, proxy.url)
            reset()
            script = replayed(calls, proxy.url)
    finally:
        server.terminate()
        server.wait()
    print(f"{jobs} jobs, {functions} functions: {len(wanted.resources)} resources, {DELAY * 1000:.0f} ms a call")
    print(f"script, one call after the other   {script:7.1f} s  {len(calls)} calls")
    print(f"lakeflow deploy                    {ours:7.1f} s  {script / ours:.1f} times faster")
    print(f"lakeflow deploy, nothing changed   {unchanged:7.1f} s  {len(reads)} calls")
    print(f"lakeflow rollback, until it is live {back:6.1f} s  {until} calls")
    print(f"calls a resource                   {len(calls) / len(wanted.resources):7.1f}    first deploy")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=100, metavar="N")
    parser.add_argument("--functions", type=int, default=20, metavar="N")
    main(**vars(parser.parse_args()))
