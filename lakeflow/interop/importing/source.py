"""Python source for what an import found, laid out as ruff would."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from lakeflow.interop.importing.texts import constructing, merging, quoted, text_of
from lakeflow.interop.importing.values import Called, Chained, Code, Demands, Fields, Items, Sparse, Value, steps_of

WIDTH = 120

Written: TypeAlias = "Value | str"
"""An argument: a value, or Python as it stands."""


@dataclass(frozen=True, slots=True)
class Statement:
    """``variable = function(arguments)``; without the variable where nothing reads it."""

    variable: str
    function: str
    arguments: tuple[Written, ...]
    options: Mapping[str, Written]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """``with owner.method(argument):`` and what stands in it.

    ``way`` is which of the ways of the owner's output this is, -1 where the execution does not come out of it.
    """

    method: str
    arguments: tuple[Written, ...]
    body: tuple["Line", ...]
    way: int = -1


@dataclass(frozen=True, slots=True)
class Region:
    """``with statement as variable:``, a body, and the parts that follow: of a Choice inside it, of a Try after it."""

    head: Statement
    body: tuple["Line", ...] = ()
    parts: tuple[Part, ...] = ()
    way: int = -1
    is_nested: bool = False


Line: TypeAlias = Statement | Region


def module(docstring: str, head: Statement, body: Sequence[Line], demands: Demands) -> str:
    """Return a module with one pipeline, the imports that it needs included."""
    returned = (steps_of(way) for ways in demands.values() for way in ways)
    used = frozenset(_used(body)).union({name for name, _ in demands}, *returned)
    printer = _Printer(demands, used)
    lines = [*printer.lines([Region(head, tuple(body))], "")]
    text = "\n".join(lines)
    names = sorted(
        set(re.findall(r"\b([A-Z]\w+|jsonata)\(", _code_only(text))), key=lambda name: (name.islower(), name)
    )
    imports = f"from lakeflow import {', '.join(names)}"
    if len(imports) > WIDTH:
        imports = "from lakeflow import (\n" + "".join(f"    {name},\n" for name in names) + ")"
    # Half of a surrogate pair, which JSON may spell and UTF-8 may not, stays the escape that it was.
    return f"{docstring}\n\n{imports}\n\n{text}\n".encode(errors="backslashreplace").decode()


def statements(lines: Sequence[Line]) -> Iterator[Statement]:
    """Yield every statement, those in regions and their heads included."""
    for line in lines:
        match line:
            case Statement():
                yield line
            case Region(head, body, parts):
                yield head
                yield from statements(body)
                for part in parts:
                    yield from statements(part.body)
            case _ as never:
                assert_never(never)


def docstring(text: str) -> str:
    """Return text as a docstring, one line of it or more."""
    plain = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').strip()
    return f'"""{plain} """' if plain.endswith('"') else f'"""{plain}"""'


def _code_only(text: str) -> str:
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', '""', text)


def _used(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the variables that something reads or comes after."""
    for line in lines:
        match line:
            case Statement(_, _, arguments, options, after):
                yield from after
                yield from _read((*arguments, *options.values()))
            case Region(head, body, parts):
                yield from _used([head])
                yield from _used(body)
                for part in parts:
                    yield head.variable
                    yield from _read(part.arguments)
                    yield from _used(part.body)
            case _ as never:
                assert_never(never)


def _read(values: Iterable[Written]) -> Iterator[str]:
    """Yield the variables of the steps that values read."""
    for value in values:
        yield from () if isinstance(value, str) else steps_of(value)


