"""Objects with named fields: what a shape is, and the check of an object against it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.pointers import below
from lakeflow.asl.validation.sites import Site
from lakeflow.asl.validation.values import Check, wrong_type
from lakeflow.errors import closest, suggestion


class Shape(NamedTuple):
    """The fields of an object; ``what`` is its name in messages, as in "a Retrier"."""

    what: str
    fields: Mapping[str, Check]
    required: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    """Of each group exactly one is there."""
    exclusive: tuple[tuple[str, ...], ...] = ()
    """Of each group one at most is there."""
    foreign: Mapping[str, str] = {}
    """Fields of the other query language, each with what stands for it here."""


def check_fields(fields: Mapping[str, Any], shape: Shape, pointer: str, site: Site) -> None:
    """Check the fields of an object against its shape: which there are, then the value of each."""
    known = shape.fields
    for key, value in fields.items():
        check = known.get(key)
        if check is not None:
            check(value, below(pointer, key), site)
        else:
            _unknown(key, shape, below(pointer, key), site)
    for key in shape.required:
        if key not in fields:
            _missing(shape, key, fields, pointer, site)
    for group in shape.alternatives:
        # "End": false says what leaving it out says.
        given = [key for key in group if key in fields and not (key == "End" and fields[key] is False)]
        if not given:
            _missing(shape, " or ".join(group), fields, pointer, site)
        elif len(given) > 1:
            _too_many(shape, given, pointer, site)
    for group in shape.exclusive:
        given = [key for key in group if key in fields]
        if len(given) > 1:
            _too_many(shape, given, pointer, site)


def _unknown(key: str, shape: Shape, pointer: str, site: Site) -> None:
    if key in shape.foreign:
        message = f"{shape.what} has no field {key!r} where the query language is {site.language}"
        site.report(Code.WRONG_QUERY_LANGUAGE, pointer, message, shape.foreign[key])
        return
    hint = suggestion(key, shape.fields, f"it has {', '.join(shape.fields)}")
    site.report(Code.UNKNOWN_FIELD, pointer, f"{shape.what} has no field {key!r}", hint)


def _missing(shape: Shape, needed: str, fields: Mapping[str, Any], pointer: str, site: Site) -> None:
    near = next((key for key in fields if key not in shape.fields and closest(key, needed.split(" or "))), "")
    hint = f"is {near!r} meant as it?" if near else f"add {needed}"
    site.report(Code.MISSING_FIELD, pointer, f"{shape.what} needs {needed}", hint)


def _too_many(shape: Shape, given: list[str], pointer: str, site: Site) -> None:
    listed = f"{', '.join(given[:-1])} and {given[-1]}"
    site.report(Code.EXCLUSIVE_FIELDS, below(pointer, given[-1]), f"{shape.what} has {listed}", "keep one of them")


def part(shape: Shape) -> Check:
    """Take an object of a shape."""

    def check(value: Any, pointer: str, site: Site) -> None:
        if isinstance(value, dict):
            check_fields(value, shape, pointer, site)
        else:
            wrong_type(value, pointer, site, "an object")

    return check


def parts(shape: Shape, *, least: int = 0) -> Check:
    """Take a list of objects of a shape."""
    check_one = part(shape)

    def check(value: Any, pointer: str, site: Site) -> None:
        if not isinstance(value, list):
            wrong_type(value, pointer, site, "a list")
            return
        if len(value) < least:
            wrong_type(value, pointer, site, "a list that is not empty")
        for index, item in enumerate(value):
            check_one(item, f"{pointer}/{index}", site)

    return check
