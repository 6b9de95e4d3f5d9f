"""The mocks of a YAML or JSON file: step to answer, or to a list of answers in turn."""

from collections.abc import Mapping
from typing import Any, Final

from lakeflow.asl.states import Json
from lakeflow.errors import Location, MockError
from lakeflow.mocks.answers import (
    Answer,
    never_ends,
    raises,
    responds,
    returns,
    rows,
    succeeds,
    unknown,
)
from lakeflow.mocks.scripts import Script

_KINDS: Final = ("returns", "responds", "raises", "succeeds", "rows", "never_ends")
_BARE: Final = ("succeeds", "never_ends")
_MORE: Final = ("after", "times", "cause")


def parse_mocks(document: Json, file: str, lines: Mapping[str, int] | None = None) -> dict[str, Script]:
    """Return the script of each step; ``lines`` are the steps' lines in the file, for messages.

    Raises:
        MockError: something in the document is no mock; the message has its place.

    """
    if not isinstance(document, dict):
        raise MockError(f"{file} is no mapping of steps to answers", hint="write  find_files: {returns: {count: 3}}")
    scripts = {}
    for step, given in document.items():
        place = Location(file, (lines or {}).get(step, 1))
        try:
            answers = given if isinstance(given, list) else [given]
            scripts[step] = Script(tuple(_answer(answer) for answer in answers))
        except MockError as error:
            raise MockError(f"{step}: {error.message}", hint=error.hint, location=place) from None
        if not answers:
            raise MockError(f"{step}: there is no answer", hint="list one, such as succeeds", location=place)
    return scripts


def _answer(given: Json) -> Answer:
    if isinstance(given, str) and given in _BARE:
        given = {given: None}
    if not isinstance(given, dict):
        raise MockError(f"{given!r} is no answer", hint=f"write one of {', '.join(_KINDS)}, such as  returns: ...")
    for key in given:
        if key not in (*_KINDS, *_MORE):
            raise unknown("an answer has no field", key, (*_KINDS, *_MORE))
    kinds = [kind for kind in _KINDS if kind in given]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none"
        raise MockError(f"an answer says one of {', '.join(_KINDS)}, and this says {found}")
    return _built(kinds[0], given[kinds[0]], {key: given[key] for key in _MORE if key in given})


def _built(kind: str, value: Json, more: dict[str, Any]) -> Answer:
    if "times" in more and not isinstance(more["times"], int):
        raise MockError(f"times: {more['times']!r} is no number")
    if kind == "raises":
        cause = more.pop("cause", "")
        if not isinstance(cause, str):
            raise MockError(f"a cause is text, not {cause!r}", hint="put it in quotes: YAML reads no as false")
        return raises(str(value), cause, **more)
    if "cause" in more:
        raise MockError("only an error has a cause", hint="write it beside  raises: ERROR")
    match kind:
        case "returns":
            return returns(value, **more)
        case "responds":
            return responds(value, **more)
        case "rows":
            return rows(*_records(value), **more)
        case "succeeds":
            return succeeds(**more)
        case _:
            return never_ends()


def _records(value: Json) -> list[Mapping[str, Json]]:
    if not isinstance(value, list) or not all(isinstance(record, dict) for record in value):
        raise MockError("rows are a list of mappings", hint="write  rows: [{failures: 0}]")
    return [record for record in value if isinstance(record, dict)]
