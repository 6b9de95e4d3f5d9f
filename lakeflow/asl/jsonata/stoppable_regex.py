"""A backtracking matcher that counts its work, for patterns and texts on which ``re`` could run without end.

``re`` cannot be stopped. ``longest_safe_text`` says up to which length a pattern is harmless; beyond it this matcher
takes over: a hundred times slower, the same matches, and it fails with U1001 when the limits are passed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

Groups: TypeAlias = dict[int, tuple[int, int]]
Then: TypeAlias = Callable[[int, Groups], "tuple[int, Groups] | None"]
"""What must match after: returns the end and the groups, None where it does not."""
Spend: TypeAlias = Callable[[int], None]
Part: TypeAlias = Callable[[str, int, Groups, Then, Spend], "tuple[int, Groups] | None"]

_HARMLESS_STEPS: Final = 20_000_000
_NESTED_LENGTH: Final = 22
_UNBOUNDED: Final = 10**9
_QUANTIFIER: Final = re.compile(r"(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)")
_GROUP: Final = re.compile(r"\((\?(?::|=|!|<=|<!|P<\w+>|P=(\w+)\)))?")
_ATOM: Final = re.compile(
    r"\\(?:[1-9]\d*|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|\[\^?(?:\\.|[^\]\\])*\]|[^()|\\\[]", re.DOTALL
)
_ANCHORS: Final = frozenset({"^", "$", "\\Z", "\\b", "\\B"})


@dataclass(frozen=True, slots=True)
class Stoppable:
    """A pattern for this matcher: how many of its repeats are open-ended, and whether one holds another."""

    part: Part
    groups: int
    unbounded: int
    nests: bool

    @property
    def longest_safe_text(self) -> int:
        """How long a text ``re`` can take: its steps grow with a power of the length, or faster with nested repeats."""
        if self.nests:
            return _NESTED_LENGTH
        return int(_HARMLESS_STEPS ** (1 / (self.unbounded + 1)))

    def search(self, text: str, start: int, spend: Spend) -> "tuple[int, int, list[Any]] | None":
        """Return start, end and groups of the first match at or after ``start``."""
        for begin in range(start, len(text) + 1):
            found = self.part(text, begin, {}, lambda end, groups: (end, groups), spend)
            if found is not None:
                end, spans = found
                numbers = range(1, self.groups + 1)
                return begin, end, [text[slice(*spans[number])] if number in spans else None for number in numbers]
        return None


@lru_cache(maxsize=256)
def compile_stoppable(pattern: str, flags: int) -> Stoppable:
    """Return the matcher of a pattern in Python's syntax, one that ``re`` has accepted."""
    parser = _Parser(pattern, flags)
    part = parser.alternatives(depth=0)
    return Stoppable(part, parser.groups, parser.unbounded, parser.nests)


class _Parser:
    """One pass over one pattern."""

    __slots__ = ("flags", "groups", "names", "nests", "pattern", "position", "unbounded")

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags
        self.position = 0
        self.groups = 0
        self.unbounded = 0
        self.nests = False
        self.names: dict[str, int] = {}

    def alternatives(self, depth: int) -> Part:
        branches = [self._sequence(depth)]
        while self.pattern.startswith("|", self.position):
            self.position += 1
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else _either(branches)

    def _sequence(self, depth: int) -> Part:
        parts: list[Part] = []
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            repeats_before = self.unbounded
            part, single = self._atom(depth)
            quantifier = _QUANTIFIER.match(self.pattern, self.position)
            if quantifier:
                self.position = quantifier.end()
                part = self._repeat(part, single, quantifier, holds_repeat=self.unbounded > repeats_before)
            parts.append(part)
        return _in_order(parts)

    def _repeat(
        self, part: Part, single: "Callable[[str], bool] | None", quantifier: re.Match[str], *, holds_repeat: bool
    ) -> Part:
        sign, low, comma, high, lazy = quantifier.groups()
        least, most = {"*": (0, _UNBOUNDED), "+": (1, _UNBOUNDED), "?": (0, 1)}.get(
            sign, (int(low or 0), int(low or 0))
        )
        if comma:
            most = int(high) if high else _UNBOUNDED
        if most > 1:
            # A bounded repeat of many is as dear as an unbounded one.
            self.unbounded += 1
            self.nests = self.nests or holds_repeat or single is None
        if single is not None:
            return _run_of(single, least, most, is_lazy=bool(lazy))
        return _repeated(part, least, most, is_lazy=bool(lazy))

    def _atom(self, depth: int) -> "tuple[Part, Callable[[str], bool] | None]":
        if group := _GROUP.match(self.pattern, self.position):
            return self._group(group, depth), None
        atom = _ATOM.match(self.pattern, self.position)
        assert atom is not None
        self.position = atom.end()
        text = atom.group()
        if text in _ANCHORS:
            return _anchor(re.compile(text, self.flags)), None
        if text[0] == "\\" and text[1:].isdigit() and text != "\\0":
            return _back_reference(int(text[1:])), None
        expression = re.compile(text, self.flags)
        known: dict[str, bool] = {}

        def fits(char: str) -> bool:
            if char not in known:
                known[char] = expression.match(char) is not None
            return known[char]

        return _character(fits), fits

    def _group(self, group: re.Match[str], depth: int) -> Part:
        self.position = group.end()
        kind = group.group(1) or ""
        if group.group(2):
            return _back_reference(self.names[group.group(2)])
        number = 0
        if not kind or kind.startswith("?P<"):
            self.groups += 1
            number = self.groups
            self.names[kind[3:-1]] = number
        inner = self.alternatives(depth + 1)
        self.position += 1
        if kind in {"?=", "?!"}:
            return _ahead(inner, wanted=kind == "?=")
        if kind in {"?<=", "?<!"}:
            return _behind(inner, wanted=kind == "?<=")
        return _captured(inner, number) if number else inner


