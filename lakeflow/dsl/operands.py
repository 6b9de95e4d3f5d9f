"""Operators on references are held against the kinds of their operands, as far as these are known."""

from collections.abc import Iterable

from lakeflow.dsl.expressions import Expression, Field, Index, Literal, ParamValue, QueryRows
from lakeflow.dsl.kinds import Kind, kind_of
from lakeflow.dsl.mistakes import mistake

_SPELLED = {"=": "==", "and": "&", "or": "|", "not": "~"}
_OF_METHODS: dict[str, tuple[frozenset[Kind], str]] = {
    "date": (frozenset({"text"}), "write fn.now().date() for today"),
    "length": (frozenset({"list"}), "write fn.text_length(ref) for text"),
    "int": (frozenset({"text", "number", "boolean"}), "write ref.length() for how many items a list has"),
    "number": (frozenset({"text", "number", "boolean"}), "write ref.length() for how many items a list has"),
}
"""What some methods are for, and what to write for others."""

_ORDERED = frozenset({"<", "<=", ">", ">="})
_SCALARS = frozenset({"text", "number", "boolean"})
_SHOWN: dict[Kind, str] = {
    "text": "text", "number": "a number", "boolean": "a truth value", "object": "an object", "list": "a list",
    "unknown": "a reference",
}  # fmt: skip
_SEVERAL: dict[Kind, str] = {"boolean": "conditions", "number": "numbers", "text": "text"}
_CELLS: dict[str, Kind] = {"int": "number", "float": "number", "Decimal": "number", "bool": "boolean", "str": "text"}
"""The kind of a cell by the name of its column's type: to import ``decimal`` would cost every command time."""

_OF_A_CELL = "Athena returns text: write .int() after the cell, or columns={...: int} in the query"
_AS_CONDITION = "put each comparison in parentheses, (a > 0) & (b > 0); Format joins texts"
_AS_NUMBER = "write fn.number(text) for the number that a text spells, fn.add_days(date, -1) for another date"


def check_operands(operator: str, left: Expression, right: Expression) -> None:
    """Tell of operands that an operator never takes; a reference of no known kind may be any."""
    if operator in ("and", "or", "not"):
        _check_each(operator, (left, right), frozenset({"boolean"}), _AS_CONDITION)
    elif operator in _ORDERED:
        _check_each(operator, (left, right), frozenset({"text", "number"}), "compare numbers, or texts such as dates")
        _check_alike(operator, (left, right), "fails")
    elif operator in ("=", "!="):
        outcome = "is always " + ("false" if operator == "=" else "true")
        _check_alike(operator, (left, right), outcome)
        _check_param(operator, (left, right), outcome)
    elif operator == "+":
        _check_sum((left, right))
    else:
        _check_each(operator, (left, right), frozenset({"number"}), _AS_NUMBER)


def check_method(name: str, of: Expression) -> None:
    """Tell of a method called on what it is not for."""
    kinds, hint = _OF_METHODS[name]
    if not _may_be(of, kinds):
        mistake("LF237", f"{name}() is not for {shown(of)}", hint)


def _check_each(operator: str, operands: tuple[Expression, ...], taken: frozenset[Kind], hint: str) -> None:
    """Tell of the first operand that is of none of the kinds that an operator takes."""
    wanted = " or ".join(_SEVERAL[kind] for kind in sorted(taken))
    misfit = next((operand for operand in operands if not _may_be(operand, taken)), None)
    if misfit is not None:
        _tell(operator, operands, f"takes {wanted}, not {shown(misfit)}", hint)


def _check_alike(operator: str, operands: tuple[Expression, Expression], outcome: str) -> None:
    kinds = _kind(operands[0]), _kind(operands[1])
    if kinds[0] != kinds[1] and _SCALARS.issuperset(kinds):
        words = " and ".join(_SHOWN[kind] for kind in kinds)
        hint = "write ref.number() or ref.string() to make both of one kind"
        _tell(operator, operands, f"between {words} {outcome}", hint)


def _check_param(operator: str, operands: tuple[Expression, Expression], outcome: str) -> None:
    """Tell of a text that a parameter never is: none of its choices, or no date."""
    for one, other in (operands, operands[::-1]):
        if isinstance(one, ParamValue) and one.pipeline is not None and isinstance(other, Literal):
            param = one.pipeline.declared_params.get(one.name)
            try:
                if param is not None and param.kind == "text" and isinstance(other.value, str) and other.value:
                    param.parse(other.value)
            except ValueError as error:
                problem = f"between parameter {one.name!r} and {other.value!r} {outcome}: {error}"
                _tell(operator, operands, problem, "write a value that it can have")


def _check_sum(operands: tuple[Expression, Expression]) -> None:
    """Tell of a sum of what are neither numbers nor texts; a text in the source joins with whatever comes."""
    kinds = _kind(operands[0]), _kind(operands[1])
    joined = "fn.concat(list, other)" if "list" in kinds else "fn.merge(object, other)" if "object" in kinds else ""
    _check_each("+", operands, frozenset({"number", "text"}), f"write {joined}" if joined else _AS_NUMBER)
    if any(map(_is_text, operands)):
        return
    if set(kinds) == {"number", "text"} or (set(kinds) == {"text"} and any(map(_is_cell, operands))):
        hint = 'write Format("{}{}", a, b) to join them, fn.add_days(date, 1) for another date, ref.number() for a sum'
        _tell("+", operands, f"between {_SHOWN[kinds[0]]} and {_SHOWN[kinds[1]]} is no sum", hint)


def _kind(operand: Expression) -> Kind:
    """Return the kind of an operand; a query's cell is text, or what its column was declared to be."""
    match operand:
        case Field(Index(QueryRows(query)), name):
            declared = getattr(query, "column_types", {}).get(name, str)
            return _CELLS.get(getattr(declared, "__name__", ""), "unknown")
        case _:
            return kind_of(operand)


def _is_cell(operand: Expression) -> bool:
    """Whether it is a cell of a query's result, whose column nobody declared to be anything but text."""
    return isinstance(operand, Field) and isinstance(operand.of, Index) and _kind(operand) == "text"


def _may_be(operand: Expression, kinds: frozenset[Kind]) -> bool:
    if isinstance(operand, Literal) and operand.value is None:
        return False
    kind = _kind(operand)
    return kind == "unknown" or kind in kinds


def _is_text(operand: Expression) -> bool:
    return isinstance(operand, Literal) and isinstance(operand.value, str)


def shown(operand: Expression) -> str:
    """Return what an author would call an operand: the value itself where it stands in the source, else its kind."""
    if isinstance(operand, Literal):
        return repr(operand.value)
    return _SHOWN[_kind(operand)]


def _tell(operator: str, operands: Iterable[Expression], problem: str, hint: str) -> None:
    meant = _OF_A_CELL if any(map(_is_cell, operands)) else hint
    mistake("LF237", f"{_SPELLED.get(operator, operator)!r} {problem}", meant)
