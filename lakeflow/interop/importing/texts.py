"""Values as the Python that is written for them."""

import json
import re
from keyword import kwlist
from typing import Final, TypeAlias, assert_never

from lakeflow.asl.states import Json
from lakeflow.interop.importing.values import (
    Answer,
    Called,
    Chained,
    Code,
    Const,
    Demands,
    Fields,
    Inexpressible,
    Items,
    Merged,
    Sparse,
    Unknown,
    Value,
    is_stable,
    parts,
    primary,
    steps_of,
    verbatim,
)


def text_of(value: Value, demands: Demands) -> str:  # noqa: PLR0911  one return a kind of value
    """Return a value as Python on one line; raises as ``part`` does."""
    match value:
        case Const():
            return literal(value.value)
        case Code():
            return value.text
        case Fields(fields, None):
            return "{" + ", ".join(f"{quoted(name)}: {text_of(found, demands)}" for name, found in fields) + "}"
        case Fields(fields, base):
            assert base is not None
            return called("jsonata", merging(base, fields), demands).text
        case Sparse(fields):
            return called("jsonata", constructing(fields), demands).text
        case Items(items):
            return "[" + ", ".join(text_of(item, demands) for item in items) + "]"
        case Merged():
            return _demanded(value, demands).text
        case Answer():
            return _whole(value, demands).text
        case Unknown(why):
            raise Inexpressible(why)
        case _ as never:
            assert_never(never)


Arguments: TypeAlias = tuple[tuple[str, "Value"], ...]
"""What a function is given by name; without one comes first."""

_MERGE: Final = Const('"$merge([$base, $fields])"')


def merging(base: Value, fields: Arguments) -> Arguments:
    """Return what ``jsonata`` is given to lay fields over those of an object."""
    return (("", _MERGE), ("base", base), ("fields", Fields(fields)))


def constructing(fields: Arguments) -> Arguments:
    """Return what ``jsonata`` is given to make an object that leaves out what is missing."""
    taken = {"states", "text", *kwlist}
    plain = all(re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name) and name not in taken for name, _ in fields)
    names = [name if plain else f"value_{number}" for number, (name, _) in enumerate(fields)]
    pairs = (
        f"{json.dumps(name, ensure_ascii=False)}: ${given}" for given, (name, _) in zip(names, fields, strict=True)
    )
    text = verbatim("{" + ", ".join(pairs) + "}")
    return (("", text), *((given, value) for given, (_, value) in zip(names, fields, strict=True)))


def called(function: str, arguments: Arguments, demands: Demands, *, is_stable: bool = True) -> Code:
    """Return a call of one of our functions."""
    given = ", ".join(
        f"{name}={text_of(value, demands)}" if name else text_of(value, demands) for name, value in arguments
    )
    steps = frozenset[str]().union(*(steps_of(value) for _, value in arguments))
    return Code(f"{function}({given})", steps, is_stable=is_stable, layout=Called(function, arguments))


def chained(operator: str, operands: tuple[Value, ...], demands: Demands) -> Code:
    """Return operands joined by an operator, those in parentheses that another could tear apart."""
    texts = (primary(value) if isinstance(value, Code) else text_of(value, demands) for value in operands)
    stable = all(value.is_stable for value in operands if isinstance(value, Code))
    return Code(
        f" {operator} ".join(texts),
        frozenset[str]().union(*map(steps_of, operands)),
        is_primary=len(operands) == 1,
        is_stable=stable,
        layout=Chained(operator, operands),
    )


def _demanded(value: Merged, demands: Demands) -> Code:
    """Return how a merged value is read, and note that it must be returned: all of it, for a part may be missing."""
    for way in value.whole:
        text_of(way, demands)
    demands[value.owner, value.name] = value.whole
    owner = Code(f"{value.owner}.output", frozenset({value.owner}))
    found = parts(owner, (value.name, *value.keys))
    assert isinstance(found, Code)
    return found


WHOLE: Final = "$"
"""The field that is demanded of a step of which all that its call returns is read."""


def _whole(value: Answer, demands: Demands) -> Code:
    """Return how what a call returns is read; what is not in the step's output is noted as demanded."""
    if value.field or value.keys:
        demands[value.variable, WHOLE] = ()
    found = parts(value.output, value.keys)
    assert isinstance(found, Code)
    return found


def as_code(value: Value, demands: Demands) -> Code:
    """Return a value as one reference; raises Inexpressible for one that is spelt out."""
    match value:
        case Code():
            return value
        case Merged():
            return _demanded(value, demands)
        case Answer():
            return _whole(value, demands)
        case Fields() if value.base is not None:
            given = merging(value.base, value.fields)
            return called("jsonata", given, demands, is_stable=is_stable(value))
        case Sparse():
            return called("jsonata", constructing(value.fields), demands, is_stable=is_stable(value))
        case _:
            raise Inexpressible("a value that is spelt out is computed with")


def literal(value: Json) -> str:
    """Return a JSON scalar as Python."""
    return quoted(value) if isinstance(value, str) else repr(value)


def quoted(text: str) -> str:
    """Return text as a Python string, in the quotes that need fewer escapes."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\x7f")
    if text.count('"') > text.count("'"):
        return "'" + escaped.replace('\\"', '"').replace("'", "\\'") + "'"
    return f'"{escaped}"'
