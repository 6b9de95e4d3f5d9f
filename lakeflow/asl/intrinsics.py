"""Intrinsic functions: ``States.Format('{} of {}', $.name, States.ArrayLength($.items))``, parsed and compiled once.

>>> compile_intrinsic("States.MathAdd($.a, 1)").evaluate({"a": 41})
42
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, Final, TypeAlias

from lakeflow.asl.intrinsic_functions import ARITIES, FUNCTIONS, format_text
from lakeflow.asl.jsonpath import Path, compile_path
from lakeflow.asl.states import Json
from lakeflow.errors import PathError

_CALL: Final = re.compile(r"\s*(States\.[A-Za-z0-9]+)\s*\(")
_STRING: Final = re.compile(r"\s*'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_NUMBER: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?=\s*[,)])")
_WORD: Final = re.compile(r"\s*(true|false|null)(?=\s*[,)])")
_PATH: Final = re.compile(r"\s*(\$(?:\[(?:'[^']*'|\"[^\"]*\"|\?\((?:'[^']*'|[^'\]])*\)|[^\]'\"])*\]|[^,()\[\]])*)")
_SEPARATOR: Final = re.compile(r"\s*([,)])")
_WORDS: Final = {"true": True, "false": False, "null": None}
_MAX_DEPTH: Final = 10


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal; ``raw`` keeps its escapes, as States.Format tells an escaped brace from another."""

    raw: str

    @property
    def value(self) -> str:
        """The text that it stands for."""
        return _ESCAPE.sub(r"\1", self.raw)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, boolean or null."""

    value: Json


@dataclass(frozen=True, slots=True)
class Scope:
    """What an intrinsic function may read."""

    document: Any
    context: Any
    variables: Mapping[str, Json]
    random: Random


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """A compiled call."""

    text: str
    name: str
    arguments: "tuple[Argument, ...]"

    def evaluate(
        self,
        document: Json,
        *,
        context: Json = None,
        variables: Mapping[str, Json] | None = None,
        random: Random | None = None,
    ) -> Json:
        """Return the value; ``random`` feeds States.UUID and an unseeded States.MathRandom.

        >>> call = compile_intrinsic("States.Format('{} of {}', $.n, States.ArrayLength($.items))")
        >>> call.evaluate({"n": 2, "items": ["a", "b", "c"]})
        '2 of 3'

        Raises:
            PathError: an argument finds nothing, or is not what the function takes.

        """
        source = Random() if random is None else random  # noqa: S311  no secret depends on it
        value: Json = self.compute(Scope(document, context, variables or {}, source))
        return value

    def compute(self, scope: Scope) -> Any:
        """Return the value in a scope, as a nested call does."""
        values = [_value(argument, scope) for argument in self.arguments]
        try:
            if self.name == "States.Format":
                return format_text(self._template(values[0]), values[1:])
            return FUNCTIONS[self.name](scope.random, *values)
        except (ValueError, TypeError, IndexError, OverflowError, RecursionError) as error:
            raise PathError(self.text, f"{self.name}: {error}") from error

    def _template(self, value: Any) -> str:
        first = self.arguments[0]
        if isinstance(first, Text):
            return first.raw
        if not isinstance(value, str):
            raise TypeError("the first argument must be a string")
        return value


Argument: TypeAlias = Text | Constant | Path | Intrinsic


def _value(argument: Argument, scope: Scope) -> Any:
    match argument:
        case Text() | Constant():
            return argument.value
        case Path():
            return argument.read(scope.document, context=scope.context, variables=scope.variables)
        case Intrinsic():
            return argument.compute(scope)


@lru_cache(maxsize=4096)
def compile_intrinsic(text: str) -> Intrinsic:
    """Parse a call, once for equal texts.

    >>> compile_intrinsic("States.Format('{} of {}', $.n, States.ArrayLength($.items))").name
    'States.Format'

    Raises:
        PathError: it is no intrinsic function call.

    """
    call, end = _call(text, 0, 1)
    if text[end:].strip():
        raise PathError(text, f"unexpected text after the call at position {end}")
    return call


def _call(text: str, position: int, depth: int) -> tuple[Intrinsic, int]:
    match = _CALL.match(text, position)
    if match is None:
        raise PathError(text, f"expected an intrinsic function at position {position}")
    name = match.group(1)
    if name not in ARITIES:
        raise PathError(text, f"there is no intrinsic function {name}")
    if depth > _MAX_DEPTH:
        raise PathError(text, f"intrinsic functions may be nested {_MAX_DEPTH} deep")
    arguments: list[Argument] = []
    position = match.end()
    closing = _SEPARATOR.match(text, position)
    is_closed = closing is not None and closing.group(1) == ")"
    position = closing.end() if closing is not None and is_closed else position
    while not is_closed:
        argument, position = _argument(text, position, depth)
        arguments.append(argument)
        separator = _SEPARATOR.match(text, position)
        if separator is None:
            raise PathError(text, f"expected , or ) at position {position}")
        is_closed, position = separator.group(1) == ")", separator.end()
    least, most = ARITIES[name]
    if not least <= len(arguments) <= most:
        raise PathError(text, f"{name} cannot take {len(arguments)} arguments")
    return Intrinsic(text, name, tuple(arguments)), position


def _argument(text: str, position: int, depth: int) -> tuple[Argument, int]:
    if string := _STRING.match(text, position):
        _check_escapes(text, string.group(1))
        return Text(string.group(1)), string.end()
    readers: tuple[tuple[re.Pattern[str], Callable[[str], Argument]], ...] = (
        (_NUMBER, lambda found: Constant(float(found) if re.search(r"[.eE]", found) else int(found))),
        (_WORD, lambda found: Constant(_WORDS[found])),
        (_PATH, lambda found: compile_path(found.strip())),
    )
    for expression, read in readers:
        if match := expression.match(text, position):
            return read(match.group(1)), match.end()
    return _call(text, position, depth + 1)


def _check_escapes(text: str, raw: str) -> None:
    for escape in _ESCAPE.finditer(raw):
        if escape.group(1) not in "'{}\\":
            raise PathError(text, f"\\{escape.group(1)} is no escape; only \\', \\{{, \\}} and \\\\ are")
