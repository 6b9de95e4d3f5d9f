"""The iterations of an inline Map: in the same execution, so many at once."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lakeflow.asl.states import Json
from lakeflow.interpreter.concurrency import run_all
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.items import ItemSelector
from lakeflow.interpreter.position import Finished, Inner, Position
from lakeflow.interpreter.region import Region
from lakeflow.interpreter.scope import Scope
from lakeflow.interpreter.visit import Visit

INLINE_CONCURRENCY: Final = 40
"""How many iterations of an inline Map Step Functions runs at once, whatever MaxConcurrency says."""


@dataclass(slots=True)
class Iterations:
    """One attempt at all items; ``resumed`` is what iterations had come to before a redrive."""

    visit: Visit
    processor: Region
    selector: ItemSelector | None
    items: list[Json]
    resumed: Inner
    _results: list[Json] = field(init=False)
    _waiting: Iterator[tuple[int, Json]] = field(init=False)
    _started_event_id: int = field(init=False)

    def __post_init__(self) -> None:
        """Be ready for the first item."""
        self._results = [None] * len(self.items)
        self._waiting = iter(enumerate(self.items))
        self._started_event_id = self.visit.scope.last_event_id

    async def run(self, limit: int) -> list[Json]:
        """Run the processor over the items and return the outputs in their order; ``limit`` 0 is AWS's own.

        Raises StateFailed with the first failure, after the other iterations have stopped.
        """
        # Workers share the items, so that only what runs exists.
        workers = min(limit or INLINE_CONCURRENCY, INLINE_CONCURRENCY, len(self.items))
        await run_all([self._work() for _ in range(workers)])
        return self._results

    async def _work(self) -> None:
        """Run one item after another until none is left; raises StateFailed."""
        scope = self.visit.scope.inner()
        scope.last_event_id = self._started_event_id
        for index, item in self._waiting:
            before = self.resumed.get(index)
            if isinstance(before, Finished):
                self._results[index] = before.output
                continue
            scope.variables = self.visit.scope.variables
            self._results[index] = await self._iterate(scope, index, item, before)
            # Iterations that never wait take turns all the same, and let timeouts and Ctrl-C in.
            await scope.runtime.clock.sleep(0)

    async def _iterate(self, scope: Scope, index: int, item: Json, before: Position | None) -> Json:
        outer = self.visit.scope
        about: dict[str, Json] = {"name": self.visit.state, "index": index}
        payload = item
        if self.selector is not None:
            payload = self.selector.select(self.visit, {"Index": index, "Value": item})
        scope.record("MapIterationStarted", about)
        try:
            output = await self.processor.run(scope, payload, before)
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
