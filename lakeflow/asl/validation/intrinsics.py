"""What can be known of an intrinsic function call before it runs: its grammar, its arguments, what it returns.

https://states-language.net/spec.html#appendix-b
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from lakeflow.asl.validation.paths import PATH_PATTERN, read_path
from lakeflow.errors import closest

ANY, TEXT, NUMBER, ARRAY, OBJECT, BOOLEAN = "a value", "a string", "a number", "an array", "an object", "a boolean"


class Signature(NamedTuple):
    """What a function takes and returns; ``optional`` arguments may be left out, ``rest`` may come again and again."""

    takes: tuple[str, ...]
    returns: str
    optional: int = 0
    rest: str = ""


SIGNATURES: Final = {
    "States.Format": Signature((TEXT,), TEXT, rest=ANY),
    "States.StringToJson": Signature((TEXT,), ANY),
    "States.JsonToString": Signature((ANY,), TEXT),
    "States.Array": Signature((), ARRAY, rest=ANY),
    "States.ArrayPartition": Signature((ARRAY, NUMBER), ARRAY),
    "States.ArrayContains": Signature((ARRAY, ANY), BOOLEAN),
    "States.ArrayRange": Signature((NUMBER, NUMBER, NUMBER), ARRAY),
    "States.ArrayGetItem": Signature((ARRAY, NUMBER), ANY),
    "States.ArrayLength": Signature((ARRAY,), NUMBER),
    "States.ArrayUnique": Signature((ARRAY,), ARRAY),
    "States.Base64Encode": Signature((TEXT,), TEXT),
    "States.Base64Decode": Signature((TEXT,), TEXT),
    "States.Hash": Signature((ANY, TEXT), TEXT),
    "States.JsonMerge": Signature((OBJECT, OBJECT, BOOLEAN), OBJECT),
    "States.MathRandom": Signature((NUMBER, NUMBER, NUMBER), NUMBER, optional=1),
    "States.MathAdd": Signature((NUMBER, NUMBER), NUMBER),
    "States.StringSplit": Signature((TEXT, TEXT), ARRAY),
    "States.UUID": Signature((), TEXT),
}
MAX_DEPTH: Final = 10
"""How deep calls may stand in each other: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html."""

_NAME: Final = re.compile(r"[A-Za-z0-9._]+(?=\()")
_LITERAL: Final = re.compile(
    rf"""(?P<text>'(?:[^'\\]|\\.)*')
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?=\s*[,)])
    | (?P<word>true|false|null)(?=\s*[,)])
    | (?P<path>{PATH_PATTERN})(?=\s*[,)])""",
    re.VERBOSE | re.DOTALL,
)
_SPACE: Final = re.compile(r"\s*")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_BRACES: Final = re.compile(r"\\.|(\{\})", re.DOTALL)


class IntrinsicText(NamedTuple):
    """A call that parses: its type, the variables it reads, and each ``States.Format`` whose places do not add up."""

    returns: str
    variables: tuple[str, ...]
    miscounted: tuple[str, ...] = ()


class IntrinsicProblem(NamedTuple):
    """Why a text is no intrinsic function call."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Refused(Exception):  # noqa: N818  never leaves this module
    message: str
    hint: str = ""


@lru_cache(maxsize=4096)
def read_intrinsic(text: str) -> IntrinsicText | IntrinsicProblem:
    """Return what a call is, or why it is none.

    >>> read_intrinsic("States.Format('{}', $.name)").returns
    'a string'
    >>> read_intrinsic("States.MathAdd(1, '2')").message
    'argument 2 of States.MathAdd is a string, where a number is needed'
    """
    reader = _Reader(text)
    try:
        returns = reader.whole()
    except _Refused as refused:
        return IntrinsicProblem(refused.message, refused.hint)
    return IntrinsicText(returns, tuple(reader.variables), tuple(reader.miscounted))


class _Reader:
    """One pass over one call."""

    __slots__ = ("miscounted", "position", "text", "variables")

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.variables: list[str] = []
        self.miscounted: list[str] = []

    def whole(self) -> str:
        """Read a call with nothing after it, and return the type of its result."""
        returns = self.call(1)
        if self.position != len(self.text):
            raise _Refused(f"there is text after the call, from position {self.position} on")
        return returns

    def call(self, depth: int) -> str:
        """Read ``name(arguments)`` and return the type of its result."""
        found = _NAME.match(self.text, self.position)
        if found is None:
            raise _Refused(f"an intrinsic function call is expected at position {self.position}")
        name = found.group()
        signature = SIGNATURES.get(name)
        if signature is None:
            near = closest(name, SIGNATURES)
            raise _Refused(f"there is no intrinsic function {name}", f"did you mean {near}?" if near else "")
        if depth > MAX_DEPTH:
            raise _Refused(f"calls stand in each other more than {MAX_DEPTH} deep", "compute a part in a state before")
        self.position = found.end() + 1
        start = self.position
        arguments = list(self._arguments(depth))
        _check_arguments(name, signature, arguments)
        if name == "States.Format":
            self._count_places(start, len(arguments) - 1)
        return signature.returns

    def _arguments(self, depth: int) -> Iterator[str]:
        self._skip_space()
        if self._take(")"):
            return
        while True:
            self._skip_space()
            yield self._argument(depth)
            self._skip_space()
            if self._take(")"):
                return
            if not self._take(","):
                raise _Refused(f"a comma or ) is expected at position {self.position}")

    def _argument(self, depth: int) -> str:
        """Read an argument and return its type."""
        found = _LITERAL.match(self.text, self.position)
        if found is None:
            return self.call(depth + 1)
        self.position = found.end()
        match found.lastgroup:
            case "text":
                for escape in _ESCAPE.finditer(found.group()):
                    if escape.group(1) not in "'{}\\":
                        raise _Refused(f"{escape.group()} is no escape", r"only \', \{, \} and \\ are")
                return TEXT
            case "number":
                return NUMBER
            case "word":
                return ANY if found.group() == "null" else BOOLEAN
            case _:
                path = read_path(found.group())
                if not isinstance(path, int) and path.variable:
                    self.variables.append(path.variable)
                return ""

    def _count_places(self, start: int, given: int) -> None:
        template = _LITERAL.match(self.text, start)
        if template is None or template.lastgroup != "text":
            return
        places = sum(found.group(1) is not None for found in _BRACES.finditer(template.group()))
        if places != given:
            self.miscounted.append(f"the template {template.group()} has {places} places for {given} values")

    def _skip_space(self) -> None:
        found = _SPACE.match(self.text, self.position)
        self.position = found.end() if found else self.position

    def _take(self, char: str) -> bool:
        is_there = self.text.startswith(char, self.position)
        self.position += is_there
        return is_there


def _check_arguments(name: str, signature: Signature, given: list[str]) -> None:
    """Compare types with a signature; an empty type is only known at run time."""
    listed = [*signature.takes, *(["any number of values"] if signature.rest else [])]
    hint = f"it takes {', '.join(listed) or 'nothing'}"
    least = len(signature.takes) - signature.optional
    if len(given) < least or (len(given) > len(signature.takes) and not signature.rest):
        wanted = f"{least}" if not signature.optional else f"{least} or {len(signature.takes)}"
        raise _Refused(f"{name} takes {wanted} argument{'s' if wanted != '1' else ''}, {len(given)} are given", hint)
    for number, (kind, wanted) in enumerate(zip(given, signature.takes, strict=False), 1):
        if kind and ANY not in {kind, wanted} and kind != wanted:
            raise _Refused(f"argument {number} of {name} is {kind}, where {wanted} is needed", hint)
