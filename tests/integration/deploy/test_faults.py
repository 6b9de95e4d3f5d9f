"""A deploy, an update and a destroy that break at any call: doing it again converges, rolling back restores."""

import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from aws_proxy import Fate, Proxy

from lakeflow.aws.calls import Aws
from lakeflow.aws.provider import AwsProvider
from lakeflow.aws.store import S3Store
from lakeflow.clock import SystemClock
from lakeflow.deploy.deploy import Intent, deploy
from lakeflow.deploy.destroy import destroy, doomed
from lakeflow.deploy.lock import locked
from lakeflow.deploy.plan import Owner
from lakeflow.deploy.releases import Provenance
from lakeflow.deploy.rollback import rollback, target
from lakeflow.deploy.world import World, look, read_all
from lakeflow.errors import DeployError
from lakeflow.operations.desired import Desired, desired
from lakeflow.project import Project
from lakeflow.resources.artifacts import Artifact
from lakeflow.resources.resource import Address, Kind

ACCOUNT = "123456789012"
ORIGIN = Provenance(by="ada")


class Quiet:
    def started(self, change: object) -> None: ...

    def ended(self, change: object, error: object) -> None: ...


def world(endpoint: str, wanted: Desired, artifacts: Mapping[str, Artifact]) -> World:
    session = boto3.Session(aws_access_key_id=ACCOUNT, aws_secret_access_key="x", region_name=wanted.site.target.region)
    aws = Aws(session, ACCOUNT, endpoint, attempts=1)
    return World(
        provider=AwsProvider(aws, artifacts, lambda _: None),
        store=S3Store(aws, wanted.site.artifacts_bucket),
        clock=SystemClock(),
        owner=Owner(project="shop", environment="sandbox"),
        holder="ada@laptop:1",
        home=wanted.site.home,
        is_gone=lambda _: True,
    )


def release(place: World, wanted: Desired) -> None:
    deploy(place, look(place, wanted.resources), Intent(provenance=ORIGIN, pipelines=wanted.pipelines), Quiet())


def tear_down(place: World) -> None:
    destroy(place, doomed(place, data_too=True), ORIGIN, Quiet())


class Lab:
    """Two versions of a project, the world they are deployed to, and the proxy between."""

    def __init__(self, root: Path, server: str, proxy: Proxy) -> None:
        self.server, self.proxy = server, proxy
        self.first = desired(Project(root), "sandbox")
        text = (root / "pipelines/tiny.py").read_text()
        changed = text.replace('"load", script', '"load", workers=5, script').replace('"03:00"', '"04:00"')
        extra = '    Glue("more", GlueJob("more", script="jobs/load.py"), after=found)\n'
        (root / "pipelines/tiny.py").write_text(changed.replace('Notify("alerts")', 'Notify("people")') + extra)
        (root / "jobs/load.py").write_text("print('loaded better')\n")
        self.second = desired(Project(root), "sandbox")
        self.artifacts = {**self.first.artifacts, **self.second.artifacts}
        self.direct = world(server, self.first, self.artifacts)
        self.proxied = world(proxy.url, self.first, self.artifacts)
        self.addresses = {one.address for one in (*self.first.resources, *self.second.resources)}

    def reset(self) -> None:
        request = urllib.request.Request(f"{self.server}/moto-api/reset", method="POST")
        urllib.request.urlopen(request, timeout=30).close()

    def seen(self) -> dict[Address, Any]:
        """What is live, but for code that lies about for a rollback."""
        live = read_all(self.direct.provider, sorted(self.addresses))
        return {address: one.properties for address, one in live.items() if not one_of_code(address)}

    def broken(self, act: Any, fate: Any) -> int:
        """Act through the proxy, whose calls meet their fate; return how many there were."""
        self.proxy.reset(fate)
        with suppress(DeployError):
            act(self.proxied)
        return self.proxy.calls


def one_of_code(address: Address) -> bool:
    return address.kind in {Kind.OBJECT, Kind.FUNCTION_ALIAS}


@pytest.fixture
def lab(tiny: Path, server: str, proxy: Proxy) -> Lab:
    return Lab(tiny, server, proxy)


def killed(at: int) -> Any:
    """From that call on nothing arrives: what a killed process looks like from AWS."""
    return lambda call: Fate.CUT if call >= at else Fate.PASS


def refused(at: int) -> Any:
    return lambda call: Fate.REFUSED if call == at else Fate.PASS