class _Printer:
    def __init__(self, demands: Demands, used: frozenset[str]) -> None:
        self._demands = demands
        self._used = used

    def lines(self, body: Sequence[Line], indent: str) -> Iterator[str]:
        for line in body:
            match line:
                case Statement():
                    target = f"{line.variable} = " if line.variable in self._used else ""
                    yield self._call(line, f"{indent}{target}", "")
                case Region():
                    yield from self._region(line, indent)
                case _ as never:
                    assert_never(never)

    def _region(self, region: Region, indent: str) -> Iterator[str]:
        deeper, head = f"{indent}    ", region.head
        yield self._call(head, f"{indent}with ", f" as {head.variable}:" if self._is_named(region) else ":")
        body = [*self.lines(region.body, deeper), *self._returned(head.variable, region.way, deeper)]
        inner = deeper if region.is_nested else indent
        parts = [line for part in region.parts for line in self._part(head.variable, part, inner)]
        if region.is_nested:
            yield from parts
        else:
            yield from body or [f"{deeper}pass"]
            yield from parts

    def _is_named(self, region: Region) -> bool:
        name = region.head.variable
        spoken_to = any(line.function.startswith(f"{name}.") for line in region.body if isinstance(line, Statement))
        return region.head.function == "Pipeline" or bool(region.parts) or spoken_to or name in self._used

    def _part(self, owner: str, part: Part, indent: str) -> Iterator[str]:
        deeper = f"{indent}    "
        yield self._call(Statement("", f"{owner}.{part.method}", part.arguments, {}), f"{indent}with ", ":")
        body = [*self.lines(part.body, deeper), *self._returned(owner, part.way, deeper)]
        yield from body or [f"{deeper}pass"]

    def _returned(self, owner: str, way: int, indent: str) -> Iterator[str]:
        """Yield what a way leaves behind for those who read the owner's output."""
        fields = [(field, ways[way]) for (name, field), ways in sorted(self._demands.items()) if name == owner]
        if way >= 0 and fields:
            yield self._call(Statement("", f"{owner}.returns", (Fields(tuple(fields)),), {}), indent, "")

    def _call(self, statement: Statement, before: str, behind: str) -> str:
        given = [*((None, value) for value in statement.arguments), *statement.options.items()]
        if statement.after:
            names = statement.after
            given.append(("after", names[0] if len(names) == 1 else f"[{', '.join(names)}]"))
        written = [(f"{name}=" if name else "", value) for name, value in given]
        flat = ", ".join(f"{name}{self._flat(value)}" for name, value in written)
        indent = before[: len(before) - len(before.lstrip())]
        line = f"{before}{statement.function}({flat}){behind}"
        if len(line) <= WIDTH or not written:
            return line
        deeper = f"{indent}    "
        body = "".join(f"{deeper}{name}{self._value(value, deeper, len(name) + 1)},\n" for name, value in written)
        return f"{before}{statement.function}(\n{body}{indent}){behind}"

    def _flat(self, value: Written) -> str:
        return value if isinstance(value, str) else text_of(value, self._demands)

    def _value(self, value: Written, indent: str, taken: int) -> str:  # noqa: PLR0911  one return a kind of value
        """Return a value on one line where it fits beside ``taken`` other characters, else over several."""
        flat = self._flat(value)
        if isinstance(value, str) or len(indent) + taken + len(flat) <= WIDTH:
            return flat
        deeper = f"{indent}    "
        match value:
            case Code(layout=Called(function, arguments)):
                return self._called(function, arguments, indent)
            case Code(layout=Chained(operator, operands)) if len(operands) > 1:
                return self._chained(operator, operands, indent)
            case Fields(fields, base) if base is not None:
                return self._called("jsonata", merging(base, fields), indent)
            case Sparse(fields):
                return self._called("jsonata", constructing(fields), indent)
            case Fields(fields, None) if fields:
                rows = ((f"{quoted(name)}: ", inner) for name, inner in fields)
                body = "".join(f"{deeper}{name}{self._value(inner, deeper, len(name) + 1)},\n" for name, inner in rows)
                return f"{{\n{body}{indent}}}"
            case Items(items) if items:
                body = "".join(f"{deeper}{self._value(item, deeper, 1)},\n" for item in items)
                return f"[\n{body}{indent}]"
            case _:
                return flat

    def _called(self, function: str, arguments: Sequence[tuple[str, Value]], indent: str) -> str:
        deeper = f"{indent}    "
        rows = ((f"{name}=" if name else "", value) for name, value in arguments)
        body = "".join(f"{deeper}{name}{self._value(value, deeper, len(name) + 1)},\n" for name, value in rows)
        return f"{function}(\n{body}{indent})"

    def _chained(self, operator: str, operands: Sequence[Value], indent: str) -> str:
        parts = [self._operand(operand, indent, len(operator) + 2) for operand in operands]
        return f"\n{indent}{operator} ".join(parts)

    def _operand(self, operand: Value, indent: str, taken: int) -> str:
        if not isinstance(operand, Code) or operand.is_primary:
            return self._value(operand, indent, taken)
        flat = f"({operand.text})"
        if len(indent) + taken + len(flat) <= WIDTH:
            return flat
        return f"(\n{indent}    {self._value(operand, indent + '    ', 0)}\n{indent})"
