"""What is known of a value of an execution before it runs, and the Python that stands for it.

A state gets a payload and leaves one. An author writes references to steps instead. So the import follows the payload
through the states: ``Code`` is a reference, ``Fields`` and ``Items`` are made of others, ``Merged`` is one of several,
depending on the way that the execution took.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from keyword import iskeyword
from typing import TypeAlias, assert_never

from lakeflow.asl.states import Json
from lakeflow.dsl.references import Ref


class Inexpressible(Exception):  # noqa: N818  nothing went wrong: it decides for raw states
    """The language of pipelines has no word for a part of a machine; the message says what."""


@dataclass(frozen=True, slots=True)
class Const:
    """A value that the definition spells out, kept as JSON text: ``1`` is not ``true``."""

    text: str

    @property
    def value(self) -> Json:
        """The value."""
        found: Json = json.loads(self.text)
        return found


@dataclass(frozen=True, slots=True)
class Called:
    """How a call is laid out over several lines: its arguments by name, one without first."""

    function: str
    arguments: tuple[tuple[str, "Value"], ...]


@dataclass(frozen=True, slots=True)
class Chained:
    """How a chain of an operator is laid out over several lines."""

    operator: str
    operands: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A Python expression of references; ``steps`` are the variables of the steps in it.

    ``is_primary`` says that it needs no parentheses, ``is_stable`` that it may be evaluated at any time. ``layout`` is
    for one that is too long for a line.
    """

    text: str
    steps: frozenset[str] = frozenset()
    is_primary: bool = True
    is_stable: bool = True
    layout: Called | Chained | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Fields:
    """An object with these fields, over those of ``base`` where there is one."""

    fields: tuple[tuple[str, "Value"], ...]
    base: "Value | None" = None


