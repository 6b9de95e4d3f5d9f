"""Two values that differ, as texts short enough for a line: of long ones what differs, and a little around it."""

import json
import re
from itertools import takewhile
from typing import Final

from lakeflow.asl.states import ABSENT, Template

LONGEST: Final = 100
"""How many characters a value may have to be shown whole."""

_AROUND: Final = 24
"""How many characters are shown before and after what differs."""

_DIFFERENCE: Final = 160
"""How many characters of what differs are shown at most."""

_WORD: Final = re.compile(r"\w+|\s+|.", re.DOTALL)


def excerpts(before: Template, after: Template, absent: str) -> tuple[str, str]:
    r"""Return both values as texts; ``absent`` stands for one that is not there.

    >>> long = {"JobName": "load", "Arguments": {"--date": "{% $date %}", "--mode": "full", "--table": "silver.orders"}}
    >>> other = {**long, "Arguments": {**long["Arguments"], "--mode": "delta"}}
    >>> print(*excerpts(long, other, "(none)"), sep="\n")
    …% $date %}", "--mode": "full", "--table": "silver.or…
    …% $date %}", "--mode": "delta", "--table": "silver.or…
    """
    left, right = _text(before, absent), _text(after, absent)
    if ABSENT in (before, after) or max(len(left), len(right)) <= LONGEST:
        return _cut(left), _cut(right)
    ones, others = _WORD.findall(left), _WORD.findall(right)
    start = _alike(ones, others)
    end = _alike(ones[start:][::-1], others[start:][::-1])
    return _window(ones, start, end), _window(others, start, end)


def _text(value: Template, absent: str) -> str:
    return absent if value is ABSENT else json.dumps(value, ensure_ascii=False)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _alike(ones: list[str], others: list[str]) -> int:
    """Return how many words two texts have in common from their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ones, others, strict=False)))


def _window(words: list[str], start: int, end: int) -> str:
    """Return what differs of a text, whose first and last words are those of the other."""
    before, difference, after = (
        "".join(part) for part in (words[:start], words[start : len(words) - end], words[len(words) - end :])
    )
    if len(difference) > _DIFFERENCE:
        difference, after = f"{difference[:_DIFFERENCE]}…", ""
    lead = before if len(before) <= _AROUND else f"…{before[-_AROUND:]}"
    return lead + difference + (after if len(after) <= _AROUND else f"{after[:_AROUND]}…")
