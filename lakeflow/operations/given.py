"""JSON that is given on the command line."""

import json
from pathlib import Path

from lakeflow.asl.states import Json
from lakeflow.errors import ProjectError
from lakeflow.project import read_text


def read_json(text: str, option: str) -> Json:
    """Return JSON from its text, or from the file that the text names.

    Raises:
        ProjectError: it is neither; the message names the option.

    """
    whole = text
    if not text.lstrip().startswith(("{", "[", '"')) and Path(text).is_file():
        whole = read_text(Path(text))
    try:
        value: Json = json.loads(whole)
    except ValueError as error:
        hint = f"""write {option} '{{"n": 1}}', or the name of a file"""
        raise ProjectError(f"{option} {text!r} is neither a file nor JSON: {error}", hint=hint) from None
    return value


def read_variables(text: str | None) -> dict[str, Json]:
    """Return the workflow variables of ``--variables``.

    Raises:
        ProjectError: it is no JSON object.

    """
    named = {} if text is None else read_json(text, "--variables")
    if not isinstance(named, dict):
        raise ProjectError("--variables is not a JSON object", hint="""write --variables '{"date": "2024-01-01"}'""")
    return named
