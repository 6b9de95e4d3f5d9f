"""An API operation's input and output as frozen shapes, under Smithy's names for them.

Shapes refer to each other by name in the operation's table, because they may be recursive (DynamoDB's AttributeValue).
https://smithy.io/2.0/spec/simple-types.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class Member(NamedTuple):
    """One field of a structure; ``shape`` is a name in the operation's table.

    ``token`` marks an idempotency token: AWS's SDKs fill it in where it is left out.
    """

    shape: str
    required: bool = False
    token: bool = False


class StructureShape(NamedTuple):
    """An object with known fields; of a ``union`` exactly one is set. ``from_text``: a text may stand for it."""

    members: Mapping[str, Member]
    union: bool = False
    from_text: bool = False


class ListShape(NamedTuple):
    """An array; the bounds count its items."""

    item: str
    minimum: float | None = None
    maximum: float | None = None


class MapShape(NamedTuple):
    """An object whose keys are data."""

    key: str
    value: str


class StringShape(NamedTuple):
    """A text; the bounds count its characters, ``enum`` holds every value that there is (empty: any)."""

    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None


class NumberShape(NamedTuple):
    """A number, whole if ``integer``; the bounds are of its value."""

    integer: bool
    minimum: float | None = None
    maximum: float | None = None


class BooleanShape(NamedTuple):
    """True or false."""


class TimestampShape(NamedTuple):
    """A moment: in Step Functions a text in RFC 3339, whatever the service itself takes."""


class BlobShape(NamedTuple):
    """Bytes: a text, or JSON that is sent as text; the bounds count bytes."""

    minimum: float | None = None
    maximum: float | None = None


class DocumentShape(NamedTuple):
    """Any JSON; with ``scalars`` false neither a number nor a boolean."""

    scalars: bool = True


Shape: TypeAlias = (
    StructureShape
    | ListShape
    | MapShape
    | StringShape
    | NumberShape
    | BooleanShape
    | TimestampShape
    | BlobShape
    | DocumentShape
)


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One API operation; ``input`` and ``output`` name structures in ``shapes``, empty where there is none.

    ``streams`` tells that request or response is an event stream, which Step Functions cannot read.
    """

    service: str
    action: str
    shapes: Mapping[str, Shape]
    input: str = ""
    output: str = ""
    streams: bool = False


class ShapeTree(NamedTuple):
    """A shape with what lies below it: what an editor, a compiler or a test walks down."""

    shapes: Mapping[str, Shape]
    name: str

    @property
    def shape(self) -> Shape:
        """The shape at this place."""
        return self.shapes[self.name]

    @property
    def members(self) -> Mapping[str, Member]:
        """The fields at this place; none where there is no structure."""
        shape = self.shape
        return shape.members if isinstance(shape, StructureShape) else {}

    def below(self, field: str) -> "ShapeTree | None":
        """Return what a field or a map's key leads to; None if the shape has no such field."""
        match self.shape:
            case StructureShape(members) if field in members:
                return ShapeTree(self.shapes, members[field].shape)
            case MapShape(_, value):
                return ShapeTree(self.shapes, value)
            case _:
                return None

    @property
    def item(self) -> "ShapeTree | None":
        """What the items of a list are; None where there is no list."""
        shape = self.shape
        return ShapeTree(self.shapes, shape.item) if isinstance(shape, ListShape) else None
