"""JSONPath as Step Functions reads it, which is Jayway's: parsed and compiled once, read as often as wanted.

>>> compile_path("$.orders[0].id").read({"orders": [{"id": 7}]})
7
>>> compile_path("$.orders[?(@.id > 7)]").read({"orders": [{"id": 7}, {"id": 8}]})
[{'id': 8}]
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias

from lakeflow.asl.path_filters import Test, parse_filter
from lakeflow.asl.states import Json
from lakeflow.errors import PathError

Scope: TypeAlias = Literal["input", "context", "variables"]
"""What a path starts from: ``$`` the input, ``$$`` the context object, ``$name`` a workflow variable."""


@dataclass(frozen=True, slots=True)
class Names:
    """Fields by name; several make the path indefinite."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Positions:
    """Items by position, negative ones from the end."""

    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Items ``[start:stop:step]``."""

    start: int | None
    stop: int | None
    step: int | None


@dataclass(frozen=True, slots=True)
class Every:
    """``*``: every field or item."""


@dataclass(frozen=True, slots=True)
class Below:
    """``..``: the value and everything below it."""


@dataclass(frozen=True, slots=True)
class Matching:
    """``[?(...)]``: items that pass a test."""

    test: Test


Step: TypeAlias = Names | Positions | Slice | Every | Below | Matching

_ROOT: Final = re.compile(r"\$(\$?)([^\W\d]\w*)?")
_NAME: Final = re.compile(r"[^.\[\]()\s'\",*?][^.\[\]()\s'\",]*|\*")
_QUOTED: Final = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""", re.DOTALL)
_INDEX: Final = re.compile(r"-?\d+")
_SLICE: Final = re.compile(r"\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?\]")
_FUNCTION: Final = re.compile(r"\.(\w+)\(\)$")
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled path; ``keys`` are its fields and positions where it names exactly one place."""

    text: str
    scope: Scope
    variable: str
    steps: tuple[Step, ...]
    keys: tuple[str | int, ...] | None
    function: str = ""

    @property
    def is_reference(self) -> bool:
        """Whether this is a reference path: one place in the input, as ResultPath wants."""
        return self.keys is not None and self.scope == "input" and not self.function

    def read(self, document: Json, *, context: Json = None, variables: Mapping[str, Json] | None = None) -> Json:
        """Return what the path finds; an indefinite path (``*``, ``..``, slices, filters) finds an array.

        >>> compile_path("$..id").read({"id": 1, "items": [{"id": 2}]})
        [1, 2]
        >>> compile_path("$$.State.Name").read(None, context={"State": {"Name": "load"}})
        'load'

        Raises:
            PathError: the place is not there.

        """
        value: Any = document if self.scope == "input" else self._start(context, variables or {})
        if self.keys is None:
            value = list(self._find([value]))
        else:
            for key in self.keys:
                try:
                    value = value[key]
                except (KeyError, IndexError, TypeError):
                    raise self._missing(document, context, variables or {}) from None
                if type(key) is int and type(value) is str:
                    self._check_containers(document, context, variables or {})
        found: Json = _FUNCTIONS[self.function](value) if self.function else value
        return found

    def _start(self, context: Any, variables: Mapping[str, Json]) -> Any:
        if self.scope == "context":
            return context
        if self.variable not in variables:
            raise PathError(self.text, f"Variable '{self.variable}' is not defined")
        return variables[self.variable]

    def _check_containers(self, document: Any, context: Any, variables: Mapping[str, Json]) -> None:
        """Refuse a position in a text, which Python allows."""
        value = document if self.scope == "input" else self._start(context, variables)
        for key in self.keys or ():
            if isinstance(value, str):
                raise self._missing(document, context, variables)
            value = value[key]

    def _missing(self, document: Any, context: Any, variables: Mapping[str, Json]) -> PathError:
        """Return what Jayway says about the first step that finds nothing."""
        value = document if self.scope == "input" else self._start(context, variables)
        keys, shown = self.keys or (), "$"
        for number, key in enumerate(keys):
            fits = isinstance(value, dict if isinstance(key, str) else list)
            before, shown = shown, shown + (f"['{key}']" if isinstance(key, str) else f"[{key}]")
            if fits and isinstance(key, int) and not -len(value) <= key < len(value):
                return PathError(self.text, f"Index out of bounds when evaluating path {shown}")
            if fits and isinstance(key, str) and key not in value:
                is_last = number == len(keys) - 1
                return PathError(
                    self.text, f"{'No results for path:' if is_last else 'Missing property in path'} {shown}"
                )
            if not fits:
                return PathError(self.text, _misfit(key, before, value))
            value = value[key]
        return PathError(self.text, f"No results for path: {shown}")

    def _find(self, values: list[Any]) -> Iterator[Any]:
        for step in self.steps:
            values = [found for value in values for found in _apply(step, value)]
        return iter(values)

    def write(self, document: Json, value: Json) -> Json:
        """Return the document with ``value`` at this reference path, making the objects on the way.

        >>> compile_path("$.result.count").write({"id": 7}, 3)
        {'id': 7, 'result': {'count': 3}}

        Raises:
            PathError: this is no reference path, or something else than an object or array is on the way.

        """
        if not self.is_reference or self.keys is None:
            raise PathError(self.text, "a reference path that names one place is needed here")
        written: Json = self._written(document, self.keys, value)
        return written

    def _written(self, document: Any, keys: Sequence[str | int], value: Any) -> Any:
        if not keys:
            return value
        key, rest = keys[0], keys[1:]
        if isinstance(key, int):
            if not isinstance(document, list) or not -len(document) <= key < len(document):
                raise PathError(self.text, f"cannot put a result at position {key}: there is no such item")
            items = list(document)
            items[key] = self._written(items[key], rest, value)
            return items
        if document is not _MISSING and not isinstance(document, dict):
            raise PathError(self.text, f"cannot put a result at '{key}': what holds it is not an object")
        fields: dict[str, Any] = dict(document) if isinstance(document, dict) else {}
        fields[key] = self._written(fields.get(key, _MISSING), rest, value)
        return fields


def _misfit(key: str | int, path: str, value: Any) -> str:
    kind = {str: "java.lang.String", bool: "java.lang.Boolean", int: "java.lang.Integer", float: "java.lang.Double"}
    found = "null" if value is None else f"'{kind.get(type(value), 'a container of another kind')}'"
    if isinstance(key, str):
        return f"Expected to find an object with property ['{key}'] in path {path} but found {found}."
    return f"Expected to find an array at path {path} but found {found}."


def _apply(step: Step, value: Any) -> Iterator[Any]:  # noqa: C901  one case a kind of step
    match step:
        case Names(names):
            if isinstance(value, dict):
                if len(names) > 1:
                    yield {name: value[name] for name in names if name in value}
                elif names[0] in value:
                    yield value[names[0]]
        case Positions(positions):
            if isinstance(value, list):
                yield from (value[position] for position in positions if -len(value) <= position < len(value))
        case Slice(start, stop, stride):
            if isinstance(value, list):
                yield from value[start:stop:stride]
        case Every():
            yield from value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        case Below():
            yield from _below(value)
        case Matching(test):
            candidates = value if isinstance(value, list) else [value]
            yield from (item for item in candidates if test(item))


def _below(value: Any) -> Iterator[Any]:
    yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _below(part)


@lru_cache(maxsize=4096)
def compile_path(text: str) -> Path:
    """Parse a path, once for equal texts.

    >>> compile_path("$.items[0]").is_reference, compile_path("$.items[*]").is_reference
    (True, False)

    Raises:
        PathError: the text is not a JSONPath.

    """
    root = _ROOT.match(text)
    if root is None:
        raise PathError(text, "a path starts with $")
    is_context, variable = bool(root.group(1)), root.group(2) or ""
    scope: Scope = "context" if is_context else "variables" if variable else "input"
    function = _FUNCTION.search(text)
    end = function.start() if function else len(text)
    if function and function.group(1) not in _FUNCTIONS:
        raise PathError(text, f"Function with name: {function.group(1)} does not exist.")
    position = root.end()
    if is_context and variable:
        raise PathError(text, "expected . or [ after $$")
    steps: list[Step] = []
    while position < end:
        found, position = _step(text, position)
        steps.extend(found)
    return Path(text, scope, variable, tuple(steps), _keys(steps), function.group(1) if function else "")


def _keys(steps: list[Step]) -> tuple[str | int, ...] | None:
    keys: list[str | int] = []
    for step in steps:
        match step:
            case Names((name,)):
                keys.append(name)
            case Positions((position,)):
                keys.append(position)
            case _:
                return None
    return tuple(keys)


def _step(text: str, position: int) -> tuple[list[Step], int]:
    """Return the step at ``position``, and where it ends."""
    if text.startswith("..", position):
        after = position + 2
        if text.startswith("[", after):
            return [Below()], after
        name, end = _dotted(text, after)
        return [Below(), name], end
    if text[position] == ".":
        if text.startswith("[", position + 1):
            return [], position + 1
        name, end = _dotted(text, position + 1)
        return [name], end
    if text[position] == "[":
        step, end = _bracket(text, position + 1)
        return [step], end
    raise PathError(text, f"expected . or [ at position {position}")


def _dotted(text: str, position: int) -> tuple[Step, int]:
    name = _NAME.match(text, position)
    if name is None:
        raise PathError(text, f"expected a name at position {position}")
    return (Every() if name.group() == "*" else Names((name.group(),))), name.end()


def _bracket(text: str, position: int) -> tuple[Step, int]:
    """Return what is inside brackets that open before ``position``, and where they end."""
    while text.startswith(" ", position):
        position += 1
    if text.startswith("*", position):
        return Every(), _close(text, position + 1)
    if text.startswith("?", position):
        test, end = parse_filter(text, position + 1)
        return Matching(test), _close(text, end)
    if cut := _SLICE.match(text, position):
        start, stop, step = (int(part) if part else None for part in cut.groups())
        if step == 0:
            raise PathError(text, "a slice's step cannot be 0")
        return Slice(start, stop, step), cut.end()
    items: list[str] = []
    expression = _QUOTED if text[position : position + 1] in {"'", '"'} else _INDEX
    while item := expression.match(text, position):
        quoted = next((group for group in item.groups() if group is not None), "") if item.groups() else item.group()
        items.append(re.sub(r"\\(.)", r"\1", quoted))
        position = item.end()
        while text.startswith((",", " "), position):
            position += 1
    if not items:
        raise PathError(text, f"expected a name, position, slice or filter at position {position}")
    end = _close(text, position)
    return (Names(tuple(items)) if expression is _QUOTED else Positions(tuple(map(int, items)))), end


def _close(text: str, position: int) -> int:
    while text.startswith(" ", position):
        position += 1
    if not text.startswith("]", position):
        raise PathError(text, f"expected ] at position {position}")
    return position + 1


def _numbers(value: Any) -> list[float]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, int | float) and not isinstance(item, bool)]


def _deviation(value: Any) -> float:
    numbers = _numbers(value)
    mean = sum(numbers) / len(numbers)
    return float((sum((number - mean) ** 2 for number in numbers) / len(numbers)) ** 0.5)


_FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "length": lambda value: len(value) if isinstance(value, list | dict | str) else None,
    "size": lambda value: len(value) if isinstance(value, list | dict | str) else None,
    "keys": lambda value: list(value) if isinstance(value, dict) else None,
    "min": lambda value: min(_numbers(value), default=None),
    "max": lambda value: max(_numbers(value), default=None),
    "sum": lambda value: sum(_numbers(value)),
    "avg": lambda value: sum(_numbers(value)) / len(_numbers(value)) if _numbers(value) else None,
    "stddev": lambda value: _deviation(value) if _numbers(value) else None,
    "first": lambda value: value[0] if isinstance(value, list) and value else None,
    "last": lambda value: value[-1] if isinstance(value, list) and value else None,
}
"""Jayway's functions at the end of a path, over what the path finds."""
