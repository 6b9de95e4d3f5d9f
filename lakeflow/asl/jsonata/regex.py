"""Regular expressions: JavaScript's syntax on Python's ``re``, and the matcher functions that expressions see."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.run import Run, call
from lakeflow.asl.jsonata.signature import parse_signature
from lakeflow.asl.jsonata.stoppable_regex import compile_stoppable
from lakeflow.asl.jsonata.values import UNDEFINED, Function, Native, require_finite

_KNOWN_ESCAPES: Final = frozenset("bBdDsSwWfnrtv")
_QUANTIFIER: Final = re.compile(r"\{\d+(?:,\d*)?\}", re.ASCII)
_GROUP_NAME: Final = re.compile(r"\(\?<([A-Za-z_$][\w$]*)>")
_BACK_REFERENCE: Final = re.compile(r"\\k<([A-Za-z_$][\w$]*)>")
_CODE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|0(?!\d))")


class Match(NamedTuple):
    """One match: the text, its place, and its groups (None where a group took no part)."""

    text: str
    start: int
    end: int
    groups: list[Any]


class Matcher(Native):
    """A regular expression as a function value."""

    __slots__ = ("longest_safe_text", "pattern")
    is_true = False

    def __init__(self, pattern: re.Pattern[str]) -> None:
        super().__init__("regex", parse_signature("<s?n?>"), 1, self._called)
        self.pattern = pattern
        self.longest_safe_text = compile_stoppable(pattern.pattern, pattern.flags).longest_safe_text

    def _called(self, run: Run, text: Any, start: Any) -> Any:
        begin = 0 if start is UNDEFINED else int(require_finite(start))
        match = self.find(text, begin, run) if isinstance(text, str) else None
        return UNDEFINED if match is None else self._described(match, text)

    def _described(self, match: Match, text: str) -> dict[str, Any]:
        def following(run: Run) -> Any:
            found = self.find(text, match.end, run) if match.end < len(text) else None
            return UNDEFINED if found is None else self._described(found, text)

        described = {"match": match.text, "start": match.start, "end": match.end, "groups": match.groups}
        return described | {"next": Native("next", None, 0, following)}

    def find(self, text: str, start: int, run: Run) -> Match | None:
        """Return the first match at or after ``start``; D1004 where it is empty, as the next would be the same."""
        match = self._search(text, start, run)
        if match is not None and not match.text:
            raise failure("D1004", value=self.pattern.pattern)
        return match

    def _search(self, text: str, start: int, run: Run) -> Match | None:
        if len(text) > self.longest_safe_text:
            stoppable = compile_stoppable(self.pattern.pattern, self.pattern.flags)
            place = stoppable.search(text, start, run.spend)
            return None if place is None else Match(text[place[0] : place[1]], *place)
        found = self.pattern.search(text, start)
        return None if found is None else Match(found.group(), found.start(), found.end(), list(found.groups()))


def matches(matcher: Function, text: str, run: Run) -> Iterator[Match]:
    """Yield the matches of a regular expression, or of a function that behaves as one (T1010 where it does not)."""
    if isinstance(matcher, Matcher):
        found = matcher.find(text, 0, run)
        while found is not None:
            run.spend(1)
            yield found
            found = matcher.find(text, found.end, run) if found.end < len(text) else None
        return
    described = call(matcher, [text], None, run)
    while described is not UNDEFINED:
        if not isinstance(described, dict) or not isinstance(described.get("match"), str):
            raise failure("T1010")
        start, end, groups = (described.get(name, UNDEFINED) for name in ("start", "end", "groups"))
        if type(start) is not int or type(end) is not int or not isinstance(groups, list):
            raise failure("T1010")
        yield Match(described["match"], start, end, groups)
        following = described.get("next", UNDEFINED)
        described = call(following, [], None, run) if isinstance(following, Function) else UNDEFINED


@lru_cache(maxsize=1024)
def compile_regex(pattern: str, flags: str, position: int) -> Matcher:
    """Return the matcher of ``/pattern/flags``; S0303 where the pattern is not one."""
    options = re.ASCII
    options |= re.IGNORECASE if "i" in flags else 0
    options |= re.MULTILINE if "m" in flags else 0
    try:
        return Matcher(re.compile(translate(pattern, is_multiline="m" in flags), options))
    except (re.error, OverflowError, RecursionError) as error:
        raise failure("S0303", position, value=f"/{pattern}/: {error}") from None


def translate(pattern: str, *, is_multiline: bool = False) -> str:
    """Return a JavaScript pattern in Python's syntax."""
    parts: list[str] = []
    position = 0
    while position < len(pattern):
        char = pattern[position]
        if char == "\\":
            part, position = _escape(pattern, position)
        elif char == "[":
            part, position = _character_class(pattern, position)
        elif named := _GROUP_NAME.match(pattern, position):
            part, position = f"(?P<{named.group(1)}>", named.end()
        elif char == "{" and not _QUANTIFIER.match(pattern, position):
            part, position = r"\{", position + 1
        else:
            part, position = _SPECIAL.get(char, char), position + 1
            if char == "$" and is_multiline:
                part = "$"
        parts.append(part)
    return "".join(parts)


_SPECIAL: Final = {"$": r"\Z", ".": "[^\n\r\u2028\u2029]"}


def _escape(pattern: str, position: int) -> tuple[str, int]:
    """Return the translation of the escape at ``position`` and where it ends."""
    if reference := _BACK_REFERENCE.match(pattern, position):
        return f"(?P={reference.group(1)})", reference.end()
    if code := _CODE.match(pattern, position):
        text = code.group()
        if text[1] == "c":
            return re.escape(chr(ord(text[2]) % 32)), code.end()
        return (r"\x00" if text == r"\0" else text), code.end()
    char = pattern[position + 1 : position + 2]
    if not char:
        return r"\\", position + 1
    if char in _KNOWN_ESCAPES or char.isdigit():
        return "\\" + char, position + 2
    return re.escape(char), position + 2


def _character_class(pattern: str, position: int) -> tuple[str, int]:
    """Return the translation of ``[...]`` and where it ends."""
    negated = pattern.startswith("^", position + 1)
    position += 2 if negated else 1
    parts: list[str] = []
    while position < len(pattern) and pattern[position] != "]":
        if pattern[position] == "\\":
            part, position = _escape(pattern, position)
        else:
            # Python reserves [[, --, &&, || and ~~ inside a class.
            is_reserved = pattern[position] in "[&|~^" or pattern.startswith("--", position)
            part = "\\" + pattern[position] if is_reserved else pattern[position]
            position += 1
        parts.append(part)
    if position >= len(pattern):
        raise re.error("unterminated character class")
    if not parts:
        return (r"[\s\S]" if negated else r"(?!)"), position + 1
    return f"[{'^' if negated else ''}{''.join(parts)}]", position + 1
