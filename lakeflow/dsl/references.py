"""References: Python operators on values that a pipeline will only have while it runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeAlias, overload

from lakeflow.dsl.expressions import (
    Call,
    Expression,
    Field,
    Function,
    Index,
    ListOf,
    Literal,
    ObjectOf,
    Operation,
    Variable,
)
from lakeflow.dsl.kinds import kind_of
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.operands import check_method, check_operands
from lakeflow.dsl.run_time_values import RunTimeValue
from lakeflow.dsl.source import caller_location
from lakeflow.errors import closest

Value: TypeAlias = "str | int | float | bool | Ref | Sequence[Value] | Mapping[str, Value] | None"
"""What an author may hand to a step: JSON with references anywhere in it."""


P = ParamSpec("P")
"""What a method takes."""


class field_and_method(Generic[P]):  # noqa: N801  a decorator, as property is one
    """A method that leaves its name to fields: ``ref.date`` is the field, the call ``ref.date()`` the method."""

    def __init__(self, method: Callable[Concatenate[Any, P], "Ref"]) -> None:
        self._method = method

    @overload
    def __get__(self, ref: None, owner: type["Ref"]) -> Callable[Concatenate[Any, P], "Ref"]: ...

    @overload
    def __get__(self, ref: "Ref", owner: type["Ref"]) -> "_Callable[P]": ...

    def __get__(self, ref: "Ref | None", owner: type["Ref"]) -> "Callable[Concatenate[Any, P], Ref] | _Callable[P]":
        if ref is None:
            return self._method
        return _Callable(Field(expression_of(ref), self._method.__name__, caller_location()), self._method, ref)


class Ref(RunTimeValue):
    """A value known only at run time; operators on it build expressions, which become JSONata.

    Comparisons, ``&`` ``|`` ``~`` for and, or, not, arithmetic as in Python, fields and items by index. The methods
    leave their names to fields: ``ref.date`` is a field, ``ref.date()`` the method.

    >>> from lakeflow import IntParam, Pipeline
    >>> params = Pipeline("shop", params={"days": IntParam(default=1)}).params
    >>> condition = (params.days > 0) & ~(params.days == 13)

    Python's own ``and``, ``or``, ``not``, ``if`` and ``in`` cannot be made to wait for a value, so they are mistakes.
    A comparison with a value that is missing is not true, and its negation is.
    """

    __slots__ = ("_expression",)
    _expression: Expression

    def __init__(self, expression: Expression) -> None:
        object.__setattr__(self, "_expression", expression)

    if not TYPE_CHECKING:  # which fields there are is for the subclasses to say

        def __getattr__(self, name: str) -> "Record":
            if name.startswith("_"):
                raise AttributeError(name)
            return Record(Field(self._expression, name, caller_location()))

    def __getitem__(self, key: "str | int") -> "Record":
        return Record(_part(self._expression, key))

    def __eq__(self, other: object) -> "Ref":  # type: ignore[override]  # a comparison is a condition, not a bool
        return self._operation("=", other)

    def __ne__(self, other: object) -> "Ref":  # type: ignore[override]  # a comparison is a condition, not a bool
        return self._operation("!=", other)

    __hash__ = RunTimeValue.__hash__  # a class of its own __eq__ inherits none

    def __lt__(self, other: object) -> "Ref":
        return self._operation("<", other)

    def __le__(self, other: object) -> "Ref":
        return self._operation("<=", other)

    def __gt__(self, other: object) -> "Ref":
        return self._operation(">", other)

    def __ge__(self, other: object) -> "Ref":
        return self._operation(">=", other)

    def __and__(self, other: object) -> "Ref":
        return self._operation("and", other)

    def __rand__(self, other: object) -> "Ref":
        return self._operation_after("and", other)

    def __or__(self, other: object) -> "Ref":
        return self._operation("or", other)

    def __ror__(self, other: object) -> "Ref":
        return self._operation_after("or", other)

    def __invert__(self) -> "Ref":
        check_operands("not", self._expression, self._expression)
        return self._call("not")

    def __add__(self, other: object) -> "Ref":
        return self._operation("+", other)

    def __radd__(self, other: object) -> "Ref":
        return self._operation_after("+", other)

    def __sub__(self, other: object) -> "Ref":
        return self._operation("-", other)

    def __rsub__(self, other: object) -> "Ref":
        return self._operation_after("-", other)

    def __mul__(self, other: object) -> "Ref":
        return self._operation("*", other)

    def __rmul__(self, other: object) -> "Ref":
        return self._operation_after("*", other)

    def __truediv__(self, other: object) -> "Ref":
        return self._operation("/", other)

    def __rtruediv__(self, other: object) -> "Ref":
        return self._operation_after("/", other)

    def __floordiv__(self, other: object) -> "Ref":
        return self._operation("//", other)

    def __rfloordiv__(self, other: object) -> "Ref":
        return self._operation_after("//", other)

    def __mod__(self, other: object) -> "Ref":
        return self._operation("%", other)

    def __rmod__(self, other: object) -> "Ref":
        return self._operation_after("%", other)

    def __pow__(self, other: object) -> "Ref":
        return self._operation("**", other)

    def __rpow__(self, other: object) -> "Ref":
        return self._operation_after("**", other)

    def __neg__(self) -> "Ref":
        return self._operation_after("-", 0)

    def __pos__(self) -> "Ref":
        return self

    def __abs__(self) -> "Ref":
        return self._call("abs")

    def __round__(self, digits: int = 0) -> "Ref":
        return Ref(Call("round", (self._expression, Literal(digits)) if digits else (self._expression,)))

    @field_and_method
    def int(self) -> "Ref":
        """Return the number that a text such as an Athena cell spells, rounded down to a whole number."""
        check_method("int", self._expression)
        return Ref(Call("floor", (Call("number", (self._expression,)),)))

    @field_and_method
    def number(self) -> "Ref":
        """Return the number that a text spells."""
        check_method("number", self._expression)
        return self._call("number")

    @field_and_method
    def string(self) -> "Ref":
        """Return the value as text, as JSONata's ``$string`` writes it."""
        return self._call("string")

    @field_and_method
    def date(self) -> "Ref":
        """Return the calendar date, ``YYYY-MM-DD``, of an ISO 8601 timestamp."""
        check_method("date", self._expression)
        return Ref(Call("substring", (self._expression, Literal(0), Literal(10))))

    @field_and_method
    def length(self) -> "Ref":
        """Return how many items a list has."""
        check_method("length", self._expression)
        return self._call("count")

    @field_and_method
    def is_present(self) -> "Ref":
        """Return whether the value is there at all; null counts as there."""
        return self._call("exists")

    @field_and_method
    def is_in(self, choices: "Value") -> "Ref":
        """Return whether the value is one of a list, what ``in`` is in Python."""
        if not isinstance(choices, Ref | list | tuple):
            mistake(
                "LF237", f"is_in() takes a list, not {choices!r}", "write ref.is_in([...]), fn.contains(text, part)"
            )
        item = Variable("item")
        is_it = Function((item,), Operation("=", item, self._expression))
        return Ref(Call("exists", (Call("filter", (expression_of(choices), is_it)),)))

    def __iter__(self) -> "Iterator[Record]":
        mistake(
            "LF212",
            "a reference cannot be looped over while the pipeline is being declared",
            "use a Map step to run steps for each item of a list, or fn.map(list, lambda item: ...) for values; "
            "sum, min, max, sorted, any and all are fn.sum(list) and so on",
        )
        return iter((Record(Index(self._expression, 0)),))

    def __call__(self, *_arguments: object, **_named: object) -> "Record":
        """Say that there is no such method."""
        name = self._expression.name if isinstance(self._expression, Field) else ""
        close = _close_method(name)
        mistake(
            "LF223",
            f"a reference has no method {name!r}" if name else "a reference cannot be called",
            f"did you mean {close}?" if close else "functions on references are in fn: `from lakeflow import fn`",
        )
        return Record(self._expression)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._expression!r}>"

    def _operation(self, operator: str, other: object) -> "Ref":
        return Ref(_operation(operator, self._expression, expression_of(other)))

    def _operation_after(self, operator: str, other: object) -> "Ref":
        return Ref(_operation(operator, expression_of(other), self._expression))

    def _call(self, function: str) -> "Ref":
        return Ref(Call(function, (self._expression,)))


