"""JSON as text: indented for readers, compact for AWS; the same bytes for the same value every time."""

import json
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from lakeflow.asl.states import Json


def indented(value: "Json") -> str:
    """Return JSON with two-space indents, keys in their order, and a final newline."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    except TypeError:  # a whole number of more than 64 bits, half of a character: JSON all the same
        return json.dumps(value, indent=2) + "\n"


def compact(value: "Json") -> str:
    """Return JSON without any space: what is sent to AWS, whose limits count its bytes."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value, separators=(",", ":"))