def _character(fits: Callable[[str], bool]) -> Part:
    def character(text: str, at: int, groups: Groups, then: Then, spend: Spend) -> Any:
        spend(1)
        return then(at + 1, groups) if at < len(text) and fits(text[at]) else None

    return character


def _anchor(expression: re.Pattern[str]) -> Part:
    return lambda text, at, groups, then, _spend: then(at, groups) if expression.match(text, at) else None


def _back_reference(number: int) -> Part:
    def referred(text: str, at: int, groups: Groups, then: Then, spend: Spend) -> Any:
        spend(1)
        part = text[slice(*groups[number])] if number in groups else None
        return then(at + len(part), groups) if part is not None and text.startswith(part, at) else None

    return referred


def _in_order(parts: list[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]

    def in_order(text: str, at: int, groups: Groups, then: Then, spend: Spend) -> Any:
        def follow(number: int) -> Then:
            if number == len(parts):
                return then
            return lambda end, found: parts[number](text, end, found, follow(number + 1), spend)

        return follow(0)(at, groups)

    return in_order


def _either(branches: list[Part]) -> Part:
    def either(text: str, at: int, groups: Groups, then: Then, spend: Spend) -> Any:
        for branch in branches:
            found = branch(text, at, groups, then, spend)
            if found is not None:
                return found
        return None

    return either


def _run_of(fits: Callable[[str], bool], least: int, most: int, *, is_lazy: bool) -> Part:
    """Repeat one character: needs no stack, however long the run."""

    def run_of(text: str, at: int, groups: Groups, then: Then, spend: Spend) -> Any:
        longest = at
        while longest < len(text) and longest - at < most and fits(text[longest]):
            longest += 1
            spend(1)
        ends = range(at + least, longest + 1)
        for end in ends if is_lazy else reversed(ends):
            spend(1)
            found = then(end, groups)
            if found is not None:
                return found
        return None

    return run_of


def _repeated(part: Part, least: int, most: int, *, is_lazy: bool) -> Part:
    def repeated(text: str, at: int, groups: Groups, then: Then, spend: Spend) -> Any:
        def attempt(count: int, begin: int, found: Groups) -> Any:
            spend(1)

            def again(end: int, inner: Groups) -> Any:
                # A repeat that matched nothing would match nothing for ever.
                return None if end == begin and count >= least else attempt(count + 1, end, inner)

            if is_lazy and count >= least and (result := then(begin, found)) is not None:
                return result
            if count < most and (result := part(text, begin, found, again, spend)) is not None:
                return result
            return then(begin, found) if not is_lazy and count >= least else None

        return attempt(0, at, groups)

    return repeated


def _captured(part: Part, number: int) -> Part:
    def captured(text: str, at: int, groups: Groups, then: Then, spend: Spend) -> Any:
        return part(text, at, groups, lambda end, found: then(end, found | {number: (at, end)}), spend)

    return captured


def _ahead(part: Part, *, wanted: bool) -> Part:
    def ahead(text: str, at: int, groups: Groups, then: Then, spend: Spend) -> Any:
        found = part(text, at, groups, lambda end, inner: (end, inner), spend)
        return then(at, groups if found is None else found[1]) if (found is not None) is wanted else None

    return ahead


def _behind(part: Part, *, wanted: bool) -> Part:
    def behind(text: str, at: int, groups: Groups, then: Then, spend: Spend) -> Any:
        found = any(
            part(text, begin, groups, lambda end, inner: (end, inner) if end == at else None, spend) is not None
            for begin in range(at + 1)
        )
        return then(at, groups) if found is wanted else None

    return behind
