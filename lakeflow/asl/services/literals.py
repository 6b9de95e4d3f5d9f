"""What of a Task's arguments is known before it runs: the literals, with everything computed made unknown."""

import json
import re
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, TypeAlias

from lakeflow.asl.placeholders import hides


class Unknown(Enum):
    """The type of ``UNKNOWN``: a value that only the execution knows."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN

Known: TypeAlias = "bool | int | float | str | list[Known] | dict[str, Known] | Unknown | None"
"""JSON with holes: ``UNKNOWN`` stands where the value is computed."""

_CONSTANT = re.compile(
    r"""\s*(?: "[^"\\]*" | '(?P<quoted>[^'"\\]*)' | -?(?:0|[1-9]\d*)(?:\.\d+)? | true | false | null )\s*""", re.VERBOSE
)


def jsonata_literals(arguments: Any) -> Known:
    """Return JSONata arguments with their expressions unknown, those that are constants aside.

    >>> jsonata_literals({"JobName": "clean", "Timeout": "{% 5 %}", "Arguments": {"--day": "{% $day %}"}})
    {'JobName': 'clean', 'Timeout': 5, 'Arguments': {'--day': UNKNOWN}}
    """
    if isinstance(arguments, str):
        return _text(arguments)
    if isinstance(arguments, dict):
        return {name: jsonata_literals(value) for name, value in arguments.items()}
    if isinstance(arguments, list):
        return [jsonata_literals(value) for value in arguments]
    known: Known = arguments
    return known


def jsonpath_literals(parameters: Any) -> Known:
    """Return a JSONPath payload template with its paths and intrinsic functions unknown.

    >>> jsonpath_literals({"JobName": "clean", "Arguments": {"--day.$": "$.day"}})
    {'JobName': 'clean', 'Arguments': {'--day': UNKNOWN}}
    """
    if isinstance(parameters, str):
        return UNKNOWN if hides(parameters) else parameters
    if isinstance(parameters, dict):
        return _payload(parameters)
    if isinstance(parameters, list):
        return [jsonpath_literals(value) for value in parameters]
    known: Known = parameters
    return known


def _payload(parameters: Mapping[str, Any]) -> Known:
    return {
        name.removesuffix(".$"): UNKNOWN if name.endswith(".$") else jsonpath_literals(value)
        for name, value in parameters.items()
    }


def _text(text: str) -> Known:
    if text.startswith("{%") and text.endswith("%}"):
        return _constant(text[2:-2])
    # A placeholder is filled in before AWS reads the document.
    return UNKNOWN if hides(text) else text


def _constant(expression: str) -> Known:
    matched = _CONSTANT.fullmatch(expression)
    if matched is None:
        return UNKNOWN
    quoted = matched["quoted"]
    known: Known = json.loads(expression) if quoted is None else quoted
    return known
