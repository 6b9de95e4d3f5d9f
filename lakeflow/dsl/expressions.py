"""Values that exist only while a pipeline runs, as trees: what a reference or a condition means, before any syntax."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from lakeflow.dsl.control import Map, Try
    from lakeflow.dsl.steps import Step

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A value known while compiling."""

    value: Scalar


@dataclass(frozen=True, slots=True, eq=False)
class ParamValue:
    """A parameter of the pipeline; ``kind`` is ``text``, ``number`` or ``unknown``."""

    name: str
    kind: str = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class StepOutput:
    """What a step leaves behind for others."""

    step: "Step"


@dataclass(frozen=True, slots=True, eq=False)
class QueryRows:
    """The rows of an Athena step: a list of objects, column name to text."""

    step: "Step"


@dataclass(frozen=True, slots=True, eq=False)
class MapItem:
    """The item that this iteration of a Map works on."""

    map: "Map"


@dataclass(frozen=True, slots=True, eq=False)
class CaughtError:
    """What a Try caught: an object of ``Error`` and ``Cause``."""

    guarded: "Try"


@dataclass(frozen=True, slots=True, eq=False)
class ExecutionField:
    """A field of the running execution, such as ``Name`` or ``StartTime``."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of an object."""

    of: "Expression"
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """An item of a list, counted from 0, from the end if negative."""

    of: "Expression"
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """A JSONata infix operator between two values."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A JSONata function, without its ``$``, and its arguments."""

    function: str
    arguments: tuple["Expression", ...]


Source: TypeAlias = ParamValue | StepOutput | QueryRows | MapItem | CaughtError | ExecutionField
Expression: TypeAlias = Literal | Source | Field | Index | Operation | Call


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the parts that an expression is made of."""
    match expression:
        case Field(of, _) | Index(of, _):
            return (of,)
        case Operation(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()
