"""Pictures of integers, as XPath's format-integer defines them: ``#,##0``, ``Ww``, ``I``, ``a``, ``0;o``."""

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.number_pictures import regular_interval
from lakeflow.asl.jsonata.values import MAX_SAFE

Style: TypeAlias = Literal["decimal", "letters", "roman", "words"]
Case: TypeAlias = Literal["upper", "lower", "title"]

_STYLES: Final[dict[str, tuple[Style, Case]]] = {
    "A": ("letters", "upper"), "a": ("letters", "lower"), "I": ("roman", "upper"), "i": ("roman", "lower"),
    "W": ("words", "upper"), "Ww": ("words", "title"), "w": ("words", "lower"),
}  # fmt: skip
_FEW: Final = (
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
    "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
)  # fmt: skip
_ORDINALS: Final = (
    "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
    "Eleventh", "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth",
    "Nineteenth",
)  # fmt: skip
_DECADES: Final = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"]
_MAGNITUDES: Final = ["Thousand", "Million", "Billion", "Trillion"]
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SUFFIXES: Final = {"1": "st", "2": "nd", "3": "rd"}
_MAX_ROMAN: Final = 100_000


@dataclass(frozen=True, slots=True)
class IntegerPicture:
    """How an integer is shown; separators are (digits to the right, character), interval 0 where irregular."""

    style: Style = "decimal"
    case: Case = "lower"
    ordinal: bool = False
    zero: str = "0"
    mandatory_digits: int = 0
    optional_digits: int = 0
    interval: int = 0
    separators: tuple[tuple[int, str], ...] = ()


@lru_cache(maxsize=512)
def parse_picture(picture: str) -> IntegerPicture:
    """Return what a picture means; D3130 for a numbering sequence we do not know, D3131 for mixed digits."""
    primary, semicolon, modifier = picture.rpartition(";")
    if not semicolon:
        primary, modifier = picture, ""
    ordinal = modifier.startswith("o")
    if primary in _STYLES:
        style, case = _STYLES[primary]
        return IntegerPicture(style, case, ordinal)
    zeros: set[str] = set()
    mandatory = optional = 0
    separators: list[tuple[int, str]] = []
    for char in reversed(primary):
        if unicodedata.category(char) == "Nd":
            zeros.add(chr(ord(char) - unicodedata.decimal(char)))
            mandatory += 1
        elif char == "#":
            optional += 1
        else:
            separators.append((mandatory + optional, char))
    if not mandatory:
        raise failure("D3130", value=primary)
    if len(zeros) > 1:
        raise failure("D3131")
    is_uniform = len({char for _, char in separators}) == 1
    interval = regular_interval(tuple(position for position, _ in separators)) if is_uniform else 0
    return IntegerPicture("decimal", "lower", ordinal, zeros.pop(), mandatory, optional, interval, tuple(separators))


def format_integer(number: int, picture: str) -> str:
    """Return an integer as the picture shows it."""
    return show_integer(number, parse_picture(picture))


def show_integer(number: int, picture: IntegerPicture) -> str:
    """Return an integer in a parsed picture."""
    size = abs(number)
    match picture.style:
        case "decimal":
            shown = _decimal(size, picture)
        case "letters":
            shown = _letters(size)
        case "roman":
            shown = _roman(size)
        case "words":
            shown = in_words(size, ordinal=picture.ordinal)
    if picture.style != "decimal" and picture.case != "title":
        shown = shown.upper() if picture.case == "upper" else shown.lower()
    return "-" + shown if number < 0 else shown


def _decimal(number: int, picture: IntegerPicture) -> str:
    digits = str(number).rjust(picture.mandatory_digits, "0")
    last, before = digits[-1], digits[-2:-1]
    if picture.zero != "0":
        digits = digits.translate({ord("0") + digit: chr(ord(picture.zero) + digit) for digit in range(10)})
    if picture.interval:
        separator = picture.separators[0][1]
        places = [(place, separator) for place in range(picture.interval, len(digits), picture.interval)]
    else:
        places = [(place, char) for place, char in picture.separators if place < len(digits)]
    for inserted, (place, char) in enumerate(places):
        at = len(digits) - place - inserted
        digits = digits[:at] + char + digits[at:]
    if not picture.ordinal:
        return digits
    return digits + ("th" if before == "1" else _SUFFIXES.get(last, "th"))


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _roman(number: int) -> str:
    if number > _MAX_ROMAN:
        raise failure("D3130", value=number)
    numerals = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        numerals += numeral * count
    return numerals


