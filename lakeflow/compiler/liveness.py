"""What is read of each step, and by whom: only that is kept while the machine runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from lakeflow.dsl.expressions import (
    CaughtError,
    ContextField,
    Expression,
    Field,
    MapItem,
    ParamValue,
    QueryRows,
    StepOutput,
    children,
)
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.steps import Step
from lakeflow.graph.build import expressions_of


class Kind(StrEnum):
    """Which of a step's values: what it returned, its query's rows, a Map's item, the error that a Try caught."""

    OUTPUT = "output"
    ROWS = "rows"
    ITEM = "item"
    ERROR = "error"


class Key(NamedTuple):
    """A value that steps pass on: one kind of value of one step."""

    step: Step
    kind: Kind


@dataclass(slots=True)
class Reads:
    """Who reads a value, and which of its fields; ``whole`` if any reader takes all of it."""

    readers: set[Step] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    whole: bool = False


class Liveness(NamedTuple):
    """Every value that is read."""

    values: dict[Key, Reads]
    steps: frozenset[Step]
    """Whose values these are."""
    params: frozenset[str]


def liveness(pipeline: Pipeline) -> Liveness:
    """Return what the steps of a pipeline read of each other and of its parameters."""
    values: dict[Key, Reads] = {}
    params: set[str] = set()
    for step in pipeline.steps():
        for expression in expressions_of(step):
            for source, name in _accesses(expression):
                if isinstance(source, ParamValue):
                    params.add(source.name)
                    continue
                reads = values.setdefault(source, Reads())
                reads.readers.add(step)
                reads.whole |= name is None
                reads.fields |= {name} if name is not None else set()
    return Liveness(values, frozenset(key.step for key in values), frozenset(params))


def key_of(source: StepOutput | QueryRows | MapItem | CaughtError) -> Key:
    """Return the key of the value that a source names."""
    match source:
        case StepOutput(step):
            return Key(step, Kind.OUTPUT)
        case QueryRows(step):
            return Key(step, Kind.ROWS)
        case MapItem(owner):
            return Key(owner, Kind.ITEM)
        case CaughtError(owner):
            return Key(owner, Kind.ERROR)


def _accesses(expression: Expression) -> Iterator[tuple[Key | ParamValue, str | None]]:
    """Yield each value read, with the first field taken of it; None where all of it is."""
    match expression:
        case ParamValue():
            yield expression, None
        case StepOutput() | QueryRows() | MapItem() | CaughtError():
            yield key_of(expression), None
        case Field(StepOutput() as source, name):
            yield key_of(source), name
        case ContextField():
            pass
        case _:
            for part in children(expression):
                yield from _accesses(part)