class Record(Ref):
    """A reference whose fields are not known beforehand: ``step.output.count`` is one of any name.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, Record
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> files: Record = found.output.files
    """

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> "Record": ...


class _Callable(Record, Generic[P]):
    """The field of a name that is a method's, which can be called as the method."""

    __slots__ = ("_method", "_ref")

    def __init__(self, field: Field, method: Callable[Concatenate[Any, P], Ref], ref: Ref) -> None:
        super().__init__(field)
        object.__setattr__(self, "_method", method)
        object.__setattr__(self, "_ref", ref)

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> Ref:  # type: ignore[override]  # as the method is called
        """Call the method."""
        return self._method(self._ref, *arguments, **named)


def expression_of(value: object) -> Expression:
    """Return the expression that a value stands for, with whatever references are in it."""
    if isinstance(value, Ref):
        return value._expression  # noqa: SLF001  the one door to it; a public name would hide a field of the same name
    if value is None or isinstance(value, str | int | float):
        return Literal(value)
    if isinstance(value, Mapping):
        return ObjectOf(tuple((str(key), expression_of(part)) for key, part in value.items()))
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return ListOf(tuple(expression_of(part) for part in value))
    mistake("LF215", f"{article(value)} cannot stand in an expression", instead_of(value))
    return Literal(None)