@dataclass(frozen=True, slots=True)
class Sparse:
    """An object with those of these fields that are not missing."""

    fields: tuple[tuple[str, "Value"], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What ``owner``, a Choice or a Try, leaves behind: a part of one of ``whole``, as ``ways`` are for now.

    ``name`` is that of the variable, ``payload`` for the payload. ``inner`` are the variables of the steps inside the
    owner, which nothing outside it may read.
    """

    owner: str
    name: str
    whole: tuple["Value", ...]
    inner: frozenset[str]
    keys: tuple[str | int, ...] = ()
    ways: tuple["Value", ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call returns, of which a step's output is but one field, or has these fields only.

    ``keys`` lead to the part that is meant, which is not in the step's output.
    """

    variable: str
    field: str = ""
    names: frozenset[str] = frozenset()
    keys: tuple[str | int, ...] = ()

    @property
    def output(self) -> Code:
        """The step's output."""
        return Code(f"{self.variable}.output", frozenset({self.variable}))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be told; ``why`` is said when it is needed."""

    why: str


Value: TypeAlias = Const | Code | Fields | Sparse | Items | Merged | Answer | Unknown


Demands: TypeAlias = dict[tuple[str, str], tuple[Value, ...]]
"""What is read of a Choice or a Try: its variable and a field of its output, and what each way puts there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known at one place of a machine.

    ``payload`` is the state's input, ``natural`` what it is in the machine that the pipeline compiles to, None where
    that is not certain. ``pipeline`` is the variable of the pipeline. ``demands`` grows where merged values are read.
    ``whole`` are the steps that must leave all behind that their call returns. ``is_child`` says that it is in an
    iteration of a distributed Map, whose execution is one of its own.
    """

    payload: Value
    natural: Value | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)
    item: Value | None = None
    pipeline: str
    demands: Demands = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    is_child: bool = False


def const(value: Json) -> Value:
    """Return a value that is spelt out; refuses text that would become an expression."""
    if isinstance(value, dict):
        return Fields(tuple((name, const(part)) for name, part in value.items()))
    if isinstance(value, list):
        return Items(tuple(const(part) for part in value))
    if isinstance(value, str) and value.startswith("{%"):
        raise Inexpressible(f"the text {value!r} would be taken for an expression")
    return Const(json.dumps(value, ensure_ascii=False))


def verbatim(value: Json) -> Value:
    """Return JSON that is kept as it is, expressions included."""
    if isinstance(value, dict):
        return Fields(tuple((name, verbatim(inner)) for name, inner in value.items()))
    if isinstance(value, list):
        return Items(tuple(verbatim(inner) for inner in value))
    return Const(json.dumps(value, ensure_ascii=False))


def part(value: Value, key: str | int) -> Value:  # noqa: C901, PLR0911  one case for each kind of value
    """Return a field or an item.

    Raises:
        Inexpressible: there is none, or no telling.

    """
    match value:
        case Code():
            return Code(f"{primary(value)}{_access(key)}", value.steps, is_stable=value.is_stable)
        case Fields(fields, base):
            for name, found in fields:
                if name == key:
                    return found
            if base is not None:
                return part(base, key)
        case Sparse(fields) if key in dict(fields):
            return dict(fields)[str(key)]
        case Items(items) if isinstance(key, int) and -len(items) <= key < len(items):
            return items[key]
        case Merged():
            ways = tuple(part(way, key) for way in value.ways)
            return _agreed(replace(value, keys=(*value.keys, key), ways=ways))
        case Answer():
            return _answered(value, key)
        case Unknown(why):
            raise Inexpressible(why)
        case _:
            pass
    raise Inexpressible(f"{key!r} is not there to be read")


def _answered(value: Answer, key: str | int) -> Value:
    """Return a part of what a call returns: of the step's output where it is there."""
    if not value.keys and key == value.field:
        return replace(value, field="") if value.names else value.output
    if not value.keys and not value.field and key in value.names:
        return part(value.output, key)
    return replace(value, keys=(*value.keys, key))


def parts(value: Value, keys: Sequence[str | int]) -> Value:
    """Return what lies at the end of a path; raises as ``part`` does."""
    for key in keys:
        value = part(value, key)
    return value


def merged(owner: str, name: str, ways: tuple[Value, ...], inner: frozenset[str]) -> Value:
    """Return what several ways through ``owner`` leave behind."""
    return _agreed(Merged(owner, name, ways, inner, (), ways))


def _agreed(value: Merged) -> Value:
    """Return the one value that all ways have, where the owner's outside can read it."""
    first, *others = value.ways
    if all(other == first for other in others) and not steps_of(first) & value.inner:
        return first
    return value


def placed(value: Value, keys: Sequence[str], result: Value) -> Value:
    """Return a value with another at the end of a path of fields, as ResultPath puts it there."""
    if not keys:
        return result
    first, *rest = keys
    if isinstance(value, Fields):
        fields, base = dict(value.fields), value.base
    else:
        fields, base = {}, value
    below: Value = Fields(())
    if rest:
        below = fields[first] if first in fields else part(base, first) if base is not None else below
    return Fields(tuple((fields | {first: placed(below, rest, result)}).items()), base)


def steps_of(value: Value) -> frozenset[str]:
    """Return the variables of the steps that a value is read from."""
    match value:
        case Code(steps=steps):
            return steps
        case Fields(fields, base):
            inner = [found for _, found in fields] + ([base] if base is not None else [])
            return frozenset().union(*map(steps_of, inner))
        case Sparse(fields):
            return frozenset().union(*(steps_of(found) for _, found in fields))
        case Items(items):
            return frozenset().union(*map(steps_of, items))
        case Merged(owner=owner) | Answer(variable=owner):
            return frozenset({owner})
        case Const() | Unknown():
            return frozenset()
        case _ as never:
            assert_never(never)


def leaves(value: Value) -> Iterator[Value]:
    """Yield the values that a value is made of."""
    match value:
        case Fields(fields, base):
            for _, found in fields:
                yield from leaves(found)
            if base is not None:
                yield from leaves(base)
        case Sparse(fields):
            for _, found in fields:
                yield from leaves(found)
        case Items(items):
            for found in items:
                yield from leaves(found)
        case _:
            yield value


def is_stable(value: Value) -> bool:
    """Return whether it makes no difference when, and how often, a value is computed."""
    return all(leaf.is_stable for leaf in leaves(value) if isinstance(leaf, Code))


def primary(code: Code) -> str:
    """Return an expression's text, in parentheses where another operator could tear it apart."""
    return code.text if code.is_primary else f"({code.text})"


def _access(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if (
        key.isidentifier()
        and key.isascii()
        and not key.startswith("_")
        and not iskeyword(key)
        and not hasattr(Ref, key)
    ):
        return f".{key}"
    return f"[{json.dumps(key, ensure_ascii=False)}]"
