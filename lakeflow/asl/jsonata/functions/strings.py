"""Functions over text: cutting, joining, searching, replacing; positions count code points unless said otherwise."""

import itertools
import re
from typing import Any, Final

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.functions.native import native
from lakeflow.asl.jsonata.regex import Match, matches
from lakeflow.asl.jsonata.run import Run, call
from lakeflow.asl.jsonata.text import text_of
from lakeflow.asl.jsonata.values import UNDEFINED, Function, Sequence, is_finite, truth

_BLANKS: Final = re.compile(r"[ \t\n\r]+")
_MISSING_TEXT: Final = "undefined"
"""What JavaScript searches for when the text to search for is missing."""


def _whole(number: float) -> int:
    """Return a number without its fraction; D1001 where it is not finite."""
    if not is_finite(number):
        raise failure("D1001", value=number)
    return int(number)


def _string(run: Run, value: Any, pretty: Any) -> Any:
    return UNDEFINED if value is UNDEFINED else text_of(value, run.spend, pretty=truth(pretty))


def _length(_run: Run, text: Any) -> Any:
    return UNDEFINED if text is UNDEFINED else len(text)


def _substring(_run: Run, text: Any, start: Any, length: Any) -> Any:
    if text is UNDEFINED:
        return text
    first = 0 if start is UNDEFINED else _whole(start)
    count = None if length is UNDEFINED else _whole(length)
    if max(text, default="") <= "\uffff":
        return _slice(text, first, count)
    return _slice_of_units(text, first, count)


def _slice_of_units(text: str, start: int, count: int | None) -> str:
    """Cut a text with characters beyond the BMP as AWS does, which can cut one in half.

    A start counts characters from the front but UTF-16 units from the end; a length is that of as many characters at
    the front of the text; without one, AWS fails.
    """
    if start >= len(text) or (count is not None and count <= 0):
        return ""
    if count is None:
        raise failure("D3156", value=text)
    units = text.encode("utf-16-le", "surrogatepass")
    first = max(0, len(units) + 2 * start) if start < 0 else 2 * _unit_count(text[:start])
    return units[first : first + 2 * _unit_count(text[:count])].decode("utf-16-le", "surrogatepass")


