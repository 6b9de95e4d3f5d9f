"""Text to tokens, one at a time: whether ``/`` starts a regular expression depends on what came before it."""

import re
from typing import Final, Literal, NamedTuple, TypeAlias

from lakeflow.asl.jsonata.failures import failure

Kind: TypeAlias = Literal["name", "variable", "operator", "string", "number", "value", "regex", "end"]

OPERATORS: Final = frozenset(".[]{}(),@#;:?+-*/%|=<>^&!~")
_PAIRS: Final = frozenset({"..", ":=", "!=", ">=", "<=", "**", "~>"})
_BLANKS: Final = " \t\n\r\v"
_ESCAPES: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NUMBER: Final = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][-+]?[0-9]+)?", re.ASCII)
_PLAIN: Final = re.compile(r"[^" + re.escape("".join(sorted(OPERATORS)) + _BLANKS) + r"]*")
_UNQUOTED: Final = re.compile(r"[^\"'\\]+")
_BLANK_RUN: Final = re.compile(r"[ \t\n\r\v]*")
_HEX: Final = re.compile(r"[0-9a-fA-F]+\Z")
_DIGITS: Final = frozenset("0123456789")
_VALUES: Final = {"true": True, "false": False, "null": None}
MAX_SAFE_INTEGER: Final = 2**53
"""Integers beyond it are doubles in JSONata, and so rounded."""


class Token(NamedTuple):
    """One token; ``start`` and ``end`` are offsets in the text, ``value`` is decoded."""

    kind: Kind
    value: bool | float | str | tuple[str, str] | None
    start: int
    end: int


def next_token(text: str, offset: int, *, operand: bool) -> Token:  # noqa: PLR0911  one return a kind of token
    """Return the token at or after ``offset``; where an ``operand`` may stand, ``/`` starts a regular expression.

    Raises:
        ExpressionError: the text there is no token (S01xx, S03xx).

    """
    start = offset if text[offset : offset + 1].isalnum() else _skip_blanks(text, offset)
    if start >= len(text):
        return Token("end", "(end)", start, start)
    char = text[start]
    if operand and char == "/":
        return _regex(text, start)
    if text[start : start + 2] in _PAIRS:
        return Token("operator", text[start : start + 2], start, start + 2)
    if char in OPERATORS:
        return Token("operator", char, start, start + 1)
    if char in "\"'":
        return _string(text, start)
    if char in _DIGITS and (number := _NUMBER.match(text, start)):
        return _number(number.group(), start)
    if char == "`":
        end = text.find("`", start + 1)
        if end < 0:
            raise failure("S0105", start)
        return Token("name", text[start + 1 : end], start, end + 1)
    return _word(text, start)


def _skip_blanks(text: str, offset: int) -> int:
    while True:
        match = _BLANK_RUN.match(text, offset)
        assert match is not None
        offset = match.end()
        if not text.startswith("/*", offset):
            return offset
        close = text.find("*/", offset + 2)
        if close < 0:
            raise failure("S0106", offset)
        offset = close + 2


def _string(text: str, start: int) -> Token:
    parts: list[str] = []
    quote, offset = text[start], start + 1
    while offset < len(text):
        char = text[offset]
        if char == quote:
            return Token("string", "".join(parts), start, offset + 1)
        if char == "\\":
            part, offset = _escape(text, offset + 1)
        else:
            plain = _UNQUOTED.match(text, offset)
            part = plain.group() if plain else char
            offset += len(part)
        parts.append(part)
    raise failure("S0101", start)


def _escape(text: str, offset: int) -> tuple[str, int]:
    """Return the character that the escape at ``offset`` (after the backslash) means, and where it ends."""
    char = text[offset : offset + 1]
    if char in _ESCAPES:
        return _ESCAPES[char], offset + 1
    if char != "u":
        raise failure("S0103", offset, token=char)
    digits = text[offset + 1 : offset + 5]
    if not _HEX.match(digits):
        raise failure("S0104", offset)
    code, end = int(digits, 16), offset + 5
    low = text[end + 2 : end + 6]
    if 0xD800 <= code < 0xDC00 and text.startswith("\\u", end) and _HEX.match(low) and 0xDC00 <= int(low, 16) < 0xE000:
        return chr(0x10000 + ((code - 0xD800) << 10) + int(low, 16) - 0xDC00), end + 6
    return chr(code), end


def _number(digits: str, start: int) -> Token:
    is_exact = digits.isdigit() and len(digits) <= len(str(MAX_SAFE_INTEGER)) and int(digits) <= MAX_SAFE_INTEGER
    value: float = int(digits) if is_exact else float(digits)
    if value == float("inf"):
        raise failure("S0102", start, token=digits)
    return Token("number", value, start, start + len(digits))


def _word(text: str, start: int) -> Token:
    match = _PLAIN.match(text, start)
    assert match is not None
    word, end = match.group(), match.end()
    if word.startswith("$"):
        return Token("variable", word[1:], start, end)
    if word in {"and", "or", "in"}:
        return Token("operator", word, start, end)
    if word in _VALUES:
        return Token("value", _VALUES[word], start, end)
    return Token("name", word, start, end)


def _regex(text: str, start: int) -> Token:
    depth, offset = 0, start + 1
    while offset < len(text):
        char, escaped = text[offset], text[offset - 1] == "\\"
        if char == "/" and depth == 0 and not _is_escaped(text, offset):
            return _regex_token(text, start, offset)
        if char in "([{" and not escaped:
            depth += 1
        elif char in ")]}" and not escaped:
            depth -= 1
        offset += 1
    raise failure("S0302", start)


def _is_escaped(text: str, offset: int) -> bool:
    before = text[:offset]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _regex_token(text: str, start: int, close: int) -> Token:
    pattern = text[start + 1 : close]
    if not pattern:
        raise failure("S0301", start)
    end = close + 1
    while text[end : end + 1] in {"i", "m"}:
        end += 1
    return Token("regex", (pattern, text[close + 1 : end]), start, end)
