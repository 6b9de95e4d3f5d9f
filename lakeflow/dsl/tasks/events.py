"""Put an event on an EventBridge bus."""

from collections.abc import Mapping
from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Record, Ref, Value
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class EventBridge(TaskStep):
    """Put an event on a bus, the account's default one unless ``bus`` names another.

    >>> from lakeflow import DateParam, EventBridge, Pipeline
    >>> with Pipeline("shop", params={"date": DateParam()}) as shop:
    ...     loaded = {"date": shop.params.date}
    ...     told = EventBridge("announce", source="shop.lake", detail_type="Tables loaded", detail=loaded)
    """

    def __init__(
        self,
        name: str,
        *,
        source: Value,
        detail_type: Value,
        detail: Mapping[str, Value] | Ref,
        bus: Value = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.source = source
        self.detail_type = detail_type
        self.detail = detail if isinstance(detail, Ref) else dict(detail)
        self.bus = bus

    @property
    def output(self) -> Record:
        """What EventBridge says of the event: ``Entries[0].EventId``."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Source, type, detail and bus."""
        return (self.source, self.detail_type, self.detail, self.bus)
