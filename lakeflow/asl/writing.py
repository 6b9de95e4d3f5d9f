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
    except TypeError:
        return _encodable(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def compact(value: "Json") -> str:
    """Return JSON as Step Functions writes it into histories and messages: no spaces, no escapes it can avoid.

    It is also what is sent to AWS, whose limits count its bytes.
    """
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return _encodable(json.dumps(value, separators=(",", ":"), ensure_ascii=False))


def byte_size(value: "Json") -> int:
    """Return how many bytes JSON has where AWS counts them."""
    return len(compact(value).encode())


def _encodable(text: str) -> str:
    """Return what orjson refuses, a number of more than 64 bits or half of a character, the latter as an escape."""
    return text.encode(errors="backslashreplace").decode()
