"""Pictures of integers, as XPath's format-integer defines them: ``#,##0``, ``Ww``, ``I``, ``a``, ``0;o``."""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from lakeflow.asl.jsonata.failures import failure
from lakeflow.asl.jsonata.number_pictures import regular_interval
from lakeflow.asl.jsonata.values import MAX_SAFE, double

Style: TypeAlias = Literal["decimal", "letters", "roman", "words", "unknown"]
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
_ROMAN_VALUES: Final = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
_INTEGER: Final = re.compile(r"\s*([-+]?\d+)", re.ASCII)
_SUFFIXES: Final = {"1": "st", "2": "nd", "3": "rd"}
_MAX_ROMAN: Final = 7_000_000


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
    token: str = ""
    """The picture itself, where its style is unknown."""


@lru_cache(maxsize=512)
def parse_picture(picture: str) -> IntegerPicture:
    """Return what a picture means; D3131 for mixed digits. A numbering sequence we do not know fails when used."""
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
        return IntegerPicture("unknown", token=primary)
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
        case "unknown":
            raise failure("D3130", value=picture.token)
    if picture.style != "decimal" and picture.case != "title":
        shown = shown.upper() if picture.case == "upper" else shown.lower()
    return "-" + shown if number < 0 else shown


def _decimal(number: int, picture: IntegerPicture) -> str:
    digits = str(number).rjust(picture.mandatory_digits, "0")
    if picture.zero != "0":
        digits = digits.translate({ord("0") + digit: chr(ord(picture.zero) + digit) for digit in range(10)})
    if picture.interval:
        separator = picture.separators[0][1]
        places = [(place, separator) for place in range(picture.interval, len(digits), picture.interval)]
    else:
        places = list(picture.separators)
    for place, char in reversed(places):
        # A separator beyond the digits pushes out what is left of it, as in the reference.
        at = len(digits) - place
        digits = digits[: max(0, at)] + char + digits[at:]
    if not picture.ordinal:
        return digits
    # Looked up in what is shown: a separator before the last digit makes 13 the 1,3rd, as in the reference.
    return digits + ("th" if digits[-2:-1] == "1" else _SUFFIXES.get(digits[-1], "th"))


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


def _from_words(text: str) -> float:
    segments = [0]
    for word in _WORD_BREAK.split(text.lower()):
        value = _WORD_VALUES.get(word)
        if value is None:
            return math.nan
        if value < 100:
            top = segments.pop()
            if top >= 1000:
                segments.append(top)
                top = 0
            segments.append(top + value)
        else:
            segments.append(segments.pop() * value)
    return sum(segments)


def _from_roman(text: str) -> float:
    """Add the numerals from the right; one less than the largest so far is taken off."""
    total: float = 0
    largest: float = 1
    for char in reversed(text):
        value = _ROMAN_VALUES.get(char, math.nan)
        if value < largest:
            total -= value
        else:
            largest = value
            total += value
    return total


def _from_letters(text: str, first: str) -> float:
    number: float = 0
    for char in text:
        number = double(number * 26 + ord(char) - ord(first) + 1)
    return number


def parse_integer(text: str, picture: str) -> float:
    """Return the integer that a text in the picture shows, NaN where it shows none; D3130 for an unknown picture."""
    return read_integer(text, parse_picture(picture))


def read_integer(text: str, picture: IntegerPicture) -> float:
    """Return the integer that a text in a parsed picture shows."""
    is_upper = picture.case == "upper"
    match picture.style:
        case "letters":
            return _from_letters(text, "A" if is_upper else "a")
        case "roman":
            return _from_roman(text if is_upper else text.upper())
        case "words":
            return _from_words(text)
        case "decimal":
            return _from_digits(text[:-2] if picture.ordinal else text, picture)
        case "unknown":
            raise failure("D3130", value=picture.token)


def _from_digits(text: str, picture: IntegerPicture) -> float:
    # Regular separators are commas to the reference, whatever the picture has.
    for separator in {","} if picture.interval else {char for _, char in picture.separators}:
        text = text.replace(separator, "")
    if picture.zero != "0":
        text = "".join(chr((ord(char) - ord(picture.zero) + ord("0")) % 0x110000) for char in text)
    number = _INTEGER.match(text)
    if number is None:
        return math.nan
    value = float(number.group(1))
    return int(value) if abs(value) <= MAX_SAFE else value
