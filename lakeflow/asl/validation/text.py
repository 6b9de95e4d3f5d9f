"""Documents as text: JSON that does not parse, keys that come twice, and the line of every finding."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from lakeflow.asl.placeholders import PLACEHOLDER
from lakeflow.asl.validation import Options, validate
from lakeflow.asl.validation.codes import Code, severity
from lakeflow.asl.validation.expressions import shown
from lakeflow.asl.validation.pointers import below, names
from lakeflow.errors import Diagnostic, Location

_STRING: Final = r'"(?:[^"\\]|\\.)*"'
_TOKEN: Final = re.compile(rf'({_STRING})|({PLACEHOLDER})|([{{}}\[\],])|([^\s{{}}\[\],:"]+)', re.DOTALL)
_BARE: Final = re.compile(f"{_STRING}|({PLACEHOLDER})", re.DOTALL)


class Places(NamedTuple):
    """Offsets in a JSON text: of each member's name and each item by JSON pointer, and of names that come again."""

    offsets: Mapping[str, int]
    repeated: tuple[tuple[str, int], ...]


def validate_text(text: str, file: str, options: Options = Options()) -> tuple[Diagnostic, ...]:  # noqa: B008  a tuple
    """Return everything that is wrong with the text of a document, each with its line, in the order of the text.

    >>> print(*validate_text('{"StartAt": "a"}', "machine.asl.json"))
    machine.asl.json:1:1: error LF304: a state machine needs States
    """
    try:
        document = _parsed(text, options)
    except RecursionError:
        return (_unread("the text is nested too deeply", Location(file, 1)),)
    except json.JSONDecodeError as error:
        column = error.colno if error.doc == text else 0
        return (_unread(f"this is no JSON: {error.msg}", Location(file, error.lineno, column)),)
    except ValueError as error:
        return (_unread(f"this is no JSON: {error}", Location(file, 1)),)
    findings = validate(document, options)
    places = find_places(text)
    located = [
        (offset := places.offsets.get(finding.pointer, 0), replace(finding, location=_location(text, offset, file)))
        for finding in findings
    ]
    located += [(offset, _repeated(pointer, _location(text, offset, file))) for pointer, offset in places.repeated]
    return tuple(finding for _, finding in sorted(located, key=lambda pair: pair[0]))


def _parsed(text: str, options: Options) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError:
        quoted = _quoted(text) if options.placeholders else text
        if quoted == text:
            raise
        return json.loads(quoted, parse_constant=_no_constant)


def _quoted(text: str) -> str:
    """Return a template's text with the placeholders that stand outside of strings in quotes, so that it is JSON.

    >>> _quoted('{"Seconds": ${pause}, "Comment": "${why}"}')
    '{"Seconds": "${pause}", "Comment": "${why}"}'
    """
    return _BARE.sub(lambda found: json.dumps(found[1]) if found[1] else found[0], text)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


def _unread(message: str, location: Location) -> Diagnostic:
    return Diagnostic(Code.NOT_JSON.value, message, location, "write strict JSON: no comments, no trailing commas")


def _repeated(pointer: str, location: Location) -> Diagnostic:
    name = shown(names(pointer)[-1])
    code = Code.DUPLICATE_KEY
    message = f"the name {name} is in this object already: only the last of the two counts"
    return Diagnostic(code.value, message, location, "rename or remove one", severity(code), pointer)


def _location(text: str, offset: int, file: str) -> Location:
    return Location(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


class _Container:
    """An object or array that is being read."""

    __slots__ = ("is_object", "names", "pointer", "position")

    def __init__(self, pointer: str, is_object: bool) -> None:  # noqa: FBT001  one of two kinds
        self.pointer = pointer
        self.is_object = is_object
        self.names: set[str] = set()
        self.position = 0


def find_places(text: str) -> Places:
    """Return where everything stands in a text that is JSON.

    >>> find_places('{"a": [1, {"b": 2}]}').offsets["/a/1/b"]
    11
    """
    offsets: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    around: list[_Container] = []
    at, is_name = "", False
    for found in _TOKEN.finditer(text):
        mark = found[3]
        if mark in {"}", "]"}:
            around.pop()
            is_name = False
        elif mark == ",":
            around[-1].position += 1
            is_name = around[-1].is_object
            at = f"{around[-1].pointer}/{around[-1].position}"
        elif is_name:
            name = _name(found[1])
            at, is_name = below(around[-1].pointer, name), False
            if name in around[-1].names:
                repeated.append((at, found.start()))
            around[-1].names.add(name)
            offsets[at] = found.start()
        else:
            offsets.setdefault(at, found.start())
            if mark in {"{", "["}:
                is_name = mark == "{"
                around.append(_Container(at, is_name))
                at = f"{at}/0"
    return Places(offsets, tuple(repeated))


def _name(token: Any) -> str:
    name: str = json.loads(token)
    return name
