"""The map beside a rendered document, ``machine.asl.map.json``: from each state to the step that it comes from."""

import json
from collections.abc import Mapping
from pathlib import Path

from lakeflow.errors import Location, ProjectError
from lakeflow.project import read_text


def source_map_of(document: Path) -> Path:
    """Return where a document's map is."""
    return document.with_name(f"{document.name.removesuffix('.json')}.map.json")


def write_source_map(document: Path, places: Mapping[str, Location]) -> None:
    """Write the map of a document."""
    text = json.dumps({state: str(place) for state, place in places.items()}, indent=2)
    source_map_of(document).write_text(f"{text}\n", encoding="utf-8")


def read_source_map(document: Path) -> dict[str, Location]:
    """Return the place of each state of a document, none where there is no map beside it.

    Raises:
        ProjectError: the file beside it is no such map.

    """
    file = source_map_of(document)
    if not file.is_file():
        return {}
    try:
        return {state: Location.parse(place) for state, place in json.loads(read_text(file)).items()}
    except (ValueError, AttributeError):  # no JSON, no object, no places
        raise ProjectError(
            f"{file} does not map states to places", hint="render the pipeline again, or remove the file"
        ) from None
