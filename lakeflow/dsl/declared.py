"""Declarations are held against their own signatures: what does not fit is told in words, at the author's line.

Editors and type checkers read the same signatures; who has neither running would otherwise meet a wrong type as a
TypeError of Python's, as an exception of some later pass, or not at all.
"""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from lakeflow.dsl.forms import form_of
from lakeflow.dsl.mistakes import unheard

F = TypeVar("F", bound=Callable[..., Any])


class Declared(type):
    """The class of the classes that authors call: an argument that does not fit is a mistake, and is left out.

    One that must be there has something stand in for it, of which nothing is told.
    """

    if not TYPE_CHECKING:  # a type checker looks at the __init__ of each class instead

        def __call__(cls, *args: object, **options: object) -> object:
            """Make an instance of what fits."""
            form = form_of(cls)
            if form.takes(args, options):
                return super().__call__(*args, **options)
            taken = _misfits().fitting(form, args, options)
            stand_ins = _misfits().stand_ins(form, taken)
            with unheard() if stand_ins else nullcontext():
                return super().__call__(**taken, **stand_ins)


def declared(function: F) -> F:
    """Hold the calls of a function against its signature, as those of classes are; one that does not fit gives null."""
    return declared_or(lambda: _misfits().NULL)(function)


def declared_or(nothing: Callable[[], object]) -> Callable[[F], F]:
    """Hold the calls of a function against its signature; one that does not fit gives what ``nothing`` does."""

    def held(function: F) -> F:
        @wraps(function)
        def call(*args: object, **options: object) -> object:
            form = form_of(function)
            if form.takes(args, options):
                return function(*args, **options)
            _misfits().fitting(form, args, options)
            return nothing()

        return cast("F", call)

    return held


def _misfits() -> ModuleType:
    """Return the module that words mistakes: it knows of references, which are themselves held against signatures."""
    return import_module("lakeflow.dsl.misfits")
