"""Transforms to closures: ``|pattern|update, delete|`` makes a function that changes a copy."""

from collections.abc import Iterator
from typing import Any

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.functions.objects import clone
from lakeflow.asl.jsonata.run import Code, Run
from lakeflow.asl.jsonata.signature import parse_signature
from lakeflow.asl.jsonata.values import UNDEFINED, Frame, Native


def compile_transform(pattern: Code, update: Code, delete: "Code | None", start: int) -> Code:
    """Return the closure of ``|pattern|update, delete|``: a function that changes a copy of its argument."""

    def transform(_context: Any, frame: Frame, _run: Run) -> Any:
        def transformer(run: Run, value: Any) -> Any:
            if value is UNDEFINED:
                return value
            result = clone(run, value)
            copied = {id(part) for part in _objects(result)}
            matches = pattern(result, frame, run)
            for match in matches if isinstance(matches, list) else (matches,):
                # A pattern may lead elsewhere, to a variable's value: what was not copied is not changed.
                target = match if id(match) in copied else {}
                _update(target, update(match, frame, run), start)
                _delete(target, delete(match, frame, run) if delete else UNDEFINED, start)
            return result

        return Native("transform", parse_signature("<(oa):o>"), 1, transformer)

    return transform


def _objects(value: Any) -> Iterator[Any]:
    """Yield every object in a value, itself first."""
    if isinstance(value, dict):
        yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _objects(part)


def _update(match: Any, update: Any, start: int) -> None:
    if update is UNDEFINED:
        return
    if not isinstance(update, dict):
        raise failure("T2011", start, value=update)
    match.update(update)


def _delete(match: Any, names: Any, start: int) -> None:
    if names is UNDEFINED:
        return
    for name in names if isinstance(names, list) else (names,):
        if not isinstance(name, str):
            raise failure("T2012", start, value=names)
        match.pop(name, None)
