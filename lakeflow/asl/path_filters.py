"""Filters of a JSONPath: ``?(@.age >= 5 && @.kind == 'dog')``, as Jayway evaluates them."""

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from lakeflow.errors import PathError

Test: TypeAlias = Callable[[Any], bool]
Operand: TypeAlias = Callable[[Any], Any]

_MISSING: Final = object()
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<operator>==|!=|<=|>=|=~|<|>|&&|\|\||!|\(|\)|(?:in|nin|subsetof|anyof|noneof|size|empty|contains)\b)
    |(?P<path>[@$](?:\.\w[\w-]*|\[\s*(?:'[^']*'|"[^"]*"|-?\d+)\s*\])*)
    |(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
    |(?P<value>true|false|null)\b
    |(?P<regex>/(?:[^/\\]|\\.)+/[imsux]*)
    |(?P<list>\[[^\]]*\])
    )""",
    re.VERBOSE,
)
_PATH_STEP: Final = re.compile(r"""\.(\w[\w-]*)|\[\s*(?:'([^']*)'|"([^"]*)"|(-?\d+))\s*\]""")
_ITEM: Final = re.compile(r"\s*('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^,\s]+)\s*(?:,|$)")
_VALUES: Final = {"true": True, "false": False, "null": None}


def parse_filter(text: str, position: int) -> tuple[Test, int]:
    """Return the test of the filter whose parenthesis opens at ``position``, and where it ends; raises PathError."""
    return _Parser(text, position).parenthesized()


class _Parser:
    """One pass over one filter."""

    __slots__ = ("position", "text")

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position

    def parenthesized(self) -> tuple[Test, int]:
        """Parse ``( test )``."""
        self._expect("(")
        test = self._either()
        self._expect(")")
        return test, self.position

    def _peek(self) -> re.Match[str]:
        token = _TOKEN.match(self.text, self.position)
        if token is None:
            raise PathError(self.text, f"expected an operand or operator in the filter at position {self.position}")
        return token

    def _at(self, *operators: str) -> str:
        token = _TOKEN.match(self.text, self.position)
        found = token.group("operator") if token else None
        if token is None or found not in operators:
            return ""
        self.position = token.end()
        return found

    def _expect(self, operator: str) -> None:
        if not self._at(operator):
            raise PathError(self.text, f"expected {operator} in the filter at position {self.position}")

    def _either(self) -> Test:
        tests = [self._both()]
        while self._at("||"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)

    def _both(self) -> Test:
        tests = [self._single()]
        while self._at("&&"):
            tests.append(self._single())
        return tests[0] if len(tests) == 1 else lambda item: all(test(item) for test in tests)

    def _single(self) -> Test:
        if self._at("!"):
            inner = self._single()
            return lambda item: not inner(item)
        if self._at("("):
            inner = self._either()
            self._expect(")")
            return inner
        left = self._operand()
        operator = self._at(*_OPERATORS)
        if not operator:
            return lambda item: left(item) is not _MISSING
        compare, right = _OPERATORS[operator], self._operand()
        return lambda item: compare(left(item), right(item))

    def _operand(self) -> Operand:
        token = self._peek()
        self.position = token.end()
        kind, text = str(token.lastgroup), token.group(str(token.lastgroup))
        if kind == "operator":
            raise PathError(self.text, f"expected an operand in the filter at position {token.start()}")
        if kind == "path":
            return _path(text)
        try:
            value = _literal(kind, text)
        except (ValueError, re.error) as error:
            raise PathError(self.text, f"cannot read {text} in the filter: {error}") from None
        return lambda _item: value


def _path(text: str) -> Operand:
    keys = [
        int(index) if index else next(part for part in (name, single, double) if part)
        for name, single, double, index in _PATH_STEP.findall(text)
    ]

    def read(item: Any) -> Any:
        for key in keys:
            if not isinstance(item, dict if isinstance(key, str) else list):
                return _MISSING
            try:
                item = item[key]
            except (KeyError, IndexError):
                return _MISSING
        return item

    return read


def _literal(kind: str, text: str) -> Any:
    match kind:
        case "string":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        case "number":
            return float(text) if re.search(r"[.eE]", text) else int(text)
        case "regex":
            pattern, _, flags = text[1:].rpartition("/")
            return re.compile(pattern, re.IGNORECASE if "i" in flags else 0)
        case "list":
            return [_item(item) for item in _ITEM.findall(text[1:-1])]
        case _:
            return _VALUES[text]


def _item(text: str) -> Any:
    if text[0] in "'\"":
        return _literal("string", text)
    return _VALUES[text] if text in _VALUES else _literal("number", text)


def _equal(left: Any, right: Any) -> bool:
    return isinstance(left, bool) is isinstance(right, bool) and bool(left == right)


def _ordered(left: Any, right: Any, compare: Callable[[Any, Any], bool]) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (left, right))
    return (numbers or (isinstance(left, str) and isinstance(right, str))) and compare(left, right)


def _is_in(item: Any, items: Any) -> bool:
    return isinstance(items, list) and any(_equal(item, candidate) for candidate in items)


def _has_size(value: Any, size: Any) -> bool:
    return isinstance(value, list | str) and isinstance(size, int) and len(value) == size


def _contains(value: Any, part: Any) -> bool:
    return part in value if isinstance(value, str) and isinstance(part, str) else _is_in(part, value)


_OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": lambda left, right: _ordered(left, right, lambda a, b: a < b),
    "<=": lambda left, right: _ordered(left, right, lambda a, b: a <= b),
    ">": lambda left, right: _ordered(left, right, lambda a, b: a > b),
    ">=": lambda left, right: _ordered(left, right, lambda a, b: a >= b),
    "=~": lambda left, right: isinstance(left, str) and isinstance(right, re.Pattern) and bool(right.fullmatch(left)),
    "in": _is_in,
    "nin": lambda left, right: isinstance(right, list) and not _is_in(left, right),
    "subsetof": lambda left, right: isinstance(left, list) and all(_is_in(item, right) for item in left),
    "anyof": lambda left, right: isinstance(left, list) and any(_is_in(item, right) for item in left),
    "noneof": lambda left, right: isinstance(left, list) and not any(_is_in(item, right) for item in left),
    "size": _has_size,
    "empty": lambda left, right: isinstance(left, list | str) and (not left) is right,
    "contains": _contains,
}
