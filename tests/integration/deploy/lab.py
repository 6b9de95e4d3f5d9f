"""Where deploys are broken on purpose: three versions of a project, an AWS in a box, and a proxy between."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3

from lakeflow.aws.calls import Aws
from lakeflow.aws.provider import AwsProvider
from lakeflow.aws.store import S3Store
from lakeflow.clock import SystemClock
from lakeflow.deploy.apply import ApplyObserver
from lakeflow.deploy.deploy import Intent, deploy
from lakeflow.deploy.destroy import destroy, doomed
from lakeflow.deploy.journal import unfinished
from lakeflow.deploy.memory import MemoryExecutions, Quiet
from lakeflow.deploy.plan import Owner
from lakeflow.deploy.releases import Provenance
from lakeflow.deploy.rollback import rollback, target
from lakeflow.deploy.world import World, look, read_all
from lakeflow.operations.desired import Desired, desired
from lakeflow.project import Project
from lakeflow.resources.resource import Address, Kind
from tests.aws_box import Box
from tests.aws_proxy import Fate, Proxy
from tests.integration.deploy.tiny import change_tiny, replace_tiny

ACCOUNT = "123456789012"
ORIGIN = Provenance(by="ada")
CODE = frozenset({Kind.OBJECT, Kind.FUNCTION_ALIAS})
"""What lies about for a rollback, and runs only where something names it."""

Act = Callable[[World], None]
"""What is done to a world: a deploy, an update, a destroy."""

Seen = Mapping[Address | str, Any]


def signed_in(region: str = "eu-west-1") -> boto3.Session:
    """Return a session of the box's account."""
    return boto3.Session(aws_access_key_id=ACCOUNT, aws_secret_access_key="x", region_name=region)


def release(world: World, wanted: Desired, observer: ApplyObserver | None = None) -> None:
    intent = Intent(provenance=ORIGIN, pipelines=wanted.pipelines)
    deploy(world, look(world, wanted.resources), intent, observer or Quiet())


def go_back(world: World, number: int | None = None) -> None:
    rollback(world, target(world.store, number), ORIGIN, Quiet())


def tear_down(world: World) -> None:
    destroy(world, doomed(world, data_too=True), ORIGIN, Quiet())


class Lab:
    """The worlds reach the same AWS: directly, by the proxy, and by the proxy with the SDK's retries.

    A lock that another left behind is not in the way of the first two: its holder is gone.
    """

    def __init__(self, root: Path, box: Box, proxy: Proxy) -> None:
        self.box, self.proxy = box, proxy
        self.first = desired(Project(root), "sandbox")
        change_tiny(root)
        self.changed = desired(Project(root), "sandbox")
        replace_tiny(root)
        self.replaced = desired(Project(root), "sandbox")
        self._versions = (self.first, self.changed, self.replaced)
        self.direct = self._world(box.url, attempts=1)
        self.proxied = self._world(proxy.url, attempts=1)
        self.patient = replace(self._world(proxy.url, attempts=8), is_gone=lambda _: False)
        addresses = {one.address for wanted in self._versions for one in wanted.resources}
        self._addresses = sorted(one for one in addresses if one.kind not in CODE)

    def deploy_first(self, world: World) -> None:
        release(world, self.first)

    def deploy_changed(self, world: World) -> None:
        release(world, self.changed)

    def deploy_replaced(self, world: World) -> None:
        release(world, self.replaced)

    def seen(self) -> Seen:
        """Return the properties of what is live, and what a deploy has left unfinished."""
        live = read_all(self.direct.provider, self._addresses)
        properties: dict[Address | str, Any] = {address: one.properties for address, one in live.items()}
        return {**properties, "unfinished": unfinished(self.direct.store)}

    def undisturbed(self, act: Act) -> tuple[int, Seen]:
        """Act, and undo it; return how many calls that took and what was live then."""
        with self.box.undone():
            self.through_proxy(self.proxied, act, lambda _: Fate.PASS)
            return self.proxy.calls, self.seen()

    def through_proxy(self, world: World, act: Act, fate: Callable[[int], Fate]) -> None:
        """Act while calls, counted from 1 on, meet their fate."""
        self.proxy.reset(fate)
        act(world)

    def _world(self, endpoint: str, *, attempts: int) -> World:
        site = self.first.site
        session = signed_in(site.target.region)
        aws = Aws(session, ACCOUNT, endpoint, attempts)
        artifacts = {key: artifact for wanted in self._versions for key, artifact in wanted.artifacts.items()}
        return World(
            executions=MemoryExecutions(),
            provider=AwsProvider(aws, artifacts, lambda _: None),
            store=S3Store(aws, site.artifacts_bucket),
            clock=SystemClock(),
            owner=Owner(project=site.target.project, environment=site.target.environment),
            holder="ada@laptop:1",
            home=site.home,
            is_gone=lambda _: True,
        )
