"""What a class takes: the arguments that its ``__init__`` names, each with a test of its type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import Parameter, signature
from types import UnionType
from typing import ForwardRef, Literal, TypeAlias, Union, get_args, get_origin

Test: TypeAlias = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Form:
    """What a class takes: its arguments by name, those that may come by position, those that must come."""

    of: type
    annotations: Mapping[str, object]
    by_position: tuple[str, ...]
    required: frozenset[str]
    _tests: dict[str, Test]

    def takes(self, args: Sequence[object], options: Mapping[str, object]) -> bool:
        """Whether these arguments are all that it needs, and of their types; asked of every step, and so direct."""
        names = self.by_position
        given = len(args)
        if given > len(names):
            return False
        for name, value in zip(names, args, strict=False):
            if name in options or not self.fits(name, value):
                return False
        for name, value in options.items():
            if not self.fits(name, value):
                return False
        return all(name in options or name in names[:given] for name in self.required)

    def fits(self, name: str, value: object) -> bool:
        """Whether the class has this argument, and takes this value for it."""
        test = self._tests.get(name)
        if test is None:
            if name not in self.annotations:
                return False
            test = self._tests[name] = test_of(self.annotations[name])
        return test(value)


@cache
def form_of(kind: type) -> Form:
    """Return what a class takes, by the signature of its ``__init__``."""
    annotations: dict[str, object] = {}
    named = []
    for parameter in list(signature(kind.__init__).parameters.values())[1:]:  # type: ignore[misc]  # this class's own
        if parameter.kind is Parameter.VAR_KEYWORD:
            (options,) = get_args(parameter.annotation)
            annotations |= options.__annotations__
        else:
            annotations[parameter.name] = parameter.annotation
            named.append(parameter)
    by_position = tuple(part.name for part in named if part.kind is Parameter.POSITIONAL_OR_KEYWORD)
    required = frozenset(part.name for part in named if part.default is Parameter.empty)
    return Form(kind, annotations, by_position, required, {})


def test_of(annotation: object) -> Test:
    """Return what tells whether a value is of a type, as far down as lists and dicts have types of their own.

    An annotation that is a text, as that of any JSON value is, takes everything: the compiler looks into these. Which
    words of a Literal there are the class itself knows, and better what to say of others.
    """
    if classes := _classes(annotation):
        return lambda value: isinstance(value, classes)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _any_of(inner)
    if origin is Sequence:
        each = test_of(inner[0])
        return lambda value: isinstance(value, Sequence) and not isinstance(value, str) and all(map(each, value))
    if origin is Mapping:
        each = test_of(inner[1])
        return lambda value: isinstance(value, Mapping) and all(map(each, value.values()))
    return lambda _: True


def _any_of(kinds: Sequence[object]) -> Test:
    """Return the test of a union: first of its classes, which take one look, then of the rest."""
    classes = tuple(found for kind in kinds for found in _classes(kind))
    tests = [test_of(kind) for kind in kinds if not _classes(kind)]
    if not tests:
        return lambda value: isinstance(value, classes)
    return lambda value: isinstance(value, classes) or any(test(value) for test in tests)


def _classes(kind: object) -> tuple[type, ...]:
    """Return the classes whose instances are of a type, none where that takes more than a look at the class."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return tuple(map(type, inner))
    if origin is Mapping and isinstance(inner[1], str | ForwardRef):
        return (dict, Mapping)
    if origin in (Sequence, Mapping):
        return ()
    found = (int, float) if kind is float else (origin or kind,)
    return tuple(part for part in found if isinstance(part, type) and part not in (Union, UnionType))
