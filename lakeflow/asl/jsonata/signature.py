"""Function signatures such as ``<s-nn?:s>``: which arguments a function takes, and how they are fitted to it."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.values import UNDEFINED, symbol_of

_SIMPLE: Final = frozenset("snblo")
_PATTERNS: Final = {"a": "[asnblfom]", "f": "f", "j": "[asnblom]", "x": "[asnblfom]"}
_TYPE_NAMES: Final = {"s": "strings", "n": "numbers", "b": "booleans", "o": "objects", "a": "arrays", "f": "functions"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: the argument types it matches as a regular expression over type letters."""

    kind: str
    pattern: str
    quantifier: str = ""
    from_context: bool = False
    subtype: str = ""

    @property
    def expression(self) -> str:
        """Return the part of the signature's regular expression that stands for this parameter."""
        return self.pattern + self.quantifier + ("?" if self.from_context else "")


Fit = tuple[tuple[Parameter, str], ...]
"""Which argument type letters each parameter took."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A parsed signature; ``fit`` matches the type letters of a call's arguments against it."""

    text: str
    parameters: tuple[Parameter, ...]
    matcher: re.Pattern[str]
    fits: dict[str, Fit | None] = field(default_factory=dict, compare=False)
    exact: set[str] = field(default_factory=set, compare=False)
    """Type letters of arguments that need no fitting: the most common case, found once."""

    def fit(self, letters: str) -> Fit | None:
        """Return how arguments of those types fall on the parameters, None where they do not fit."""
        # Bounded: a call has few arguments and a type has one of eight letters, but zip and lambdas take any number.
        if letters not in self.fits and len(self.fits) < 1000:
            fit = self.fits[letters] = self._match(letters)
            if fit is not None and all(_is_exact(parameter, matched) for parameter, matched in fit):
                self.exact.add(letters)
        return self.fits[letters] if letters in self.fits else self._match(letters)

    def _match(self, letters: str) -> Fit | None:
        match = self.matcher.match(letters)
        return None if match is None else tuple(zip(self.parameters, match.groups(), strict=True))

    def bind(self, arguments: list[Any], context: Any) -> list[Any]:
        """Return the arguments as the function wants them: the context filled in, single values made arrays.

        Raises:
            ExpressionError: an argument is of another type (T0410, T0412), or the context is (T0411).

        """
        letters = "".join([symbol_of(argument) for argument in arguments])
        if letters in self.exact:
            return arguments
        fit = self.fit(letters)
        if fit is None:
            raise failure("T0410", index=self._first_misfit(letters) + 1)
        bound: list[Any] = []
        taken = 0
        for parameter, matched in fit:
            if matched:
                for letter in matched:
                    argument = arguments[taken] if taken < len(arguments) else UNDEFINED
                    bound.append(_as_wanted(parameter, matched, letter, argument, taken + 1))
                    taken += 1
            elif parameter.from_context:
                if not re.match(parameter.pattern, symbol_of(context)):
                    raise failure("T0411", index=taken + 1)
                bound.append(context)
            else:
                bound.append(arguments[taken] if taken < len(arguments) else UNDEFINED)
                taken += 1
        return bound

    def _first_misfit(self, letters: str) -> int:
        pattern, good = "", 0
        for parameter in self.parameters:
            pattern += parameter.expression
            match = re.match(pattern, letters)
            if match is None:
                return good
            good = match.end()
        return good


def _is_exact(parameter: Parameter, matched: str) -> bool:
    return len(matched) == 1 and (parameter.kind != "a" or (matched == "a" and not parameter.subtype))


def _as_wanted(parameter: Parameter, matched: str, letter: str, argument: Any, index: int) -> Any:
    if parameter.kind != "a" or letter == "m":
        return argument
    if parameter.subtype:
        if letter != "a":
            fits = matched == parameter.subtype
        else:
            fits = all(symbol_of(item) == parameter.subtype[0] for item in argument)
        if not fits:
            raise failure("T0412", index=index, type=_TYPE_NAMES.get(parameter.subtype[0], parameter.subtype))
    return argument if letter == "a" else [argument]


@lru_cache(maxsize=1024)
def parse_signature(text: str) -> Signature:
    """Return the signature that ``text``, with its angle brackets, describes.

    Raises:
        ExpressionError: S0401 or S0402; the position counts from the start of the signature.

    """
    parameters: list[Parameter] = []
    position = 1
    while position < len(text) and text[position] != ":":
        char = text[position]
        if char in _SIMPLE:
            parameters.append(Parameter(char, f"[{char}m]"))
        elif char in _PATTERNS:
            parameters.append(Parameter(char, _PATTERNS[char]))
        elif char == "(":
            close = _closing(text, position, "()")
            choice = text[position + 1 : close]
            if "<" in choice:
                raise failure("S0402", position, value=choice)
            parameters.append(Parameter(f"({choice})", f"[{re.escape(choice)}m]"))
            position = close
        elif parameters or char == "<":
            parameters, position = _modified(parameters, text, position)
        position += 1
    matcher = re.compile("".join(f"({parameter.expression})" for parameter in parameters) + r"\Z")
    return Signature(text, tuple(parameters), matcher)


def _modified(parameters: list[Parameter], text: str, position: int) -> tuple[list[Parameter], int]:
    """Apply a mark that follows a parameter (``- ? + <...>``); return the parameters and where the mark ends."""
    char = text[position]
    if char == "<" and (not parameters or parameters[-1].kind not in {"a", "f"}):
        raise failure("S0401", position)
    last = parameters[-1]
    changed = last
    if char == "-":
        changed = Parameter(last.kind, last.pattern, last.quantifier, from_context=True, subtype=last.subtype)
    elif char in "?+":
        changed = Parameter(last.kind, last.pattern, char, last.from_context, last.subtype)
    elif char == "<":
        close = _closing(text, position, "<>")
        subtype = text[position + 1 : close]
        changed = Parameter(last.kind, last.pattern, last.quantifier, last.from_context, subtype)
        position = close
    return [*parameters[:-1], changed], position


def _closing(text: str, start: int, pair: str) -> int:
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] == pair[0]) - (text[position] == pair[1])
        if depth == 0:
            return position
    return len(text)