def answer_lost(at: int) -> Any:
    return lambda call: Fate.ANSWER_LOST if call == at else Fate.PASS


def killed_after(at: int) -> Any:
    """That call arrives, its answer and everything later does not."""
    return lambda call: Fate.ANSWER_LOST if call == at else Fate.CUT if call > at else Fate.PASS


FATES = {"killed": killed, "refused": refused, "answer lost": answer_lost, "killed after": killed_after}


def calls_to_break(calls: int, fate: str, every: int) -> range:
    """Other calls for every fate, where not every call is broken."""
    return range(1 + (list(FATES).index(fate) * every) // len(FATES), calls + 1, every)


@pytest.mark.parametrize("fate", FATES)
def test_a_first_deploy_broken_anywhere_converges(lab: Lab, fate: str, every: int) -> None:
    calls = lab.broken(lambda place: release(place, lab.first), lambda _: Fate.PASS)
    undisturbed = lab.seen()
    assert calls > 50
    for at in calls_to_break(calls, fate, every):
        lab.reset()
        lab.broken(lambda place: release(place, lab.first), FATES[fate](at))
        release(lab.direct, lab.first)
        assert lab.seen() == undisturbed, at


@pytest.mark.parametrize("fate", FATES)
def test_an_update_broken_anywhere_converges_and_rolls_back(lab: Lab, fate: str, every: int) -> None:
    release(lab.direct, lab.first)
    former = lab.seen()
    calls = lab.broken(lambda place: release(place, lab.second), lambda _: Fate.PASS)
    undisturbed = lab.seen()
    assert former != undisturbed
    for at in calls_to_break(calls, fate, every):
        lab.reset()
        release(lab.direct, lab.first)
        lab.broken(lambda place: release(place, lab.second), FATES[fate](at))
        release(lab.direct, lab.second)
        assert lab.seen() == undisturbed, at
        rollback(lab.direct, target(lab.direct.store, None), ORIGIN, Quiet())
        assert lab.seen() == former, at


@pytest.mark.parametrize("fate", FATES)
def test_an_update_broken_anywhere_is_undone_without_being_finished(lab: Lab, fate: str, every: int) -> None:
    release(lab.direct, lab.first)
    former = lab.seen()
    calls = lab.broken(lambda place: release(place, lab.second), lambda _: Fate.PASS)
    for at in calls_to_break(calls, fate, every):
        lab.reset()
        release(lab.direct, lab.first)
        lab.broken(lambda place: release(place, lab.second), FATES[fate](at))
        rollback(lab.direct, target(lab.direct.store, 1), ORIGIN, Quiet())
        assert lab.seen() == former, at


@pytest.mark.parametrize("fate", FATES)
def test_a_destroy_broken_anywhere_ends_with_nothing(lab: Lab, fate: str, every: int) -> None:
    release(lab.direct, lab.first)
    calls = lab.broken(tear_down, lambda _: Fate.PASS)
    assert lab.seen() == {}
    for at in calls_to_break(calls, fate, every):
        lab.reset()
        release(lab.direct, lab.first)
        lab.broken(tear_down, FATES[fate](at))
        tear_down(lab.direct)
        assert lab.seen() == {}, at


def test_an_unchanged_project_is_deployed_without_a_changing_call(lab: Lab) -> None:
    release(lab.direct, lab.first)
    calls = lab.broken(lambda place: release(place, lab.first), lambda _: Fate.PASS)
    reads = ("Get", "List", "Describe", "Head", "BatchGet")
    for method, action in lab.proxy.seen:
        name = action.rpartition(".")[2]
        assert method in {"GET", "HEAD"} or name.startswith(reads) or "Action=" in action or action == "/", action
    assert calls <= 8 * len(lab.first.resources)


def test_of_two_deployers_the_second_is_told_who_holds_the_lock(lab: Lab) -> None:
    release(lab.direct, lab.first)
    other = replace(lab.direct, holder="bob@desk:7", is_gone=lambda _: False)
    with (
        locked(lab.direct.store, lab.direct.clock, "ada@laptop:1", lambda _: False),
        pytest.raises(DeployError, match="ada@laptop:1 has been deploying") as caught,
    ):
        release(other, lab.second)
    assert "unlock" in caught.value.hint
    assert lab.direct.store.read("lock.json") is None
    release(other, lab.second)


def test_a_release_is_dated_now(lab: Lab) -> None:
    release(lab.direct, lab.first)
    assert abs((target(lab.direct.store, 1).created - datetime.now(UTC)).total_seconds()) < 60
