"""Whether two machines do the same: the same calls in the same order of each way, the same end."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lakeflow.asl.document import document, parse
from lakeflow.asl.states import Json
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.testing import FakeClock
from tests.executions import execute
from tests.targets import TARGET


@dataclass(frozen=True)
class Played:
    """How an execution went; ``calls`` are the resource and arguments of each, sorted."""

    status: str
    output: Json
    error: str | None
    calls: tuple[str, ...]
    seconds: float


class _Same:
    """Answers every call alike, and remembers it."""

    def __init__(self, answer: Json) -> None:
        self._answer = answer
        self.calls: list[str] = []

    async def execute(self, task: ScheduledTask) -> Json:
        self.calls.append(json.dumps([task.resource, task.arguments], sort_keys=True))
        answer: Json = json.loads(json.dumps(self._answer))
        return answer


def play(definition: Json, payload: Json, answer: Json) -> Played:
    """Run a definition in virtual time, every call answered alike."""
    clock, executor = FakeClock(), _Same(answer)
    result = execute(parse(definition), payload, executor, clock)
    return Played(result.status, result.output, result.error, tuple(sorted(executor.calls)), clock.monotonic())


def compiled_source(source: str) -> Json:
    """Return what a module's one pipeline compiles to."""
    names: dict[str, Any] = {}
    exec(compile(source, "imported.py", "exec"), names)
    (pipeline,) = (value for value in names.values() if isinstance(value, Pipeline))
    return document(compile_pipeline(pipeline, TARGET, lambda _: None).machine)


def sample(definition: Json, chance: random.Random) -> dict[str, Json]:
    """Return an object with every field that a definition's paths and expressions name."""
    tree: dict[str, Any] = {}
    for path in _paths(definition):
        node = tree
        for name, position in re.findall(r"\.(\w+)|\[(\d+|\*)\]", path):
            node = node.setdefault("[]" if position else name, {})
    made = _filled("", tree, dict(_expected(definition)), chance)
    return made if isinstance(made, dict) else {"value": made}


def _filled(name: str, node: dict[str, Any], expected: dict[str, list[Json]], chance: random.Random) -> Json:
    """Return a value for a field: one of those that its name is compared with, or like them."""
    if not node:
        return chance.choice(expected.get(name, ["text", 3, True]))
    if "[]" in node:
        inner = _filled("[]", node["[]"], expected, chance)
        return [inner, inner]
    return {inner: _filled(inner, below, expected, chance) for inner, below in node.items()}


def _paths(node: Json) -> Iterator[str]:
    for text in _strings(node):
        for path in re.findall(r"(?<!\$)\$((?:\.\w+|\[\d+\]|\[\*\])+)", text):
            yield path
        for path in re.findall(r"\$\$\.(?:Execution\.Input|Map\.Item\.Value)((?:\.\w+|\[\d+\])+)", text):
            yield path
        for path in re.findall(r"\$(?:states\.input|states\.result|(?!states)\w+)((?:\.\w+|\[\d+\])+)", text):
            yield path


def _strings(node: Json) -> Iterator[str]:
    if isinstance(node, dict):
        for part in node.values():
            yield from _strings(part)
    elif isinstance(node, list):
        for part in node:
            yield from _strings(part)
    elif isinstance(node, str):
        yield node


LIKE: dict[str, list[Json]] = {
    "String": ["text", ""],
    "Numeric": [0, 1, 7],
    "Boolean": [True, False],
    "Timestamp": ["2024-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
}
LISTS: list[Json] = [[], [{"id": 1}, {"id": 2}]]


def _expected(node: Json) -> Iterator[tuple[str, list[Json]]]:
    """Yield, for names of fields, values of the type that a machine takes them for."""
    if isinstance(node, dict):
        variable = node.get("Variable")
        for name, part in node.items():
            kind = re.match(r"String|Numeric|Boolean|Timestamp", name)
            if kind is not None and isinstance(variable, str):
                values = LIKE[kind[0]] + ([] if name.endswith("Path") else [part])
                yield variable.rpartition(".")[2], values
            if name in {"ItemsPath", "Items"} and isinstance(part, str):
                yield re.findall(r"\w+", part)[-1] if re.findall(r"\w+", part) else "", LISTS
            if name in {"SecondsPath", "Seconds"} and isinstance(part, str):
                yield re.findall(r"\w+", part)[-1], [1, 60]
            yield from _expected(part)
    elif isinstance(node, list):
        for part in node:
            yield from _expected(part)
