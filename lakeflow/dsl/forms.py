"""What a class or a function takes: the arguments that its signature names, each with a test of its type."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from inspect import Parameter, signature
from types import UnionType
from typing import Annotated, Any, ForwardRef, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

Test: TypeAlias = Callable[[object], bool]


class Form(NamedTuple):
    """What a class or a function takes: arguments by name, those that may come by position, those that must come.

    ``more`` is the type of any further ones that come by position, None where there are none.
    """

    name: str
    annotations: Mapping[str, object]
    by_position: tuple[str, ...]
    required: frozenset[str]
    more: object
    takes_one_more: Test | None
    tests: dict[str, Test]

    def takes(self, args: Sequence[object], options: Mapping[str, object]) -> bool:
        """Whether these arguments are all that it needs, and of their types; asked of every step, and so direct."""
        names = self.by_position
        given = len(args)
        if given > len(names) and not self.takes_more(args[len(names) :]):
            return False
        for name, value in zip(names, args, strict=False):
            if name in options or not self.fits(name, value):
                return False
        for name, value in options.items():
            if not self.fits(name, value):
                return False
        return all(name in options or name in names[:given] for name in self.required)

    def takes_more(self, values: Sequence[object]) -> bool:
        """Whether these may follow the arguments that have names."""
        return self.takes_one_more is not None and all(map(self.takes_one_more, values))

    def fits(self, name: str, value: object) -> bool:
        """Whether there is such an argument, and this is a value for it."""
        test = self.tests.get(name)
        if test is None:
            if name not in self.annotations:
                return False
            test = self.tests[name] = test_of(self.annotations[name])
        return test(value)


@cache
def form_of(called: Callable[..., Any]) -> Form:
    """Return what a class takes, by the signature of its ``__init__``, or a function, by its own."""
    is_class = isinstance(called, type)
    parameters = list(signature(called.__init__ if is_class else called).parameters.values())
    annotations: dict[str, object] = {}
    named, more = [], None
    for parameter in parameters[1:] if is_class else parameters:
        if parameter.kind is Parameter.VAR_KEYWORD:
            (options,) = get_args(parameter.annotation)
            annotations |= options.__annotations__
        elif parameter.kind is Parameter.VAR_POSITIONAL:
            more = parameter.annotation
        else:
            annotations[parameter.name] = parameter.annotation
            named.append(parameter)
    by_position = tuple(part.name for part in named if part.kind is Parameter.POSITIONAL_OR_KEYWORD)
    required = frozenset(part.name for part in named if part.default is Parameter.empty)
    takes_one_more = None if more is None else test_of(more)
    return Form(_name(called), annotations, by_position, required, more, takes_one_more, {})


def _name(called: Callable[..., Any]) -> str:
    """Return what authors call a class or a function."""
    if called.__module__.startswith("lakeflow.dsl.fn."):
        return f"fn.{called.__name__ if called.__name__ == 'not_' else called.__name__.rstrip('_')}"
    return called.__name__


def test_of(annotation: object) -> Test:
    """Return what tells whether a value is of a type, as far down as lists and dicts have types of their own.

    An annotation that is a text, as that of any JSON value is, takes everything: the compiler looks into these. Which
    words of a Literal there are the class itself knows, and better what to say of others. What an annotation is
    Annotated with is a test itself.
    """
    if classes := _classes(annotation):
        return _instances_of(classes)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        fits, is_so = test_of(inner[0]), inner[1]
        return lambda value: fits(value) and is_so(value)
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
    is_instance = _instances_of(classes)
    if not tests:
        return is_instance
    return lambda value: is_instance(value) or any(test(value) for test in tests)


def _instances_of(classes: tuple[type, ...]) -> Test:
    """Return the test of instances of classes; to Python True is a whole number, to an author it is none."""
    if int in classes and bool not in classes:
        return lambda value: isinstance(value, classes) and not isinstance(value, bool)
    return lambda value: isinstance(value, classes)


def _classes(kind: object) -> tuple[type, ...]:
    """Return the classes whose instances are of a type, none where that takes more than a look at the class."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return tuple(map(type, inner))
    if origin is Mapping and isinstance(inner[1], str | ForwardRef):
        return (dict, Mapping)
    if origin in (Sequence, Mapping, Annotated):
        return ()
    found = (int, float) if kind is float else (origin or kind,)
    return tuple(part for part in found if isinstance(part, type) and part not in (Union, UnionType))
