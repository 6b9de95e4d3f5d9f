"""Two deployers at once, and one that dies: the lock, and what the next one makes of what is left."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from lakeflow.deploy.deploy import Intent, deploy
from lakeflow.deploy.lock import locked
from lakeflow.deploy.memory import Quiet
from lakeflow.deploy.world import look
from lakeflow.errors import DeployError, DeployLockedError
from tests.aws_proxy import Proxy
from tests.integration.conftest import CommandLine
from tests.integration.deploy.lab import ORIGIN, Lab, release
from tests.integration.deploy.tiny import change_tiny, write_tiny

HERE = ("--env", "sandbox")


def test_while_a_deployer_holds_the_lock_the_next_is_told_who_it_is(lab: Lab) -> None:
    lab.deploy_first(lab.direct)
    other = replace(lab.direct, holder="bob@desk:7", is_gone=lambda _: False)
    with (
        locked(lab.direct.store, lab.direct.clock, "ada@laptop:1", lambda _: False),
        pytest.raises(DeployError, match="ada@laptop:1 has been deploying") as caught,
    ):
        release(other, lab.changed)
    assert "unlock" in caught.value.hint
    assert lab.direct.store.read("lock.json") is None
    release(other, lab.changed)


@pytest.mark.parametrize("which", ["first deploy", "update"])
def test_of_two_deployers_that_start_at_once_one_wins_and_the_other_is_told_who(lab: Lab, which: str) -> None:
    if which == "update":
        lab.deploy_first(lab.direct)
    wanted = lab.first if which == "first deploy" else lab.changed
    _, undisturbed = lab.undisturbed(lambda world: release(world, wanted))
    start = Barrier(2)

    def attempt(holder: str) -> DeployLockedError | None:
        world = replace(lab.proxied, holder=holder, is_gone=lambda _: False)
        outlook = look(world, wanted.resources)
        start.wait()
        try:
            deploy(world, outlook, Intent(provenance=ORIGIN, pipelines=wanted.pipelines), Quiet())
        except DeployLockedError as error:
            return error
        return None

    lab.proxy.reset()
    lab.proxy.delay = 0.02
    holders = ("ada@laptop:1", "bob@desk:7")
    with ThreadPoolExecutor() as pool:
        ends = dict(zip(holders, pool.map(attempt, holders), strict=True))
    lab.proxy.delay = 0.0
    (winner,) = [holder for holder, error in ends.items() if error is None]
    (refusal,) = [error for error in ends.values() if error is not None]
    assert refusal.message.startswith(f"{winner} has been deploying")
    assert lab.seen() == undisturbed


@pytest.mark.skipif(signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="started where nobody can interrupt")
def test_a_deployer_that_is_interrupted_gives_up_the_lock_and_says_how_to_go_on(
    lab: Lab, proxy: Proxy, tmp_path: Path
) -> None:
    run = CommandLine(write_tiny(tmp_path, proxy.url))
    lab.deploy_first(lab.direct)
    _, undisturbed = lab.undisturbed(lab.deploy_changed)
    change_tiny(run.project)
    proxy.reset()
    proxy.delay = 0.02
    deployer = run.start("deploy", *HERE, "--yes")
    while not any(method != "GET" and "AWSGlue.UpdateJob" in action for method, action in list(proxy.seen)):
        assert deployer.poll() is None, deployer.communicate()
        time.sleep(0.005)
    deployer.send_signal(signal.SIGINT)
    _, err = deployer.communicate()
    proxy.delay = 0.0
    assert "Interrupted. Run it again" in err
    assert "Traceback" not in err
    assert lab.direct.store.read("lock.json") is None
    run("deploy", *HERE, "--yes")
    assert lab.seen() == undisturbed


@pytest.mark.parametrize("seen_last", ["AWSGlue.UpdateJob", "AWSStepFunctions.UpdateStateMachineAlias"])
def test_a_deployer_that_is_killed_is_taken_up_by_the_next_or_undone(
    lab: Lab, proxy: Proxy, tmp_path: Path, seen_last: str
) -> None:
    run = CommandLine(write_tiny(tmp_path, proxy.url))
    lab.deploy_first(lab.direct)
    former = lab.seen()
    _, undisturbed = lab.undisturbed(lab.deploy_changed)
    change_tiny(run.project)

    proxy.reset()
    proxy.delay = 0.02
    deployer = run.start("deploy", *HERE, "--yes")
    while not any(method != "GET" and seen_last in action for method, action in list(proxy.seen)):
        assert deployer.poll() is None, deployer.communicate()
        time.sleep(0.005)
    deployer.kill()
    deployer.communicate()
    proxy.delay = 0.0
    assert lab.direct.store.read("lock.json") is not None
    with lab.box.undone():
        run("deploy", *HERE, "--yes")
        assert lab.seen() == undisturbed
        run("rollback", *HERE, "--yes")
        assert lab.seen() == former
    run("rollback", *HERE, "--yes", "--to", "1")
    assert lab.seen() == former
