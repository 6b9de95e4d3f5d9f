"""Values that authors hand to steps: every one is JSON, with references in it, and no text that AWS would evaluate."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from lakeflow.dsl.control import Map
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.raw import Raw
from lakeflow.dsl.references import Ref, instead_of
from lakeflow.errors import Diagnostic, Severity


class _Problem(NamedTuple):
    text: str
    hint: str
    code: str = "LF134"
    severity: Severity = Severity.ERROR


def check_payloads(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield values that no document can hold, and texts that mean something else than they say in one."""
    for step in pipeline.steps():
        for value in (*step.values, step.result if isinstance(step, Map) else None):
            for problem in _problems(value, ""):
                if problem.code == "LF134" or not isinstance(step, Raw):
                    message = f"{problem.text} in step {step.name!r}"
                    yield Diagnostic(problem.code, message, step.location, problem.hint, problem.severity)


def _problems(value: object, place: str) -> Iterator[_Problem]:
    match value:
        case None | bool() | int() | Ref():
            return
        case str():
            yield from _texts(value, place)
        case float():
            if not isfinite(value):
                yield _Problem(f"JSON has no {value}{_at(place)}", "use null, or a text")
        case Mapping():
            for key, part in value.items():
                yield from _key(key, place)
                if isinstance(key, str) and not (key.endswith(".$") and isinstance(part, str)):
                    yield from _problems(part, f"{place}.{key}" if place else key)
        case Sequence() if not isinstance(value, bytes | bytearray):
            for index, part in enumerate(value):
                yield from _problems(part, f"{place}[{index}]")
        case _:
            yield _Problem(f"JSON has no {type(value).__name__}{_at(place)}", instead_of(value))


def _key(key: object, place: str) -> Iterator[_Problem]:
    if not isinstance(key, str):
        yield _Problem(f"JSON's keys are text, not {key!r}{_at(place)}", f"write {str(key)!r}")
    elif key.endswith(".$"):
        meant = key.removesuffix(".$")
        hint = f"write {meant!r}, with a reference as its value: step.output.{meant}"
        yield _Problem(f"the key {key!r}{_at(place)} is no path", hint, "LF149", Severity.WARNING)


def _texts(value: str, place: str) -> Iterator[_Problem]:
    """Yield a text that AWS would evaluate, or that would have been a path in JSONPath mode."""
    if value.startswith("{%") and value.endswith("%}"):
        hint = 'write a reference, or jsonata("$count($files)", files=step.output.files)'
        yield _Problem(f"AWS would evaluate the text {value!r}{_at(place)}", hint, "LF149")
    elif not value.isascii() and _HALF.search(value):
        yield _Problem(f"{value!r}{_at(place)} holds half of a character", "write all of it")
    elif _PATH.match(value):
        hint = "write a reference, such as step.output.count, where a value is meant"
        yield _Problem(f"{value!r}{_at(place)} is text and no path", hint, "LF149", Severity.WARNING)


_PATH = re.compile(r"\$\$?\.[A-Za-z_]|States\.[A-Z]\w+\(")

_HALF = re.compile("[\ud800-\udfff]")
"""One of the two code units that UTF-16 has for a character, without the other."""


def _at(place: str) -> str:
    return f" at {place}" if place else ""
