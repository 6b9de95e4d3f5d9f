"""References: Python operators on values that a pipeline will only have while it runs."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import NoReturn, TypeAlias

from lakeflow.dsl.expressions import Call, Expression, Field, Index, Jsonata, ListOf, Literal, ObjectOf, Operation
from lakeflow.dsl.source import caller_location
from lakeflow.errors import DefinitionError

Value: TypeAlias = "str | int | float | bool | Ref | Sequence[Value] | Mapping[str, Value] | None"
"""What an author may hand to a step: JSON with references anywhere in it."""


class Ref:
    """A value known only at run time; operators on it build expressions, which become JSONata.

    Fields by attribute or by index, comparisons, ``&`` ``|`` ``~`` for and, or, not, and arithmetic:

    >>> from lakeflow import IntParam, Pipeline
    >>> params = Pipeline("shop", params={"days": IntParam(default=1)}).params
    >>> condition = (params.days > 0) & ~(params.days == 13)

    Python's own ``and``, ``or``, ``not``, ``if`` and ``in`` cannot be made to wait for a value, so they raise.
    """

    __slots__ = ("_expression",)

    def __init__(self, expression: Expression) -> None:
        self._expression = expression

    def __getattr__(self, name: str) -> "Ref":
        if name.startswith("_"):
            raise AttributeError(name)
        return Ref(Field(self._expression, name, caller_location()))

    def __getitem__(self, key: str | int) -> "Ref":
        if isinstance(key, str):
            return Ref(Field(self._expression, key, caller_location()))
        if type(key) is int:
            return Ref(Index(self._expression, key))
        raise DefinitionError(
            "LF210",
            f"a reference is indexed by a name or a number, not by {type(key).__name__}",
            hint='write ref["name"] or ref[0]',
            location=caller_location(),
        )

    def __eq__(self, other: object) -> "Ref":  # type: ignore[override]  # a comparison is a condition, not a bool
        return self._operation("=", other)

    def __ne__(self, other: object) -> "Ref":  # type: ignore[override]  # a comparison is a condition, not a bool
        return self._operation("!=", other)

    __hash__ = object.__hash__

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

    def __or__(self, other: object) -> "Ref":
        return self._operation("or", other)

    def __invert__(self) -> "Ref":
        return self._call("not")

    def __add__(self, other: object) -> "Ref":
        return self._operation("+", other)

    def __radd__(self, other: object) -> "Ref":
        return Ref(Operation("+", expression_of(other), self._expression))

    def __sub__(self, other: object) -> "Ref":
        return self._operation("-", other)

    def __rsub__(self, other: object) -> "Ref":
        return Ref(Operation("-", expression_of(other), self._expression))

    def __mul__(self, other: object) -> "Ref":
        return self._operation("*", other)

    def __rmul__(self, other: object) -> "Ref":
        return Ref(Operation("*", expression_of(other), self._expression))

    def __truediv__(self, other: object) -> "Ref":
        return self._operation("/", other)

    def __mod__(self, other: object) -> "Ref":
        return self._operation("%", other)

    def int(self) -> "Ref":
        """Return the number that a text such as an Athena cell spells, cut to a whole number."""
        return Ref(Call("floor", (Call("number", (self._expression,)),)))

    def number(self) -> "Ref":
        """Return the number that a text spells."""
        return self._call("number")

    def string(self) -> "Ref":
        """Return the value as text, as JSONata's ``$string`` writes it."""
        return self._call("string")

    def date(self) -> "Ref":
        """Return the calendar date, ``YYYY-MM-DD``, of an ISO 8601 timestamp."""
        return Ref(Call("substring", (self._expression, Literal(0), Literal(10))))

    def length(self) -> "Ref":
        """Return how many items a list has."""
        return self._call("count")

    def is_present(self) -> "Ref":
        """Return whether the value is there at all; null counts as there."""
        return self._call("exists")

    def __bool__(self) -> NoReturn:
        raise DefinitionError(
            "LF211",
            "a reference has no truth value while the pipeline is being declared",
            hint="write & | ~ for and, or, not (with parentheses around comparisons), "
            "and a Choice for if; a < b < c is (a < b) & (b < c)",
            location=caller_location(),
        )

    def __iter__(self) -> NoReturn:
        raise DefinitionError(
            "LF212",
            "a reference cannot be looped over while the pipeline is being declared",
            hint="use a Map step to run steps for each item of a list",
            location=caller_location(),
        )

    def __contains__(self, item: object) -> NoReturn:
        raise DefinitionError(
            "LF212",
            "`in` cannot look into a value that is not there yet",
            hint="compare with == and combine with |",
            location=caller_location(),
        )

    def __len__(self) -> NoReturn:
        raise DefinitionError(
            "LF212",
            "len() needs the value now; a reference has it only at run time",
            hint="write ref.length()",
            location=caller_location(),
        )

    def __format__(self, spec: str) -> NoReturn:
        raise DefinitionError(
            "LF213",
            "an f-string would print the reference, not its value",
            hint='write Format("orders/{}.csv", date)',
            location=caller_location(),
        )

    def __str__(self) -> str:
        return self.__format__("")

    def __repr__(self) -> str:
        return f"<Ref {self._expression!r}>"

    def _operation(self, operator: str, other: object) -> "Ref":
        return Ref(Operation(operator, self._expression, expression_of(other)))

    def _call(self, function: str) -> "Ref":
        return Ref(Call(function, (self._expression,)))


