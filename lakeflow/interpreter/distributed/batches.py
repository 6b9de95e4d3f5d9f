"""ItemBatcher: several items to one child execution, as ``{"BatchInput": ..., "Items": [...]}``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from lakeflow.asl.quotas import MAX_PAYLOAD_BYTES
from lakeflow.asl.states import ABSENT, Json
from lakeflow.asl.writing import byte_size
from lakeflow.interpreter.numbers import whole_number
from lakeflow.interpreter.processing import Field, Payload, compile_field, compile_payload
from lakeflow.interpreter.visit import Visit


@dataclass(frozen=True, slots=True)
class Batcher:
    """A compiled ItemBatcher; None is a field that is not there."""

    max_items: Field | None
    max_bytes: Field | None
    batch_input: Payload | None

    def batches(self, visit: Visit, items: list[Json]) -> Iterator[tuple[Json, int]]:
        """Yield the input of each child execution and how many items are in it; raises StateFailed."""
        most_items = _positive(visit, self.max_items) or len(items)
        most_bytes = _positive(visit, self.max_bytes) or MAX_PAYLOAD_BYTES
        shared: dict[str, Json] = {}
        if self.batch_input is not None:
            shared["BatchInput"] = self.batch_input.of(visit)
        batch: list[Json] = []
        size = empty = byte_size({**shared, "Items": []})
        for item in items:
            item_size = byte_size(item) + 1
            if batch and (len(batch) == most_items or size + item_size > most_bytes):
                yield {**shared, "Items": batch}, len(batch)
                batch, size = [], empty
            batch.append(item)
            size += item_size
        if batch:
            yield {**shared, "Items": batch}, len(batch)


def compile_batcher(definition: Json, language: str) -> Batcher:
    """Parse an ItemBatcher; raises TemplateError, PathError."""
    fields = cast("Mapping[str, Json]", definition)
    max_items, max_bytes = (
        compile_field(name, fields.get(name), cast("str | None", fields.get(f"{name}Path")), language, expects="number")
        for name in ("MaxItemsPerBatch", "MaxInputBytesPerBatch")
    )
    batch_input = fields.get("BatchInput", ABSENT)
    shared = None if batch_input is ABSENT else compile_payload(batch_input, "ItemBatcher/BatchInput", language)
    return Batcher(max_items, max_bytes, shared)


def _positive(visit: Visit, field: Field | None) -> int | None:
    if field is None:
        return None
    value = field.of(visit)
    whole = whole_number(value)
    if whole is None:
        raise field.not_a(visit, "integer", value)
    if whole < 1:
        raise field.refused(visit, "must be positive", value)
    return whole
