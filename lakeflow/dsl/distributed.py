"""A Map whose iterations are executions of their own: for more items than one execution can hold."""

from collections.abc import Mapping, Sequence
from typing import Unpack

from lakeflow.dsl.control import Map
from lakeflow.dsl.expressions import MapItem
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.ranges import Natural, Positive
from lakeflow.dsl.readers import Reader, ResultWriter
from lakeflow.dsl.references import Record, Ref, Value
from lakeflow.dsl.steps import StepOptions


class DistributedMap(Map):
    """Run the body for each item as an execution of its own: up to 100 million items, read from S3 or a list.

    ``batch_size`` and ``batch_bytes`` give each execution several items, which it reads as ``batch``.
    ``tolerated_failures`` is a number of items that may fail, ``tolerated_failure_percentage`` a share of them.
    ``express`` runs iterations as EXPRESS executions: cheaper, of five minutes at most. ``output`` is the list of
    results, or with a ``writer`` where they were written (``ResultWriterDetails``).

    >>> from lakeflow import Csv, DistributedMap, Lambda, LambdaFunction, Pipeline, ResultWriter
    >>> with Pipeline("shop"):
    ...     rows = Csv("s3://lake/orders.csv")
    ...     with DistributedMap("each_batch", rows, batch_size=100, writer=ResultWriter("s3://lake/runs/")) as each:
    ...         load = LambdaFunction("load", handler="jobs/load.py:handler")
    ...         loaded = Lambda("load_rows", load, payload={"rows": each.batch})
    """

    typical_seconds = 600.0

    def __init__(  # noqa: PLR0913  each is a field of the state
        self,
        name: str,
        items: Reader | Ref | Sequence[Value] | Mapping[str, Value],
        *,
        max_concurrency: Natural = 0,
        batch_size: Positive | None = None,
        batch_bytes: Positive | None = None,
        tolerated_failures: Natural | Ref | None = None,
        tolerated_failure_percentage: float | Ref | None = None,
        writer: ResultWriter | None = None,
        express: bool = False,
        label: str | None = None,
        **options: Unpack[StepOptions],
    ) -> None:
        super().__init__(name, [] if isinstance(items, Reader) else items, max_concurrency=max_concurrency, **options)
        self.reader = items if isinstance(items, Reader) else None
        self.batch_size = batch_size
        self.batch_bytes = batch_bytes
        self.tolerated_failures = tolerated_failures
        self.tolerated_failure_percentage = tolerated_failure_percentage
        self.writer = writer
        self.express = express
        self.label = label

    @property
    def is_batched(self) -> bool:
        """Whether an iteration works on several items."""
        return self.batch_size is not None or self.batch_bytes is not None

    @property
    def item(self) -> Record:
        """The item of this iteration, where it works on one; only steps of the body may read it."""
        if self.is_batched:
            mistake("LF137", f"an iteration of map {self.name!r} has a batch of items", "write each.batch")
        return super().item

    @property
    def batch(self) -> Record:
        """The items of this iteration, as a list; only steps of the body may read it."""
        if not self.is_batched:
            mistake("LF137", f"an iteration of map {self.name!r} has one item", "write each.item, or give batch_size=")
        return Record(MapItem(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Items, or where they are read from and written to; and how many may fail."""
        uris = tuple(place.uri for place in (self.reader, self.writer) if place is not None)
        return (self.items, *uris, self.tolerated_failures, self.tolerated_failure_percentage)