def in_words(number: int, *, ordinal: bool = False, continues: bool = False) -> str:
    """Return a number in English words; ``continues`` joins it to larger words before it."""
    joint = " and " if continues else ""
    if number < 20:
        return joint + (_ORDINALS if ordinal else _FEW)[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        decade = joint + _DECADES[tens - 2]
        if ones:
            return f"{decade}-{in_words(ones, ordinal=ordinal)}"
        return decade[:-1] + "ieth" if ordinal else decade
    if number < 1000:
        count, rest = divmod(number, 100)
        words = f"{_FEW[count]} Hundred"
    else:
        magnitude = min((len(str(number)) - 1) // 3, len(_MAGNITUDES))
        count, rest = _divided(number, 1000**magnitude)
        words = f"{in_words(count)} {_MAGNITUDES[magnitude - 1]}"
    if rest:
        words += in_words(rest, ordinal=ordinal, continues=True)
    elif ordinal:
        words += "th"
    return (", " if continues else "") + words


def _divided(number: int, factor: int) -> tuple[int, int]:
    """Return quotient and remainder, of a number beyond 2^53 as doubles: 1e46 is ten billion trillion trillion..."""
    if number <= MAX_SAFE:
        return divmod(number, factor)
    count = int(float(number) / factor)
    return count, max(0, int(float(number) - float(count) * factor))


def _word_values() -> dict[str, int]:
    values = {word.lower(): number for words in (_FEW, _ORDINALS) for number, word in enumerate(words)}
    for number, word in enumerate(_DECADES, 2):
        values[word.lower()] = number * 10
        values[word[:-1].lower() + "ieth"] = number * 10
    for number, word in enumerate(["Hundred", *_MAGNITUDES]):
        values[word.lower()] = values[word.lower() + "th"] = 100 if number == 0 else 1000**number
    return values


_WORD_VALUES: Final = _word_values()
_WORD_BREAK: Final = re.compile(r",\s|\sand\s|[\s\\-]")
WORDS_PATTERN: Final = "(?:" + "|".join([*sorted(_WORD_VALUES, key=len, reverse=True), "and", "[-, ]"]) + ")+"
"""What matches a number in words."""


def _from_words(text: str) -> int:
    segments = [0]
    for word in _WORD_BREAK.split(text.lower()):
        value = _WORD_VALUES.get(word)
        if value is None:
            raise failure("D3130", value=text)
        if value < 100:
            top = segments.pop()
            if top >= 1000:
                segments.append(top)
                top = 0
            segments.append(top + value)
        else:
            segments.append(segments.pop() * value)
    return sum(segments)


def _from_roman(text: str) -> int:
    values = {numeral: value for value, numeral in _ROMAN if len(numeral) == 1}
    numbers = [values.get(char, 0) for char in text.lower()]
    return sum(-first if first < second else first for first, second in pairwise([*numbers, 0]))


def _from_letters(text: str) -> int:
    number = 0
    for char in text.lower():
        number = number * 26 + ord(char) - ord("a") + 1
    return number


def parse_integer(text: str, picture: str) -> int:
    """Return the integer that a text in the picture shows; D3130 where it shows none."""
    return read_integer(text, parse_picture(picture))


def read_integer(text: str, picture: IntegerPicture) -> int:
    """Return the integer that a text in a parsed picture shows."""
    match picture.style:
        case "letters":
            return _from_letters(text)
        case "roman":
            return _from_roman(text)
        case "words":
            return _from_words(text)
        case "decimal":
            digits = text[:-2] if picture.ordinal else text
            for _, separator in picture.separators:
                digits = digits.replace(separator, "")
            number = re.match(r"\s*[-+]?\d+", digits)
            if number is None or len(digits) > sys.int_info.default_max_str_digits:
                raise failure("D3130", value=text)
            return int(number.group())