def _unit_count(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _slice(text: str, start: int, count: int | None) -> str:
    start = max(0, start + len(text)) if start < 0 else start
    if count is None:
        return text[start:]
    return "" if count <= 0 else text[start : start + count]


def _substring_before(_run: Run, text: Any, marker: Any) -> Any:
    if text is UNDEFINED:
        return text
    before, found, _ = text.partition(marker or _MISSING_TEXT) if marker != "" else ("", "", "")
    return before if found or marker == "" else text


def _substring_after(_run: Run, text: Any, marker: Any) -> Any:
    if text is UNDEFINED or marker == "":
        return text
    _, found, after = text.partition(marker or _MISSING_TEXT)
    return after if found else text


def _lowercase(_run: Run, text: Any) -> Any:
    return text if text is UNDEFINED else text.lower()


def _uppercase(_run: Run, text: Any) -> Any:
    return text if text is UNDEFINED else text.upper()


def _trim(_run: Run, text: Any) -> Any:
    return text if text is UNDEFINED else _BLANKS.sub(" ", text).strip(" ")


def _pad(run: Run, text: Any, width: Any, fill: Any) -> Any:
    if text is UNDEFINED:
        return text
    size = 0 if width is UNDEFINED else _whole(width)
    missing = abs(size) - len(text)
    if missing <= 0:
        return text
    run.allot(abs(size))
    padding = "".join(itertools.islice(itertools.cycle(fill or " "), missing))
    return text + padding if size > 0 else padding + text


def _contains(run: Run, text: Any, token: Any) -> Any:
    if text is UNDEFINED:
        return text
    if isinstance(token, Function):
        return next(matches(token, text, run), None) is not None
    return (_MISSING_TEXT if token is UNDEFINED else token) in text


def _match(run: Run, text: Any, pattern: Any, limit: Any) -> Any:
    if text is UNDEFINED:
        return text
    found = itertools.islice(matches(pattern, text, run), _limit(limit, "D3040"))
    return Sequence([{"match": match.text, "index": match.start, "groups": match.groups} for match in found])


def _limit(limit: Any, code: str) -> int | None:
    if limit is UNDEFINED:
        return None
    if limit < 0:
        raise failure(code, value=limit)
    return _whole(limit)


def _split(run: Run, text: Any, separator: Any, limit: Any) -> Any:
    if text is UNDEFINED:
        return text
    count = _limit(limit, "D3020")
    if separator is UNDEFINED:
        return [text][:count]
    if not isinstance(separator, Function):
        return (text.split(separator) if separator else _units(text))[:count]
    parts, position = [], 0
    for match in matches(separator, text, run):
        parts.append(text[position : match.start])
        position = match.end
    return [*parts, text[position:]][:count]


def _units(text: str) -> list[str]:
    """Return the UTF-16 units of a text, as AWS splits it by nothing: beyond the BMP a character is two."""
    if max(text, default="") <= "\uffff":
        return list(text)
    return [chr(unit) for unit in memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")]


def _join(run: Run, texts: Any, separator: Any) -> Any:
    if texts is UNDEFINED:
        return texts
    between = "" if separator is UNDEFINED else separator
    run.allot(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def _replace(run: Run, text: Any, pattern: Any, replacement: Any, limit: Any) -> Any:
    if text is UNDEFINED:
        return text
    if pattern == "":
        raise failure("D3010")
    count = _limit(limit, "D3011")
    if isinstance(pattern, str):
        with_text = replacement if isinstance(replacement, str) else text_of(replacement, run.spend)
        run.allot(len(text) + text.count(pattern) * len(with_text))
        return text.replace(pattern, with_text, -1 if count is None else count)
    if pattern is UNDEFINED:
        return text
    parts, position, size = [], 0, len(text)
    for match in itertools.islice(matches(pattern, text, run), count):
        parts += [text[position : match.start], _replacement(match, replacement, run)]
        size += len(parts[-1])
        run.allot(size)
        position = match.start + len(match.text)
    return "".join([*parts, text[position:]])


def _replacement(match: Match, replacement: Any, run: Run) -> str:
    if isinstance(replacement, str):
        return _expanded(replacement, match)
    described = {"match": match.text, "start": match.start, "end": match.end, "groups": match.groups}
    result = call(replacement, [described], None, run)
    if not isinstance(result, str):
        raise failure("D3012", value=result)
    return result


def _expanded(template: str, match: Match) -> str:
    """Return the template with ``$0`` the match, ``$1``... its groups and ``$$`` a dollar sign."""
    parts: list[str] = []
    position = 0
    while (dollar := template.find("$", position)) >= 0:
        parts.append(template[position:dollar])
        part, position = _reference(template, dollar + 1, match)
        parts.append(part)
    return "".join([*parts, template[position:]])


def _reference(template: str, position: int, match: Match) -> tuple[str, int]:
    """Return what stands for the reference after a dollar sign, and where it ends."""
    char = template[position : position + 1]
    if char == "$":
        return "$", position + 1
    if char == "0":
        return match.text, position + 1
    # As many digits as the number of the last group has: $10 is the first group and a 0 where there are but nine.
    size = len(str(len(match.groups))) if match.groups else 1
    digits = re.match(rf"[0-9]{{1,{size}}}", template[position:])
    if digits is None:
        return "$", position
    number = digits.group()
    if size > 1 and int(number) > len(match.groups):
        number = number[: size - 1]
    groups: list[Any] = match.groups
    group = groups[int(number) - 1] if 1 <= int(number) <= len(groups) else None
    return group or "", position + len(str(int(number)))


FUNCTIONS: Final = (
    native("string", "<x-b?:s>", 1, _string),
    native("length", "<s-:n>", 1, _length),
    native("substring", "<s-nn?:s>", 3, _substring),
    native("substringBefore", "<s-s:s>", 2, _substring_before),
    native("substringAfter", "<s-s:s>", 2, _substring_after),
    native("lowercase", "<s-:s>", 1, _lowercase),
    native("uppercase", "<s-:s>", 1, _uppercase),
    native("trim", "<s-:s>", 1, _trim),
    native("pad", "<s-ns?:s>", 3, _pad),
    native("contains", "<s-(sf):b>", 2, _contains),
    native("match", "<s-f<s:o>n?:a<o>>", 3, _match),
    native("split", "<s-(sf)n?:a<s>>", 3, _split),
    native("join", "<a<s>s?:s>", 2, _join),
    native("replace", "<s-(sf)(sf)n?:s>", 4, _replace),
)
