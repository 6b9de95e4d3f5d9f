"""Definitions with parts exchanged at random: whatever they are then, they are judged, imported or refused in words."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lakeflow.asl.document import parse
from lakeflow.asl.validation import Options, errors, validate
from lakeflow.errors import InvalidStateMachineError
from lakeflow.interop.importing.definition import import_definition

CASES = Path(__file__).parents[1] / "golden"
DEFINITIONS = [json.loads(file.read_text("utf-8")) for file in sorted(CASES.glob("*/*.asl.json"))]
PARTS: list[Any] = [
    None, True, 0, -1, 1.5, "", "x", "$.a", "{% $x %}", "{% (", "States.ALL", "Task", "Map", "${x}", "\ud800",
    "arn:aws:states:::lambda:invoke", [], [1], ["States.ALL"], {}, {"a": 1},
]  # fmt: skip
FIELDS = (
    "Next", "End", "Type", "States", "Assign", "Output", "Retry", "Catch", "Arguments", "Parameters", "Branches",
    "ItemProcessor", "ProcessorConfig", "Choices", "Condition", "QueryLanguage", "Comment", "x",
)  # fmt: skip


def containers(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every object and list with each of its keys or indexes."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from containers(value[key])


def broken(seed: int) -> Any:
    """Return a definition of which some parts are gone, elsewhere or others."""
    random = Random(seed)
    definition = copy.deepcopy(random.choice(DEFINITIONS))
    for _ in range(random.choice([1, 1, 2, 4])):
        container, key = random.choice(list(containers(definition)) or [({"x": 1}, "x")])
        match random.randrange(5):
            case 0:
                del container[key]
            case 1 if isinstance(container, dict):
                container[random.choice(FIELDS)] = container.pop(key)
            case 2:
                container[key] = copy.deepcopy(definition)
            case _:
                container[key] = copy.deepcopy(random.choice(PARTS))
    return definition


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_every_definition_is_judged(seed: int) -> None:
    definition = broken(seed)
    for options in (Options(), Options(express=True, placeholders=False)):
        assert all(finding.message for finding in validate(definition, options))


@settings(max_examples=150)
@given(st.integers(0, 2**32))
def test_every_definition_without_a_mistake_is_imported_as_a_module_that_parses(seed: int) -> None:
    definition = broken(seed)
    if errors(definition):
        return
    try:
        parse(definition)
        source = import_definition(definition, "broken").source
    except InvalidStateMachineError:
        return  # a placeholder stands for states, or the name of one
    compile(source, "broken.py", "exec")
