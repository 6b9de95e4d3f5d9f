"""Values that exist only while a pipeline runs, as trees: what a reference or a condition means, before any syntax."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from lakeflow.errors import Location

if TYPE_CHECKING:
    from lakeflow.dsl.control import Map, Try
    from lakeflow.dsl.pipeline import Pipeline
    from lakeflow.dsl.steps import Step

Scalar: TypeAlias = str | int | float | bool | None


class Literal(NamedTuple):
    """A value known while compiling."""

    value: Scalar


class ListOf(NamedTuple):
    """A list of which each item is an expression; ``poured`` says that items that are lists may pour theirs into it."""

    items: tuple["Expression", ...]
    poured: bool = False


class ObjectOf(NamedTuple):
    """An object of which each field's value is an expression."""

    fields: tuple[tuple[str, "Expression"], ...]


class ParamValue(NamedTuple):
    """A parameter of a pipeline, which None leaves open; ``kind`` is ``text``, ``number`` or ``unknown``."""

    name: str
    kind: str = "unknown"
    pipeline: "Pipeline | None" = None


class StepOutput(NamedTuple):
    """What a step leaves behind for others."""

    step: "Step"


class QueryRows(NamedTuple):
    """The rows of an Athena step: a list of objects, column name to text."""

    step: "Step"


class MapItem(NamedTuple):
    """The item that this iteration of a Map works on."""

    map: "Map"


class CaughtError(NamedTuple):
    """What a Try caught: an object of ``Error`` and ``Cause``."""

    guarded: "Try"


class ContextField(NamedTuple):
    """A field of the context object, such as ``Execution.Name`` or ``Task.Token``."""

    path: str


class Field(NamedTuple):
    """A field of an object, and where the author asks for it."""

    of: "Expression"
    name: str
    location: Location | None = None


class Index(NamedTuple):
    """An item of a list, counted from 0, from the end if negative."""

    of: "Expression"
    position: int


class Operation(NamedTuple):
    """A JSONata infix operator between two values."""

    operator: str
    left: "Expression"
    right: "Expression"


class Conditional(NamedTuple):
    """One of two values, by a condition."""

    test: "Expression"
    then: "Expression"
    otherwise: "Expression"


class Call(NamedTuple):
    """A JSONata function, without its ``$``, and its arguments."""

    function: str
    arguments: tuple["Expression", ...]


class Collected(NamedTuple):
    """What a function gives that leaves a list of one item bare and an empty one out, as the list that it means.

    ``plain`` says that no item is a list itself.
    """

    of: Call
    plain: bool = False


class Variable:
    """A parameter of a function that is part of an expression; ``hint`` is what a reader would call it."""

    __slots__ = ("hint",)

    def __init__(self, hint: str) -> None:
        self.hint = hint


class Function(NamedTuple):
    """A function for each item of a list: what a Python lambda returned when it was given ``parameters``."""

    parameters: tuple[Variable, ...]
    body: "Expression"


class Jsonata(NamedTuple):
    """JSONata as its author wrote it; ``$name`` in it is the argument of that name."""

    text: str
    names: tuple[str, ...]
    arguments: tuple["Expression", ...]
    location: Location


Source: TypeAlias = ParamValue | StepOutput | QueryRows | MapItem | CaughtError | ContextField
Expression: TypeAlias = (
    Literal
    | ListOf
    | ObjectOf
    | Source
    | Field
    | Index
    | Operation
    | Conditional
    | Call
    | Collected
    | Variable
    | Function
    | Jsonata
)


_CHILDREN: dict[type, Callable[[Any], tuple["Expression", ...]]] = {
    Field: lambda field: (field.of,),
    Index: lambda index: (index.of,),
    Collected: lambda collected: (collected.of,),
    Operation: lambda operation: (operation.left, operation.right),
    Conditional: tuple,
    Call: lambda call: call.arguments,
    Jsonata: lambda written: written.arguments,
    ListOf: lambda listed: listed.items,
    ObjectOf: lambda object_: tuple(value for _, value in object_.fields),
    Function: lambda function: (function.body,),
}
"""By type, for every reference of a pipeline is walked several times: a match would try one type after the other."""


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the parts that an expression is made of."""
    parts = _CHILDREN.get(type(expression))
    return () if parts is None else parts(expression)


def parts_of(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and everything in it, in no order."""
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += children(part)
