"""What every verb on an environment does first: connect to its account, or to none."""

import getpass
import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from lakeflow.clock import SystemClock
from lakeflow.configuration import load_settings
from lakeflow.deploy.memory import MemoryExecutions, MemoryProvider, MemoryStore
from lakeflow.deploy.plan import Owner
from lakeflow.deploy.provider import Live, Provider
from lakeflow.deploy.releases import Release
from lakeflow.deploy.smoke import Executions
from lakeflow.deploy.store import Store
from lakeflow.deploy.world import World
from lakeflow.errors import ProjectError
from lakeflow.operations.compiling import target_of
from lakeflow.project import Project
from lakeflow.resources.artifacts import Artifact
from lakeflow.resources.site import Site


def site_of(project: Project, environment: str) -> Site:
    """Return the names and settings of an environment."""
    settings = load_settings(project, environment)
    return Site(target=target_of(settings, environment), settings=settings)


def connected(site: Site, artifacts: Mapping[str, Artifact]) -> World:
    """Return the environment as AWS has it.

    Raises:
        DeployError: there are no credentials, or they are for another account.

    """
    from lakeflow.aws.executions import StepFunctionsExecutions
    from lakeflow.aws.provider import AwsProvider
    from lakeflow.aws.session import connect
    from lakeflow.aws.store import S3Store

    aws = connect(site.settings.aws)
    provider, store = AwsProvider(aws, artifacts, time.sleep), S3Store(aws, site.artifacts_bucket)
    return replace(_world(site, provider, store, StepFunctionsExecutions(aws, time.sleep)), pause=time.sleep)


def offline(site: Site, record: Path | None) -> World:
    """Return an environment without an account: empty, or as a release's record says that it was.

    Raises:
        ProjectError: the record cannot be read.

    """
    if record is None:
        return _world(site, MemoryProvider(), MemoryStore(), MemoryExecutions())
    try:
        release = Release.model_validate_json(record.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"{record} is not the record of a release: {error}",
            hint="write one with: lakeflow releases --env ENV --show NUMBER > release.json",
        ) from None
    live = [
        Live(address=one.address, properties=one.properties, tags=one.tags, attributes=one.attributes)
        for one in release.desired
    ]
    store = MemoryStore({f"releases/{release.number:08}.json": release.model_dump_json()})
    return _world(site, MemoryProvider(live), store, MemoryExecutions())


def is_gone(holder: str) -> bool:
    """Tell whether a holder of a lock was a process of this machine that has ended."""
    place, _, process = holder.rpartition(":")
    if place.rpartition("@")[2] != socket.gethostname() or not process.isdigit():
        return False
    with suppress(PermissionError):
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
    return False


def _world(site: Site, provider: Provider, store: Store, executions: Executions) -> World:
    return World(
        provider=provider,
        store=store,
        clock=SystemClock(),
        owner=Owner(project=site.target.project, environment=site.target.environment),
        holder=f"{getpass.getuser()}@{socket.gethostname()}:{os.getpid()}",
        home=site.home,
        is_gone=is_gone,
        executions=executions,
    )
