"""A map run: the child executions of a distributed Map, so many at once."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Generic, TypeVar

from lakeflow.asl.states import Json
from lakeflow.interpreter.concurrency import run_all
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.distributed.tolerance import Tolerance
from lakeflow.interpreter.distributed.writer import Child
from lakeflow.interpreter.failure import EXCEED_TOLERATED_FAILURE_THRESHOLD, StateFailed
from lakeflow.interpreter.lifecycle import Status, child_runtime, run_child
from lakeflow.interpreter.region import Region
from lakeflow.interpreter.scope import Runtime

T = TypeVar("T")

DISTRIBUTED_CONCURRENCY: Final = 1_000
"""How many children run at once here where MaxConcurrency allows as many as there are; on AWS it is 10,000."""


@dataclass(frozen=True, slots=True)
class MapRun:
    """What all children of one run of a distributed Map have in common; ``label`` stands in their ARNs."""

    runtime: Runtime
    processor: Region
    label: str
    name: str
    is_express: bool
    tolerance: Tolerance
    total_items: int

    @property
    def arn(self) -> str:
        """The map run's own ARN."""
        machine = self.runtime.execution.state_machine_arn.replace(":stateMachine:", ":mapRun:")
        return f"{machine}/{self.label}:{self.name}"

    async def run(self, inputs: Iterator[tuple[Json, int]], limit: int, keep: Callable[[Child], T]) -> list[T]:
        """Run a child for each input, which is of so many items.

        Return what ``keep`` makes of each child, in the order of the inputs; nothing else of a child stays in memory.
        Raises StateFailed once more items have failed than are tolerated; all children have stopped then.
        """
        children = _Children(self, enumerate(inputs), keep)
        workers = min(limit or DISTRIBUTED_CONCURRENCY, DISTRIBUTED_CONCURRENCY, self.total_items)
        await run_all([children.work() for _ in range(workers)])
        return [children.kept[index] for index in range(len(children.kept))]

    def execution(self) -> ExecutionInfo:
        """Return who a new child is."""
        parent = self.runtime.execution
        name = str(uuid.UUID(int=self.runtime.chance.getrandbits(128), version=4))
        machine_arn = f"{parent.state_machine_arn}/{self.label}"
        kind = "express" if self.is_express else "execution"
        arn = f"{machine_arn.replace(':stateMachine:', f':{kind}:')}:{name}"
        return replace(
            parent,
            arn=f"{arn}:{name}" if self.is_express else arn,
            name=name,
            state_machine_arn=machine_arn,
            state_machine_name=f"{parent.state_machine_name}/{self.label}",
            is_express=self.is_express,
        )


@dataclass(slots=True)
class _Children(Generic[T]):
    """The children so far: workers share what waits, so that only what runs exists."""

    map_run: MapRun
    waiting: Iterator[tuple[int, tuple[Json, int]]]
    keep: Callable[[Child], T]
    kept: dict[int, T] = field(default_factory=dict)
    failed_items: int = 0

    async def work(self) -> None:
        """Run one child after another until none is left; raises StateFailed."""
        map_run = self.map_run
        for index, (payload, items) in self.waiting:
            execution = map_run.execution()
            result = await run_child(child_runtime(map_run.runtime, execution), map_run.processor, payload)
            self.kept[index] = self.keep(Child(execution, payload, result))
            if result.status is not Status.SUCCEEDED:
                self.failed_items += items
                if map_run.tolerance.is_exceeded(self.failed_items, map_run.total_items):
                    problem = "The specified tolerated failure threshold was exceeded"
                    raise StateFailed(EXCEED_TOLERATED_FAILURE_THRESHOLD, problem)
            await map_run.runtime.clock.sleep(0)
