import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from lakeflow.asl.document import parse
from lakeflow.asl.states import StateMachine
from lakeflow.render.mermaid import mermaid
from lakeflow.render.svg import svg

CASES = sorted((Path(__file__).parents[2] / "golden" / "cases").glob("*.asl.json"))


def machine(case: Path) -> StateMachine:
    return parse(json.loads(case.read_text(encoding="utf-8")))


def names(states: object) -> set[str]:
    """Return every state's name in a definition, from the JSON rather than from the model."""
    found: set[str] = set()
    if isinstance(states, dict):
        for key, value in states.items():
            if key == "States" and isinstance(value, dict):
                found |= set(value)
            found |= names(value)
    elif isinstance(states, list):
        for value in states:
            found |= names(value)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_an_svg_is_xml_and_shows_every_state(case: Path) -> None:
    picture = ET.fromstring(svg(machine(case)))
    shown = {element.text or "" for element in picture.iter() if element.tag.endswith("text")}
    for name in names(json.loads(case.read_text(encoding="utf-8"))):
        assert any(text.startswith(name) for text in shown), name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_flowchart_names_every_state_and_draws_no_transition_to_nowhere(case: Path) -> None:
    text = mermaid(machine(case))
    for name in names(json.loads(case.read_text(encoding="utf-8"))):
        assert f'"{name}' in text
    nodes = {found[1] for found in re.finditer(r"^ *(?:subgraph )?(\w+) ?[\[({]", text, re.MULTILINE)}
    for source, target in re.findall(r"^ *(\w+) -\.?->?.* (\w+)$", text, re.MULTILINE):
        assert {source, target} <= nodes
