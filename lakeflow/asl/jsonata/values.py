"""The values that expressions compute with, beyond JSON: undefined, sequences, functions; and what they share.

Numbers are ints or floats that stand for IEEE doubles. A ``Sequence`` of one item is that item, one of none is
undefined, as soon as an expression returns it; a plain list never collapses.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final, NamedTuple, TypeAlias

from lakeflow.asl.jsonata.failures import failure


class Undefined(Enum):
    """The type of ``UNDEFINED``: no value at all, as opposed to null."""

    UNDEFINED = "undefined"

    def __repr__(self) -> str:
        return "UNDEFINED"

    def __bool__(self) -> bool:
        return False


UNDEFINED: Final = Undefined.UNDEFINED

MAX_SAFE: Final = 2**53
INFINITY: Final = float("inf")
NUMBERS: Final = frozenset({int, float})
"""The types of numbers: compared with ``type(x) in NUMBERS``, as a bool is an int to isinstance."""


class Sequence(list[Any]):
    """What a path or a function such as ``$map`` found: collapses when it holds less than two items."""

    __slots__ = ()


class KeptSequence(Sequence):
    """A sequence marked by ``[]``: one item stays an array."""

    __slots__ = ()


class WrappedInput(Sequence):
    """An array given as the whole input: one value to paths, not many."""

    __slots__ = ()


class ConstructedArray(list[Any]):
    """An array built by ``[...]`` as a path's first or last step: not flattened into what surrounds it."""

    __slots__ = ()


class TupleStream(list[Any]):
    """Items of a path that binds variables: each a dict of ``@`` (the item) and what is bound beside it."""

    __slots__ = ()


Frame: TypeAlias = dict[str, Any]
"""Variables of one scope; ``PARENT`` holds the scope around it."""

PARENT: Final = ".."
"""The key of the enclosing frame: no variable can have this name."""


class Function:
    """Anything that can be called: ``arity`` is how many arguments a higher-order function passes to it.

    As a condition a function is true, though ``$boolean`` says false of it; a regular expression is false.
    """

    __slots__ = ("arity",)

    arity: int
    is_true = True


class Native(Function):
    """A built-in: ``implementation(run, *arguments)`` after the signature has fitted the arguments."""

    __slots__ = ("implementation", "name", "signature")

    def __init__(self, name: str, signature: Any, arity: int, implementation: Callable[..., Any]) -> None:
        self.name = name
        self.signature = signature
        self.arity = arity
        self.implementation = implementation


class Body(NamedTuple):
    """What all closures of one lambda share; ``levels`` is how deep running ``code`` certainly nests."""

    parameters: tuple[str, ...]
    code: Any
    signature: Any = None
    levels: int = 1


class Closure(Function):
    """A lambda with the frame and the context it was made in."""

    __slots__ = ("body", "context", "frame")

    def __init__(self, body: Body, frame: Frame, context: Any) -> None:
        self.arity = len(body.parameters)
        self.body = body
        self.frame = frame
        self.context = context


_SYMBOLS: Final[dict[type, str]] = {
    str: "s", int: "n", float: "n", bool: "b", type(None): "l", list: "a", dict: "o", Undefined: "m",
    Sequence: "a", KeptSequence: "a", WrappedInput: "a", ConstructedArray: "a", TupleStream: "a",
    Native: "f", Closure: "f",
}  # fmt: skip


def symbol_of(value: Any) -> str:
    """Return the letter that signatures use for a value's type; ``m`` (missing) for undefined."""
    letter = _SYMBOLS.get(type(value))
    if letter is not None:
        return letter
    return "f" if isinstance(value, Function) else "a" if isinstance(value, list) else "o"


def collapse(value: Any) -> Any:
    """Return what a sequence stands for: undefined, its only item, or itself."""
    if isinstance(value, Sequence):
        if not value:
            return UNDEFINED
        if len(value) == 1 and not isinstance(value, KeptSequence):
            return value[0]
    return value


def truth(value: Any) -> bool:
    """Return the value as a boolean, as a condition sees it; undefined is false."""
    kind = type(value)
    if kind is bool:
        return bool(value)
    if kind is int or kind is float:
        return bool(value) and value == value  # noqa: PLR0124  NaN is false
    if kind is str or kind is dict:
        return len(value) > 0
    if isinstance(value, list):
        return any(truth(item) for item in value)
    return isinstance(value, Function) and value.is_true


def same(left: Any, right: Any, spend: Callable[[int], None]) -> bool:
    """Return whether two values are equal at every depth; ``true`` is not ``1``, undefined equals nothing."""
    kind = type(left)
    if kind in NUMBERS:
        return type(right) in NUMBERS and same_number(left, right)
    if kind is str or kind is bool or left is None:
        return kind is type(right) and bool(left == right)
    if isinstance(left, list):
        spend(len(left))
        return (
            isinstance(right, list)
            and len(left) == len(right)
            and all(same(first, second, spend) for first, second in zip(left, right, strict=True))
        )
    if isinstance(left, dict):
        spend(len(left))
        return (
            isinstance(right, dict)
            and left.keys() == right.keys()
            and all(same(value, right[key], spend) for key, value in left.items())
        )
    return left is right and left is not UNDEFINED


def same_number(left: float, right: float) -> bool:
    """Return whether two numbers are the same double; NaN equals itself, as Java's does."""
    if left == right:
        return True
    if isinstance(left, int) and isinstance(right, int) and abs(left) <= MAX_SAFE:
        return False
    left, right = double(left), double(right)
    return left == right or (left != left and right != right)  # noqa: PLR0124  NaN


def double(number: float) -> float:
    """Return a number rounded to what a double holds; integers that one holds exactly stay ints."""
    if isinstance(number, int) and not -MAX_SAFE <= number <= MAX_SAFE:
        try:
            return float(number)
        except OverflowError:
            return INFINITY if number > 0 else -INFINITY
    return number


def is_finite(number: float) -> bool:
    """Return whether a number is neither NaN nor infinite."""
    return type(number) is int or (number - number == 0)


def utf16(text: str) -> bytes:
    """Return a key that orders text by UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")


def is_less(left: Any, right: Any) -> bool:
    """Return ``left < right`` for two numbers (NaN is the greatest) or two strings (by UTF-16 units)."""
    if isinstance(left, str):
        if left.isascii() or right.isascii():
            return bool(left < right)
        return utf16(left) < utf16(right)
    if left != left:  # noqa: PLR0124  NaN
        return False
    return right != right or bool(left < right)  # noqa: PLR0124  NaN


def append(first: Any, second: Any) -> Any:
    """Return two values joined to one array, as ``$append`` does; undefined adds nothing."""
    if first is UNDEFINED:
        return second
    if second is UNDEFINED:
        return first
    left = first if isinstance(first, list) else [first]
    right = second if isinstance(second, list) else [second]
    return [*left, *right]


def lookup(value: Any, key: str) -> Any:
    """Return the field ``key`` of an object, or of every object in an array as a sequence."""
    if isinstance(value, dict):
        return value.get(key, UNDEFINED)
    if not isinstance(value, list):
        return UNDEFINED
    found = Sequence()
    for item in value:
        part = lookup(item, key)
        if isinstance(part, list):
            found.extend(part)
        elif part is not UNDEFINED:
            found.append(part)
    return found


def require_finite(number: float) -> float:
    """Return the number, or raise D1001 for an infinite one."""
    if number in (INFINITY, -INFINITY):
        raise failure("D1001", value=number)
    return number
