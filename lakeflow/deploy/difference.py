"""Two JSON values, compared field by field."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lakeflow.asl.states import ABSENT, Json, Template

BRANCH = "StartAt"
"""What names a branch of a Parallel state; branches have an order too, which is that of their results."""

KEYS = ("Sid", "Id", "Name", "Key", BRANCH)
"""What names an item of a list, so that items are compared with their likes and not by position."""


class FieldChange(NamedTuple):
    """One field that differs; ``path`` is dotted, ABSENT is a side that lacks the field."""

    path: str
    before: Template
    after: Template


def differences(before: Template, after: Template, path: str = "") -> Iterator[FieldChange]:
    """Yield the smallest fields by which two values differ.

    >>> list(differences({"Timeout": 60, "Tags": {"a": 1}}, {"Timeout": 90, "Tags": {"a": 1}}))
    [FieldChange(path='Timeout', before=60, after=90)]
    """
    if _same(before, after):
        return
    left, right = _fields(before), _fields(after)
    if left is None or right is None or (_are_branches(before) and _are_in_another_order(left, right)):
        yield FieldChange(path, before, after)
        return
    for name in [*left, *(name for name in right if name not in left)]:
        inner = f"{path}.{name}" if path else name
        yield from differences(left.get(name, ABSENT), right.get(name, ABSENT), inner)


def _same(before: Template, after: Template) -> bool:
    """Tell whether two values are one in JSON: true is not 1."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return before.keys() == after.keys() and all(_same(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_same, before, after))
    return isinstance(before, bool) == isinstance(after, bool) and before == after


def _are_branches(value: Template) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) and BRANCH in item for item in value)


def _are_in_another_order(left: Mapping[str, Json], right: Mapping[str, Json]) -> bool:
    return [name for name in left if name in right] != [name for name in right if name in left]


def _fields(value: Template) -> Mapping[str, Json] | None:
    """Return the named parts of an object, or of a list whose items have names; None where there are none."""
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, list) or not value:
        return None
    for key in KEYS:
        names = [item.get(key) if isinstance(item, Mapping) else None for item in value]
        if all(isinstance(name, str) for name in names) and len(set(map(str, names))) == len(names):
            return {f"[{name}]": item for name, item in zip(names, value, strict=True)}
    return None