def Format(template: str, *values: Value) -> Ref:  # noqa: N802  it reads as the intrinsic it stands for, States.Format
    """Return the template with each ``{}`` replaced by the value in that place.

    >>> from lakeflow import DateParam, Format, Pipeline
    >>> date = Pipeline("shop", params={"date": DateParam()}).params.date
    >>> path = Format("orders/{}.csv", date)
    """
    pieces = template.split("{}")
    if len(pieces) != len(values) + 1:
        raise DefinitionError(
            "LF214",
            f"the template has {len(pieces) - 1} places and {len(values)} values were given",
            hint="give one value for each {}",
            location=caller_location(),
        )
    parts: list[Expression] = [Literal(pieces[0])]
    for piece, value in zip(pieces[1:], values, strict=True):
        parts += [expression_of(value), Literal(piece)]
    spoken = [part for part in parts if not (isinstance(part, Literal) and part.value == "")]
    if len(spoken) < 2:  # `&` is what makes text of a value: keep one
        spoken = [Literal(""), *spoken]
    return Ref(reduce(lambda joined, part: Operation("&", joined, part), spoken))


def jsonata(text: str, **references: Value) -> Ref:
    """Return what an expression of JSONata gives; ``$name`` in it is the reference of that name.

    For what the language has no word for. The text is checked when the pipeline is compiled.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, jsonata
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    ...     total = jsonata("$sum($files.size)", files=found.output.files)
    """
    arguments = tuple(expression_of(value) for value in references.values())
    return Ref(Jsonata(text.strip(), tuple(references), arguments, caller_location()))


def expression_of(value: object) -> Expression:
    """Return the expression that a value stands for, with whatever references are in it.

    Raises:
        DefinitionError: a value that no expression can hold.

    """
    if isinstance(value, Ref):
        return value._expression  # noqa: SLF001  the one door to it; a public name would hide a field of the same name
    if value is None or isinstance(value, str | int | float):
        return Literal(value)
    if isinstance(value, Mapping):
        return ObjectOf(tuple((str(key), expression_of(part)) for key, part in value.items()))
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return ListOf(tuple(expression_of(part) for part in value))
    raise DefinitionError(
        "LF215",
        f"a {type(value).__name__} cannot stand in an expression",
        hint="use text, numbers, booleans, None, lists and dicts of these, or references",
        location=caller_location(),
    )


def expressions_in(value: object) -> tuple[Expression, ...]:
    """Return every expression in a value, in reading order."""
    if isinstance(value, Ref):
        return (expression_of(value),)
    if isinstance(value, Mapping):
        return tuple(found for part in value.values() for found in expressions_in(part))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(found for part in value for found in expressions_in(part))
    return ()
