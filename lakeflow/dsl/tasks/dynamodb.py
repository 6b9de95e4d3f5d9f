"""Read and write items of a DynamoDB table; items are plain values here, typed attributes on the way."""

from collections.abc import Mapping, Sequence
from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Record, Value
from lakeflow.dsl.results import StoredItem
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class DynamoGet(TaskStep):
    """Read an item by its key; ``output`` is the item, null if there is none.

    >>> from lakeflow import DynamoGet, Pipeline
    >>> with Pipeline("shop"):
    ...     last = DynamoGet("last_run", table="runs", key={"pipeline": "shop"}, consistent=True)
    >>> is_first = last.output == None
    """

    def __init__(
        self,
        name: str,
        *,
        table: Value,
        key: Mapping[str, Value],
        consistent: bool = False,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.table = table
        self.key = dict(key)
        self.consistent = consistent

    @property
    def output(self) -> StoredItem:
        """The item, null if there is none."""
        return StoredItem(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Table and key."""
        return (self.table, self.key)


class ConditionalWrite(TaskStep):
    """A write that may have a condition, in DynamoDB's words; ``:name`` in it is one of ``values``."""

    def __init__(
        self,
        name: str,
        *,
        table: Value,
        condition: str | None = None,
        condition_values: Mapping[str, Value] | None = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.table = table
        self.condition = condition
        self.condition_values = dict(condition_values or {})


class DynamoPut(ConditionalWrite):
    """Write an item; with a ``condition`` that does not hold, ``DynamoDB.ConditionalCheckFailedException``.

    >>> from lakeflow import DynamoPut, Pipeline
    >>> with Pipeline("shop"):
    ...     item = {"pipeline": "shop", "tables": ["orders"], "rows": 3}
    ...     kept = DynamoPut("keep", table="runs", item=item, condition="attribute_not_exists(pipeline)")
    """

    def __init__(
        self,
        name: str,
        *,
        table: Value,
        item: Mapping[str, Value],
        condition: str | None = None,
        condition_values: Mapping[str, Value] | None = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, table=table, condition=condition, condition_values=condition_values, **options)
        self.item = dict(item)

    @property
    def output(self) -> Record:
        """What DynamoDB returns of a write: nothing of use."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Table, item and the condition's values."""
        return (self.table, self.item, self.condition_values)


class DynamoUpdate(ConditionalWrite):
    """Change attributes of an item: ``set`` them, ``add`` to numbers, ``remove``; ``output`` is the item afterwards.

    >>> from lakeflow import DynamoUpdate, Pipeline
    >>> with Pipeline("shop"):
    ...     counted = DynamoUpdate(
    ...         "count", table="runs", key={"pipeline": "shop"}, set={"state": "done"}, add={"runs": 1}
    ...     )
    >>> runs = counted.output.runs
    """

    def __init__(  # noqa: PLR0913  each is a field of the call
        self,
        name: str,
        *,
        table: Value,
        key: Mapping[str, Value],
        set: Mapping[str, Value] | None = None,  # noqa: A002  DynamoDB's own word
        add: Mapping[str, Value] | None = None,
        remove: Sequence[str] = (),
        condition: str | None = None,
        condition_values: Mapping[str, Value] | None = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, table=table, condition=condition, condition_values=condition_values, **options)
        self.key = dict(key)
        self.set = dict(set or {})
        self.add = dict(add or {})
        self.remove = tuple(remove)

    @property
    def output(self) -> Record:
        """The item after the change."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Table, key, what is set and added, and the condition's values."""
        return (self.table, self.key, self.set, self.add, self.condition_values)


class DynamoDelete(ConditionalWrite):
    """Delete an item; no error if there is none.

    >>> from lakeflow import DynamoDelete, Pipeline
    >>> with Pipeline("shop"):
    ...     freed = DynamoDelete("unlock", table="locks", key={"name": "shop"})
    """

    def __init__(
        self,
        name: str,
        *,
        table: Value,
        key: Mapping[str, Value],
        condition: str | None = None,
        condition_values: Mapping[str, Value] | None = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, table=table, condition=condition, condition_values=condition_values, **options)
        self.key = dict(key)

    @property
    def output(self) -> Record:
        """What DynamoDB returns of a write: nothing of use."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Table, key and the condition's values."""
        return (self.table, self.key, self.condition_values)
