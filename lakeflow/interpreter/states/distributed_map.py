"""Map in DISTRIBUTED mode: each item, or batch of items, is an execution of its own."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from lakeflow.asl import states as asl
from lakeflow.asl.states import ABSENT, Json
from lakeflow.interpreter.distributed.batches import Batcher, compile_batcher
from lakeflow.interpreter.distributed.map_run import MapRun
from lakeflow.interpreter.distributed.reader import Reader, compile_reader
from lakeflow.interpreter.distributed.tolerance import CompiledTolerance, compile_tolerance
from lakeflow.interpreter.distributed.writer import Child, Writer, compile_writer
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.guard import Guard, compile_guard
from lakeflow.interpreter.history import failure_details
from lakeflow.interpreter.items import (
    ItemSelector,
    ItemSource,
    compile_concurrency,
    compile_item_selector,
    compile_items,
    concurrency_limit,
)
from lakeflow.interpreter.processing import Arguments, Ending, Field, compile_input, compile_result_ending
from lakeflow.interpreter.region import Region
from lakeflow.interpreter.visit import Transition, Visit, check_size

_FROM_STATE: Final = "STATE_DATA"


@dataclass(frozen=True, slots=True)
class RunnableDistributedMap:
    """A distributed Map state; None is a field that is not there."""

    kind: ClassVar[str] = "Map"
    can_retry: ClassVar[bool] = True
    arguments: Arguments
    items: ItemSource
    reader: Reader | None
    item_selector: ItemSelector | None
    batcher: Batcher | None
    max_concurrency: Field | None
    tolerance: CompiledTolerance
    writer: Writer | None
    label: str | None
    is_express: bool
    processor: Region
    guard: Guard
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Run the children, as often as the retriers allow; a retry starts over. Raises StateFailed."""
        return await self.guard.run(visit, self._attempt, "MapStateFailed")

    async def _attempt(self, visit: Visit) -> Transition:
        scope = visit.scope
        items, limit = self.prepare(visit)
        scope.record("MapStateStarted", {"length": len(items)})
        tolerance = self.tolerance.of(visit)
        name = str(uuid.UUID(int=scope.runtime.chance.getrandbits(128), version=4))
        label = self.label or name
        map_run = MapRun(scope.runtime, self.processor, label, name, self.is_express, tolerance, len(items))
        started_event_id = scope.record("MapRunStarted", {"mapRunArn": map_run.arn})
        try:
            result = await self._result(visit, map_run, items, limit)
        except StateFailed as failure:
            scope.record("MapRunFailed", failure_details(failure.error, failure.cause))
            raise
        succeeded_event_id = scope.record("MapRunSucceeded")
        check_size(result, visit.state)
        transition = self.ending.after_result(visit, result)
        scope.record_aside("MapStateSucceeded")
        # As AWS numbers it: after a Map that is not the first state, the exit follows the start of the map run.
        scope.last_event_id = started_event_id if visit.previous_event_id else succeeded_event_id
        return transition

    def prepare(self, visit: Visit) -> tuple[list[Json], int]:
        """Return the items of the state's own input and how many children may run at once; raises StateFailed."""
        self.arguments.of(visit)
        items = self.items.of(visit) if self.reader is None else []
        return items, concurrency_limit(visit, self.max_concurrency)

    async def _result(self, visit: Visit, map_run: MapRun, items: list[Json], limit: int) -> Json:
        source = _FROM_STATE
        if self.reader is not None:
            items, source = self.reader.read(visit)
            map_run = replace(map_run, total_items=len(items))
        inputs = self.inputs(visit, items, source)
        if self.writer is None:
            return list(await map_run.run(inputs, limit, keep=Child.output))
        children = await map_run.run(inputs, limit, keep=lambda child: child)
        return self.writer.write(visit, map_run.arn, children)

    def inputs(self, visit: Visit, items: list[Json], source: str = _FROM_STATE) -> Iterator[tuple[Json, int]]:
        """Yield the input of each child and how many items are in it; ``source`` is where the items come from."""
        selected = self._selected(visit, items, source)
        return ((item, 1) for item in selected) if self.batcher is None else self.batcher.batches(visit, list(selected))

    def _selected(self, visit: Visit, items: list[Json], source: str) -> Iterator[Json]:
        """Yield what ItemSelector makes of each item."""
        if self.item_selector is None:
            yield from items
            return
        for index, item in enumerate(items):
            about: dict[str, Json] = {"Index": index, "Value": item, "Source": source}
            if isinstance(item, dict) and item.keys() == {"Key", "Value"}:
                about |= item
            yield self.item_selector.select(visit, about)


def compile_distributed_map(state: asl.Map, processor: Region, language: str) -> RunnableDistributedMap:
    """Parse the state's own expressions.

    Raises:
        TemplateError: an expression does not parse.
        PathError: a path does not.
        InvalidStateMachineError: a reader reads in a way that does not exist.

    """
    config = state.processor.processor_config
    return RunnableDistributedMap(
        arguments=compile_input(state, language),
        items=compile_items(state, language, takes_objects=True),
        reader=None if state.item_reader is ABSENT else compile_reader(state.item_reader, language),
        item_selector=compile_item_selector(state, language),
        batcher=None if state.item_batcher is ABSENT else compile_batcher(state.item_batcher, language),
        max_concurrency=compile_concurrency(state, language),
        tolerance=compile_tolerance(state, language),
        writer=None if state.result_writer is ABSENT else compile_writer(state.result_writer, language),
        label=state.label,
        is_express=config is not None and config.execution_type == "EXPRESS",
        processor=processor,
        guard=compile_guard(state.retry, state.catch, language),
        ending=compile_result_ending(state, language),
    )
