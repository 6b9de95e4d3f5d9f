"""Values against shapes: what AWS would say of a Task's arguments or of a mocked result, in its own words."""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from lakeflow.asl.services.literals import UNKNOWN, Known
from lakeflow.asl.services.shapes import (
    BlobShape,
    BooleanShape,
    DocumentShape,
    ListShape,
    MapShape,
    NumberShape,
    Operation,
    Shape,
    ShapeTree,
    StringShape,
    StructureShape,
    TimestampShape,
)
from lakeflow.errors import Severity, closest


class Kind(StrEnum):
    """What a finding means for the machine; the value is the code that it is reported under."""

    ACTION = "LF371"
    """The service has no such action, or Step Functions cannot call it."""
    ARGUMENT = "LF377"
    """AWS refuses the machine, or every execution of the state fails."""
    DOUBTFUL = "LF378"
    """AWS takes the machine; the call may fail, or a value be converted."""
    UNCHECKED = "LF379"
    """Nothing could be checked."""

    @property
    def severity(self) -> Severity:
        """Whether it stops a command."""
        return Severity.ERROR if self in (Kind.ACTION, Kind.ARGUMENT) else Severity.WARNING


class Finding(NamedTuple):
    """One thing wrong with a value: where, in AWS's words what, and what to write instead.

    ``pointer`` is a JSON pointer (RFC 6901) from the value that was checked.
    """

    pointer: str
    message: str
    hint: str = ""
    kind: Kind = Kind.ARGUMENT


_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Mode(StrEnum):
    """How strictly a mocked result is checked: TestState's ``fieldValidationMode``.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html
    """

    STRICT = "STRICT"
    PRESENT = "PRESENT"
    NONE = "NONE"


class _Rules(NamedTuple):
    """What is asked of a value besides its types: required fields, and no fields that are not known."""

    required: bool
    closed: bool


_ARGUMENTS = _Rules(required=True, closed=True)
_RESULT = {Mode.STRICT: _Rules(required=True, closed=False), Mode.PRESENT: _Rules(required=False, closed=False)}


class _Place(NamedTuple):
    """Where a value stands, and the field that it is told by."""

    pointer: str
    field: str

    def under(self, name: str) -> "_Place":
        return _Place(f"{self.pointer}/{name.replace('~', '~0').replace('/', '~1')}", name)

    def at(self, index: int) -> "_Place":
        return _Place(f"{self.pointer}/{index}", self.field)


def check_arguments(operation: Operation, arguments: Known) -> tuple[Finding, ...]:
    """Return what is wrong with arguments; the operation is spelled as its integration spells it."""
    if not operation.input:
        strangers = list(arguments) if isinstance(arguments, dict) else []
        return tuple(
            Finding(_Place("", "").under(name).pointer, f"Field {name!r} is not known", "the action takes no arguments")
            for name in strangers
        )
    return tuple(_check(ShapeTree(operation.shapes, operation.input), arguments, _Place("", "Arguments"), _ARGUMENTS))


def check_output(tree: ShapeTree, value: Known, mode: Mode = Mode.STRICT) -> tuple[Finding, ...]:
    """Return what is wrong with a result; the first message is the one that TestState answers with.

    Fields that the API does not have are let through in every mode, as AWS does.
    """
    if mode is Mode.NONE:
        return ()
    return tuple(_check(tree, value, _Place("", "Result"), _RESULT[mode]))


def _check(tree: ShapeTree, value: Known, place: _Place, rules: _Rules) -> Iterator[Finding]:
    if value is UNKNOWN or value is None:
        return
    shape = tree.shape
    if isinstance(shape, StructureShape | MapShape):
        if isinstance(value, dict):
            yield from _object(tree, value, place, rules)
        else:
            is_converted = isinstance(shape, StructureShape) and shape.from_text and isinstance(value, str)
            yield _wrong_type(place, "an object", value, is_converted=is_converted)
    elif isinstance(shape, ListShape):
        if isinstance(value, list):
            yield from _bounds(len(value), shape.minimum, shape.maximum, place)
            for index, inner in enumerate(value):
                yield from _check(ShapeTree(tree.shapes, shape.item), inner, place.at(index), rules)
        else:
            yield _wrong_type(place, "an array", value)
    else:
        yield from _scalar(shape, value, place)


def _object(tree: ShapeTree, value: dict[str, Known], place: _Place, rules: _Rules) -> Iterator[Finding]:
    shape = tree.shape
    if isinstance(shape, StructureShape):
        if rules.required:
            yield from _missing(shape, value, place, closed=rules.closed)
        if shape.union and rules.closed and len(value) > 1:
            yield Finding(place.pointer, f"only one of {_listed(value)} may be set", "drop the others")
    for name, inner in value.items():
        below = tree.below(name)
        if below is not None:
            yield from _check(below, inner, place.under(name), rules)
        elif rules.closed:
            yield _stranger(tree.members, place.under(name))


def _missing(shape: StructureShape, value: dict[str, Known], place: _Place, *, closed: bool) -> Iterator[Finding]:
    meant = {_meant(name, shape.members) for name in value if closed and name not in shape.members}
    for name, member in shape.members.items():
        if member.required and name not in value and name not in meant:
            yield Finding(place.pointer, f"Required field {name!r} is missing", f"add {name}")


