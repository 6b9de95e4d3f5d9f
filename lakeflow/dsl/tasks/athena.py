"""Run a SQL statement on Athena."""

from collections.abc import Mapping
from typing import Generic, Unpack, cast, get_type_hints

from lakeflow.dsl.expressions import QueryRows, StepOutput
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Record, Value
from lakeflow.dsl.resources import T
from lakeflow.dsl.results import QueryExecution, StartedQuery
from lakeflow.dsl.tasks.task import JobOptions, JobStep


class Athena(JobStep, Generic[T]):
    """Run a SQL statement on Athena and wait for it, unless ``wait=False``.

    ``sql`` is a file of the project or the statement itself; a ``:name`` in it is filled from ``params``. ``rows`` are
    its results. ``workgroup`` is the environment's unless another is named. Athena returns text; ``columns`` says what
    it spells, as a TypedDict, a dataclass, a pydantic model or a dict: numbers (``int``, ``float``, ``Decimal``) and
    ``bool`` become those of JSON, ``str``, ``date`` and ``datetime`` stay text.

    >>> from lakeflow import Athena, Pipeline
    >>> with Pipeline("shop"):
    ...     sql = "SELECT count(*) AS failures FROM gold.checks"
    ...     audit = Athena("audit", sql, database="gold", columns={"failures": int})
    >>> failed = audit.rows[0]["failures"] > 0
    """

    typical_seconds = 10.0

    def __init__(  # noqa: PLR0913  each is a word of the query
        self,
        name: str,
        sql: str,
        params: Mapping[str, Value] | None = None,
        *,
        database: str | None = None,
        workgroup: str | None = None,
        columns: Mapping[str, type] | type[T] | None = None,
        **options: Unpack[JobOptions],
    ) -> None:
        super().__init__(name, **options)
        self.sql = sql
        self.params = dict(params or {})
        self.database = database
        self.workgroup = workgroup
        self.columns = None if _are_none(columns) else columns

    @property
    def column_types(self) -> Mapping[str, object]:
        """The type of each column that the author declared."""
        if self.columns is None or isinstance(self.columns, Mapping):
            return self.columns or {}
        return get_type_hints(self.columns)

    @property
    def output(self) -> QueryExecution:
        """What Athena says of the query; of one that is not waited for, its ``QueryExecutionId``."""
        return QueryExecution(StepOutput(self))

    @property
    def output_type(self) -> object:
        """QueryExecution, or what starting one returns."""
        return QueryExecution if self.wait else StartedQuery

    @property
    def rows(self) -> list[T]:
        """The result: a list of objects by column name, null where the cell is; at most 999 rows."""
        return cast("list[T]", Record(QueryRows(self)))

    @property
    def rows_type(self) -> object:
        """The list of what the author declared as a row."""
        return list[self.columns] if isinstance(self.columns, type) else None  # type: ignore[name-defined]

    @property
    def values(self) -> tuple[Value, ...]:
        """The statement's parameters."""
        return (self.params,)


def _are_none(columns: Mapping[str, type] | type | None) -> bool:
    """Whether a class declares no columns, or one that no cell can be; that is a mistake."""
    if isinstance(columns, type) and not get_type_hints(columns):
        message = f"columns are the fields of a class or the keys of a dict, and {columns.__name__} has none"
        mistake("LF232", message, 'write columns={"failures": int}, or a TypedDict')
        return True
    for name, kind in columns.items() if isinstance(columns, Mapping) else ():
        if kind in _NO_CELLS:
            message = f"a cell of column {name!r} cannot be a {kind.__name__}: Athena returns text"
            mistake("LF232", message, "write str, and fn.parse_json(cell) for CAST(... AS JSON) in the statement")
    return False


_NO_CELLS = frozenset({list, dict, tuple, set, bytes, object})
