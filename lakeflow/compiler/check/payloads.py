"""Values that authors hand to steps: every one is JSON, with references in it."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from lakeflow.dsl.control import Map
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.references import Ref, instead_of
from lakeflow.errors import Diagnostic


def check_payloads(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield values that no document can hold."""
    for step in pipeline.steps():
        for value in (*step.values, step.result if isinstance(step, Map) else None):
            for problem, hint in _problems(value, ""):
                yield Diagnostic("LF134", f"{problem} in step {step.name!r}", step.location, hint)


def _problems(value: object, place: str) -> Iterator[tuple[str, str]]:
    at = f" at {place}" if place else ""
    match value:
        case None | str() | bool() | int() | Ref():
            return
        case float():
            if not isfinite(value):
                yield f"JSON has no {value}{at}", "use null, or a text"
        case Mapping():
            for key, part in value.items():
                if isinstance(key, str):
                    yield from _problems(part, f"{place}.{key}" if place else key)
                else:
                    yield f"JSON's keys are text, not {key!r}{at}", f"write {str(key)!r}"
        case Sequence() if not isinstance(value, bytes | bytearray):
            for index, part in enumerate(value):
                yield from _problems(part, f"{place}[{index}]")
        case _:
            yield f"JSON has no {type(value).__name__}{at}", instead_of(value)
