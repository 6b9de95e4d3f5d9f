"""The iterations of an inline Map: in the same execution, so many at once."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lakeflow.asl.states import Json
from lakeflow.interpreter.concurrency import run_all
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.items import ItemSelector
from lakeflow.interpreter.region import Region
from lakeflow.interpreter.scope import Scope
from lakeflow.interpreter.visit import Visit

INLINE_CONCURRENCY: Final = 40
"""How many iterations of an inline Map Step Functions runs at once, whatever MaxConcurrency says."""


async def run_iterations(
    visit: Visit, processor: Region, items: list[Json], selector: ItemSelector | None, limit: int
) -> list[Json]:
    """Run the processor over the items and return the outputs in their order; ``limit`` 0 is AWS's own.

    Raises StateFailed with the first failure, after the other iterations have stopped.
    """
    iterations = _Iterations(visit, processor, selector, iter(enumerate(items)), [None] * len(items))
    workers = min(limit or INLINE_CONCURRENCY, INLINE_CONCURRENCY, len(items))
    await run_all([iterations.work() for _ in range(workers)])
    return iterations.results


@dataclass(slots=True)
class _Iterations:
    """One attempt at all items: workers share the items, so that only what runs exists."""

    visit: Visit
    processor: Region
    selector: ItemSelector | None
    waiting: Iterator[tuple[int, Json]]
    results: list[Json]
    started_event_id: int = field(init=False)

    def __post_init__(self) -> None:
        self.started_event_id = self.visit.scope.last_event_id

    async def work(self) -> None:
        """Run one item after another until none is left; raises StateFailed."""
        scope = self.visit.scope.inner()
        scope.last_event_id = self.started_event_id
        for index, item in self.waiting:
            scope.variables = self.visit.scope.variables
            self.results[index] = await self._iterate(scope, index, item)
            # Iterations that never wait take turns all the same, and let timeouts and Ctrl-C in.
            await scope.runtime.clock.sleep(0)

    async def _iterate(self, scope: Scope, index: int, item: Json) -> Json:
        outer = self.visit.scope
        about: dict[str, Json] = {"name": self.visit.state, "index": index}
        payload = item
        if self.selector is not None:
            payload = self.selector.select(self.visit, {"Index": index, "Value": item})
        scope.record("MapIterationStarted", about)
        try:
            output = await self.processor.run(scope, payload)
        except StateFailed:
            scope.record_aside("MapIterationFailed", about)
            outer.last_event_id = scope.last_event_id
            raise
        except asyncio.CancelledError:
            if not scope.runtime.history.ending:
                scope.record_aside("MapIterationAborted", about)
            raise
        outer.last_event_id = scope.record_aside("MapIterationSucceeded", about)
        return output
