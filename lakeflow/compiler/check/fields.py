"""Fields of values whose fields are known: each that is read is one of them."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from lakeflow.compiler.check.parts import Parts
from lakeflow.compiler.types import Known, PythonType
from lakeflow.dsl.control import Map
from lakeflow.dsl.expressions import (
    CaughtError,
    Expression,
    Field,
    Index,
    MapItem,
    QueryRows,
    Source,
    StepOutput,
)
from lakeflow.dsl.references import Ref, expression_of
from lakeflow.dsl.results import Caught
from lakeflow.dsl.steps import Step
from lakeflow.errors import Diagnostic, suggestion

_QUERY = "QueryExecution"

Look: TypeAlias = Callable[[Source], Known | None]
"""What is known of a source's value."""


def check_fields(parts: Parts, look: Look) -> Iterator[Diagnostic]:
    """Yield reads of fields that are not there."""
    for step, read in parts.items():
        for part in read:
            if isinstance(part, Field):
                yield from _field(part, look, step)


def declared_type(source: Source) -> Known | None:
    """Return what the pipeline itself says of a source's value."""
    match source:
        case StepOutput(step):
            kind = getattr(step, "output_type", None)
        case QueryRows(step):
            kind = getattr(step, "rows_type", None)
        case MapItem(owner):
            return _item_type(owner)
        case CaughtError():
            kind = Caught
        case _:
            return None
    return None if kind is None else PythonType(kind)


def _item_type(owner: Map) -> Known | None:
    if getattr(owner, "is_batched", False) or not isinstance(owner.items, Ref):
        return None
    known = _known(expression_of(owner.items), declared_type)
    return None if known is None else known.item


def _field(read: Field, look: Look, step: Step) -> Iterator[Diagnostic]:
    known = _known(read.of, look)
    names = None if known is None else known.names
    if known is None or names is None or read.name in names:
        return
    has = f"its fields: {', '.join(names)}" if names else "it is a single value"
    has = f"a query's results are its rows: write step.rows[0][{read.name!r}]" if known.title == _QUERY else has
    yield Diagnostic(
        "LF138",
        f"{known.title} has no field {read.name!r}",
        read.location or step.location,
        suggestion(read.name, names, has, written=repr),
    )


def _known(expression: Expression, look: Look) -> Known | None:
    match expression:
        case Field(of, name):
            above = _known(of, look)
            return None if above is None else above.field(name)
        case Index(of):
            above = _known(of, look)
            return None if above is None else above.item
        case StepOutput() | QueryRows() | MapItem() | CaughtError():
            return look(expression)
        case _:
            return None
