"""Carry out changes along their dependencies, many at once."""

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from graphlib import TopologicalSorter
from typing import Protocol, assert_never

from lakeflow.deploy.plan import RELEASE_TAG, Action, Change, Plan, Stage
from lakeflow.deploy.provider import Provider
from lakeflow.errors import ApplyError, DeployError
from lakeflow.resources.resource import Resource

WORKERS = 32
"""How many changes are made at once; throttled calls are slowed down by the provider."""


class ApplyObserver(Protocol):
    """Is told of every change as it starts and ends, and of what else takes time, in the caller's thread."""

    def started(self, change: Change) -> None:
        """Take note that a change is about to be made."""

    def ended(self, change: Change, error: DeployError | None) -> None:
        """Take note that a change is made, or failed."""

    def waits(self, subject: str) -> None:
        """Take note of what is waited for between the changes."""

    def keeps(self, changes: Sequence[Change], executions: Sequence[str]) -> None:
        """Take note of changes that this deploy leaves to the next one, because of executions that run."""


def apply(plan: Plan, stage: Stage, provider: Provider, observer: ApplyObserver, release: str) -> None:
    """Make the changes of one stage of a plan, each after what it needs, for the release of that name.

    After a failure nothing more is started; what is under way ends first.

    Raises:
        ApplyError: with every change that failed.

    """
    changes = plan.stage(stage)
    by_address = {change.address: change for change in changes}
    sorter = TopologicalSorter({address: plan.needs[address] & by_address.keys() for address in by_address})
    sorter.prepare()
    failures: list[tuple[str, str]] = []
    running: dict[Future[None], Change] = {}
    with ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="apply") as pool:
        while sorter.is_active() and (running or not failures):
            for address in sorter.get_ready() if not failures else ():
                observer.started(by_address[address])
                running[pool.submit(_make, by_address[address], provider, release)] = by_address[address]
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                change = running.pop(future)
                error = future.exception()
                if error is not None and not isinstance(error, DeployError):
                    raise error
                observer.ended(change, error)
                if error is None:
                    sorter.done(change.address)
                else:
                    failures.append((str(change.address), error.message))
    if failures:
        raise ApplyError(tuple(failures))


def _make(change: Change, provider: Provider, release: str) -> None:
    match change.action:
        case Action.CREATE:
            provider.create(_tagged(change, release))
        case Action.UPDATE:
            assert change.live is not None
            provider.update(change.live, _tagged(change, release))
        case Action.REPLACE:
            assert change.live is not None
            provider.delete(change.live)
            provider.create(_tagged(change, release))
        case Action.DELETE:
            assert change.live is not None
            provider.delete(change.live)
        case Action.RETAIN:
            pass
        case _ as never:
            assert_never(never)


def _tagged(change: Change, release: str) -> Resource:
    assert change.desired is not None
    return replace(change.desired, tags={**change.desired.tags, RELEASE_TAG: release})
