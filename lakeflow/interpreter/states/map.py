"""Map: run the processor once an item, so many at once."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from lakeflow.asl import states as asl
from lakeflow.asl.states import ABSENT, Json
from lakeflow.asl.template import CompiledTemplate, compact, compile_template
from lakeflow.errors import InvalidStateMachineError
from lakeflow.interpreter.concurrency import run_all
from lakeflow.interpreter.ending import Ending, Guard, compile_ending, compile_guard
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.region import Region, Scope, Transition, Visit, check_size

INLINE_CONCURRENCY: Final = 40
"""How many iterations of an inline Map Step Functions runs at once, whatever MaxConcurrency says."""


@dataclass(frozen=True, slots=True)
class RunnableMap:
    """An inline Map state; it fails with the error of the first iteration that fails, and stops the others."""

    kind: ClassVar[str] = "Map"
    can_retry: ClassVar[bool] = True
    items: CompiledTemplate | None
    item_selector: CompiledTemplate | None
    max_concurrency: CompiledTemplate | None
    processor: Region
    guard: Guard
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Run the iterations, as often as the retriers allow; a retry starts over. Raises StateFailed."""
        return await self.guard.run(visit, self._attempt, "MapStateFailed")

    async def _attempt(self, visit: Visit) -> Transition:
        bindings = visit.bindings()
        items = self._items(visit, bindings)
        limit = self._concurrency(visit, bindings)
        visit.scope.record("MapStateStarted", {"length": len(items)})
        iterations = _Iterations(self, visit, items)
        await run_all([iterations.work() for _ in range(min(limit, len(items)))])
        result: Json = iterations.results
        check_size(result, visit.state)
        transition = self.ending.transition(visit, result, result=result)
        visit.scope.record_aside("MapStateSucceeded")
        return transition

    def _items(self, visit: Visit, bindings: Mapping[str, Json]) -> list[Json]:
        if self.items is None:
            if not isinstance(visit.input, list):
                raise visit.evaluation_failed(f"Map state input must be an array but was: {compact(visit.input)}")
            return visit.input
        items = visit.evaluate(self.items, bindings)
        if not isinstance(items, list):
            raise visit.evaluation_failed(f"The Items field must be an array but was: {compact(items)}", "Items")
        return items

    def _concurrency(self, visit: Visit, bindings: Mapping[str, Json]) -> int:
        value = 0 if self.max_concurrency is None else visit.evaluate(self.max_concurrency, bindings)
        if not isinstance(value, (int, float)) or value != int(value) or value < 0:
            problem = f"The MaxConcurrency field cannot be parsed as an integer: {compact(value)}"
            raise visit.evaluation_failed(problem, "MaxConcurrency")
        return min(int(value) or INLINE_CONCURRENCY, INLINE_CONCURRENCY)


class _Iterations:
    """One attempt at all items: workers share the items, so that only what runs exists."""

    def __init__(self, state: RunnableMap, visit: Visit, items: list[Json]) -> None:
        self._state = state
        self._visit = visit
        self._started_event_id = visit.scope.last_event_id
        self._waiting: Iterator[tuple[int, Json]] = iter(enumerate(items))
        self.results: list[Json] = [None] * len(items)

    async def work(self) -> None:
        """Run one item after another until none is left; raises StateFailed."""
        scope = self._visit.scope.inner()
        scope.last_event_id = self._started_event_id
        for index, item in self._waiting:
            scope.variables = self._visit.scope.variables
            self.results[index] = await self._iterate(scope, index, item)
            # Iterations that never wait take turns all the same, and let timeouts and Ctrl-C in.
            await scope.runtime.clock.sleep(0)

    async def _iterate(self, scope: Scope, index: int, item: Json) -> Json:
        outer = self._visit.scope
        about: dict[str, Json] = {"name": self._visit.state, "index": index}
        payload = self._select(index, item)
        scope.record("MapIterationStarted", about)
        try:
            output = await self._state.processor.run(scope, payload)
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

    def _select(self, index: int, item: Json) -> Json:
        """Return the iteration's input; ItemSelector alone may read ``$states.context.Map.Item``."""
        selector = self._state.item_selector
        if selector is None:
            return item
        bindings = self._visit.bindings()
        states = bindings["states"]
        assert isinstance(states, dict)
        context = states["context"]
        assert isinstance(context, dict)
        states["context"] = {**context, "Map": {"Item": {"Index": index, "Value": item}}}
        return self._visit.evaluate(selector, bindings)


def compile_map(state: asl.Map, processor: Region) -> RunnableMap:
    """Parse the state's own expressions.

    Raises:
        TemplateError: an expression does not parse.
        InvalidStateMachineError: the Map is distributed.

    """
    config = state.item_processor.processor_config
    if config is not None and config.mode != "INLINE":
        raise InvalidStateMachineError(
            f"A Map in {config.mode} mode cannot be run yet.", hint="Use the INLINE mode, or run the pipeline on AWS."
        )
    return RunnableMap(
        items=None if state.items is ABSENT else compile_template(state.items, "Items", expects="array"),
        item_selector=None if state.item_selector is ABSENT else compile_template(state.item_selector, "ItemSelector"),
        max_concurrency=(
            None
            if state.max_concurrency is None
            else compile_template(state.max_concurrency, "MaxConcurrency", expects="number")
        ),
        processor=processor,
        guard=compile_guard(state.retry, state.catch),
        ending=compile_ending(state.assign, state.output, state.next),
    )