def instead_of(value: object) -> str:
    """Return what to write instead of a Python object that is no JSON."""
    if hasattr(value, "isoformat"):
        return "write value.isoformat()"
    if hasattr(value, "total_seconds"):
        return "write its seconds as a number; fn.add_days(date, -1) for another date"
    if hasattr(value, "output"):
        return "write step.output for its value, after=step for its order"
    return "use text, numbers, booleans, None, lists and dicts of these, or references"


_WITHOUT_PARTS = frozenset({str, int, float, bool, type(None)})


def expressions_in(value: object) -> tuple[Expression, ...]:
    """Return every expression in a value, in reading order."""
    if type(value) in _WITHOUT_PARTS:
        return ()
    if isinstance(value, Ref):
        return (expression_of(value),)
    if isinstance(value, Mapping):
        return tuple(found for part in value.values() for found in expressions_in(part))
    if isinstance(value, Sequence):
        return tuple(found for part in value for found in expressions_in(part))
    return ()


def _part(of: Expression, key: object) -> Expression:
    """Return what ``of[key]`` is."""
    if isinstance(key, str):
        return Field(of, key, caller_location())
    if type(key) is int:
        return Index(of, key)
    hint = (
        "write fn.slice(list, start, stop), or fn.substring(text, start, length)"
        if isinstance(key, slice)
        else 'write ref["name"] or ref[0]; for a key known at run time fn.lookup(object, key)'
    )
    mistake("LF210", f"a reference is indexed by a name or a number, not by {article(key)}", hint)
    return of


def _operation(operator: str, left: Expression, right: Expression) -> Expression:
    """Return what an operator of Python's means; operands that it does not take are mistakes."""
    check_operands(operator, left, right)
    match operator:
        case "+" if "text" in (kind_of(left), kind_of(right)):
            return Operation("&", left, right)
        case "//":
            return Call("floor", (Operation("/", left, right),))
        case "**":
            return Call("power", (left, right))
        case "%":  # Python's remainder has the divisor's sign, JSONata's the dividend's
            return Operation("%", Operation("+", Operation("%", left, right), right), right)
        case _:
            return Operation(operator, left, right)


def article(value: object) -> str:
    """Return what a value is, with its article: ``a list``, ``an int``."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _close_method(name: str) -> str:
    """Return how a function that was called as a method is written."""
    methods = {method: f"ref.{method}()" for method in vars(Ref) if not method.startswith("_")}
    # Only to word a mistake: fn is made of references, not they of it.
    functions = {name: f"fn.{name}(ref)" for name in import_module("lakeflow.dsl.fn").__all__}
    known = {**methods, **functions}
    return known.get(closest(name, known), "")
