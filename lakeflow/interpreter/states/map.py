"""Map in INLINE mode: run the processor once an item, in the same execution."""

from dataclasses import dataclass
from typing import ClassVar

from lakeflow.asl import states as asl
from lakeflow.asl.states import Json
from lakeflow.interpreter.guard import Guard, compile_guard
from lakeflow.interpreter.items import (
    ItemSelector,
    ItemSource,
    compile_concurrency,
    compile_item_selector,
    compile_items,
    concurrency_limit,
)
from lakeflow.interpreter.processing import (
    Arguments,
    Ending,
    Field,
    compile_input,
    compile_result_ending,
)
from lakeflow.interpreter.region import Region
from lakeflow.interpreter.states.inline_map import Iterations
from lakeflow.interpreter.visit import Transition, Visit, check_size


@dataclass(frozen=True, slots=True)
class RunnableMap:
    """An inline Map state; it fails with the error of the first iteration that fails, and stops the others."""

    kind: ClassVar[str] = "Map"
    can_retry: ClassVar[bool] = True
    arguments: Arguments
    items: ItemSource
    item_selector: ItemSelector | None
    max_concurrency: Field | None
    processor: Region
    guard: Guard
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Run the iterations, as often as the retriers allow; a retry starts over. Raises StateFailed."""
        return await self.guard.run(visit, self._attempt, "MapStateFailed")

    async def _attempt(self, visit: Visit) -> Transition:
        resumed = visit.take_resumed()
        items, limit = self.prepare(visit)
        if resumed is None:
            visit.scope.record("MapStateStarted", {"length": len(items)})
        iterations = Iterations(visit, self.processor, self.item_selector, items, resumed or {})
        result: Json = await iterations.run(limit)
        check_size(result, visit.state)
        transition = self.ending.after_result(visit, result)
        visit.scope.record_aside("MapStateSucceeded")
        return transition

    def prepare(self, visit: Visit) -> tuple[list[Json], int]:
        """Return the items and how many may run at once, 0 for no limit; raises StateFailed."""
        self.arguments.of(visit)
        return self.items.of(visit), concurrency_limit(visit, self.max_concurrency)


def compile_map(state: asl.Map, processor: Region, language: str) -> RunnableMap:
    """Parse the state's own expressions; raises TemplateError, PathError."""
    return RunnableMap(
        arguments=compile_input(state, language),
        items=compile_items(state, language, takes_objects=False),
        item_selector=compile_item_selector(state, language),
        max_concurrency=compile_concurrency(state, language),
        processor=processor,
        guard=compile_guard(state.retry, state.catch, language),
        ending=compile_result_ending(state, language),
    )
