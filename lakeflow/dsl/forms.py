"""What a class takes: the arguments that its ``__init__`` names, each with a test of its type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import Parameter, signature
from types import UnionType
from typing import Literal, TypeAlias, Union, get_args, get_origin

Test: TypeAlias = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Form:
    """What a class takes: its arguments by name, those that may come by position, those that must come."""

    of: type
    annotations: Mapping[str, object]
    by_position: tuple[str, ...]
    required: frozenset[str]
    _tests: dict[str, Test]

    def fits_all(self, given: Mapping[str, object]) -> bool:
        """Whether every argument is one that the class has, of its type."""
        return all(self.fits(name, value) for name, value in given.items())

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
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        tests = [test_of(part) for part in inner]
        return lambda value: any(test(value) for test in tests)
    if origin is Sequence:
        each = test_of(inner[0])
        return lambda value: isinstance(value, Sequence) and not isinstance(value, str) and all(map(each, value))
    if origin is Mapping:
        each = test_of(inner[1])
        return lambda value: isinstance(value, Mapping) and all(map(each, value.values()))
    return _is_instance(origin, inner, annotation)


def _is_instance(origin: object, inner: tuple[object, ...], annotation: object) -> Test:
    kinds = map(type, inner) if origin is Literal else (int, float) if annotation is float else (origin or annotation,)
    classes = tuple(kind for kind in kinds if isinstance(kind, type))
    return (lambda value: isinstance(value, classes)) if classes else lambda _: True