def _stranger(members: Collection[str], place: _Place) -> Finding:
    message = f"Field {place.field!r} is not known"
    meant = _meant(place.field, members)
    if meant.lower() == place.field.lower():
        # The definition is accepted with a service's own spelling; the call then fails.
        return Finding(place.pointer, message, f"write {meant}", Kind.DOUBTFUL)
    return Finding(
        place.pointer, message, f"did you mean {meant}?" if meant else f"there are {_listed(sorted(members))}"
    )


def _meant(name: str, members: Collection[str]) -> str:
    lowered = {member.lower(): member for member in members}
    return lowered.get(name.lower()) or closest(name, members)


def _scalar(shape: Shape, value: Known, place: _Place) -> Iterator[Finding]:
    match shape:
        case StringShape():
            yield from _text(shape, value, place)
        case NumberShape():
            yield from _number(shape, value, place)
        case BlobShape():
            yield from _bytes(shape, value, place)
        case BooleanShape() if not isinstance(value, bool):
            yield _wrong_type(place, "a boolean", value)
        case TimestampShape() if not isinstance(value, str):
            yield _wrong_type(place, "a string", value)
        case DocumentShape(scalars=False) if isinstance(value, bool | int | float):
            yield _wrong_type(place, "an object, an array or a string", value)
        case _:
            pass


def _text(shape: StringShape, value: Known, place: _Place) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield _wrong_type(place, "a string", value)
        return
    if shape.enum:
        if value not in shape.enum:
            yield Finding(place.pointer, f"Field {place.field!r} is not an expected value", _choices(value, shape.enum))
        return
    size = list(_bounds(len(value), shape.minimum, shape.maximum, place))
    yield from size
    if shape.pattern and not size and not _matches(shape.pattern, value):
        hint = f"the service takes what matches {shape.pattern}"
        yield Finding(place.pointer, f"Field {place.field!r} does not match the expected pattern", hint, Kind.DOUBTFUL)


def _choices(value: str, enum: tuple[str, ...]) -> str:
    near = {known.lower(): known for known in enum}.get(value.lower()) or closest(value, enum)
    return f"{f'did you mean {near!r}? ' if near else ''}its values: {_listed(enum)}"


def _number(shape: NumberShape, value: Known, place: _Place) -> Iterator[Finding]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield _wrong_type(place, "a number", value)
    elif shape.integer and value != int(value):
        yield Finding(place.pointer, f"Field {place.field!r} must be an integer", f"{value} has a fraction")
    elif shape.minimum is not None and value < shape.minimum:
        yield Finding(
            place.pointer, f"Field {place.field!r} is less than the minimum value", f"write {shape.minimum} or more"
        )
    elif shape.maximum is not None and value > shape.maximum:
        yield Finding(
            place.pointer, f"Field {place.field!r} exceeds the maximum value", f"write {shape.maximum} or less"
        )


def _bytes(shape: BlobShape, value: Known, place: _Place) -> Iterator[Finding]:
    if isinstance(value, bool | int | float):
        yield _wrong_type(place, "a string", value)
    elif isinstance(value, str):
        yield from _bounds(len(value.encode()), shape.minimum, shape.maximum, place)


def _bounds(size: int, minimum: float | None, maximum: float | None, place: _Place) -> Iterator[Finding]:
    if minimum is not None and size < minimum:
        hint = f"it has {size}, {minimum} or more are needed"
        yield Finding(place.pointer, f"Field {place.field!r} is smaller than the minimum length", hint)
    elif maximum is not None and size > maximum:
        hint = f"it has {size}, {maximum} or fewer are allowed"
        yield Finding(place.pointer, f"Field {place.field!r} exceeds the maximum length", hint)


def _wrong_type(place: _Place, expected: str, value: Known, *, is_converted: bool = False) -> Finding:
    message = f"Field {place.field!r} must be {expected}"
    kind = Kind.DOUBTFUL if is_converted or _converted(expected, value) else Kind.ARGUMENT
    return Finding(place.pointer, message, f"it is {_described(value)}", kind)


def _converted(expected: str, value: Known) -> bool:
    """Tell whether Step Functions is known to take a value of another type, and to make of it what is expected."""
    match expected:
        case "a boolean":
            return value in ("true", "false")
        case "a number":
            return isinstance(value, str) and _NUMBER.fullmatch(value) is not None
        case "a string":
            return isinstance(value, dict | list)
        case _:
            return False


def _described(value: Known) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "an array"
        case str():
            return f"the string {value!r}"
        case bool():
            return f"the boolean {str(value).lower()}"
        case _:
            return f"the number {value}"


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        # Java's syntax, \p{L} above all: what cannot be tried is not claimed.
        return None


def _matches(pattern: str, value: str) -> bool:
    compiled = _pattern(pattern)
    return compiled is None or compiled.search(value) is not None


def _listed(names: Collection[str], most: int = 14) -> str:
    shown = list(names)[:most]
    return ", ".join(shown) + (f" and {len(names) - most} more" if len(names) > most else "")
