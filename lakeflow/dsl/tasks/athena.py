"""Run a SQL statement on Athena."""

from collections.abc import Mapping
from typing import Unpack

from lakeflow.dsl.expressions import QueryRows
from lakeflow.dsl.references import Record, Value
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Athena(TaskStep):
    """Run a SQL statement on Athena and wait for it, unless ``wait=False``.

    ``sql`` is a file of the project or the statement itself; a ``:name`` in it is filled from ``params``. ``rows`` are
    its results.

    >>> from lakeflow import Athena, Pipeline
    >>> with Pipeline("shop"):
    ...     audit = Athena("audit", sql="SELECT count(*) AS failures FROM gold.checks", database="gold")
    >>> failed = audit.rows[0]["failures"].int() > 0
    """

    typical_seconds = 10.0

    def __init__(
        self,
        name: str,
        sql: str,
        params: Mapping[str, Value] | None = None,
        *,
        database: str | None = None,
        wait: bool = True,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.sql = sql
        self.params = dict(params or {})
        self.database = database
        self.wait = wait

    @property
    def rows(self) -> Record:
        """The result: a list of objects, column name to text (null where the column is); at most 999 rows."""
        return Record(QueryRows(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """The statement's parameters."""
        return (self.params,)
