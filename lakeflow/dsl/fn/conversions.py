"""Conversions: numbers, text, truth values and JSON from one another."""

from lakeflow.dsl.arguments import Scalar, Text
from lakeflow.dsl.declared import declared
from lakeflow.dsl.expressions import Call, Literal
from lakeflow.dsl.references import Record, Ref, Value, expression_of


@declared
def number(value: Scalar) -> Ref:
    """Return the number that a text spells; of true and false 1 and 0.

    >>> from lakeflow import Pipeline, StringParam, fn
    >>> ratio = fn.number(Pipeline("shop", params={"ratio": StringParam(default="0.5")}).params.ratio)
    """
    return Ref(Call("number", (expression_of(value),)))


@declared
def int_(value: Scalar) -> Ref:
    """Return the whole number that a text spells, rounded down.

    >>> from lakeflow import Pipeline, StringParam, fn
    >>> days = fn.int(Pipeline("shop", params={"days": StringParam(default="7")}).params.days)
    """
    return Ref(Call("floor", (Call("number", (expression_of(value),)),)))


@declared
def string(value: Value) -> Ref:
    """Return a value as text: text as it is, anything else as JSON, numbers with at most 15 digits.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> days = fn.string(Pipeline("shop", params={"days": IntParam(default=7)}).params.days)
    """
    return Ref(Call("string", (expression_of(value),)))


@declared
def boolean(value: Value) -> Ref:
    """Return whether a value is true as Python's ``bool`` sees it; a list of nothing but such values is not, either.

    >>> from lakeflow import Pipeline, StringParam, fn
    >>> named = fn.boolean(Pipeline("shop", params={"name": StringParam(default="")}).params.name)
    """
    return Ref(Call("boolean", (expression_of(value),)))


@declared
def date(value: Text) -> Ref:
    """Return the calendar date, ``YYYY-MM-DD``, of an ISO 8601 timestamp.

    >>> from lakeflow import fn
    >>> today = fn.date(fn.now())
    """
    return Ref(Call("substring", (expression_of(value), Literal(0), Literal(10))))


@declared
def to_json(value: Value) -> Ref:
    """Return a list or an object as JSON text; a text stays as it is.

    >>> from lakeflow import Pipeline, fn
    >>> message = fn.to_json({"run": Pipeline("shop").execution_name})
    """
    return string(value)


@declared
def parse_json(text: Text) -> Record:
    """Return the value that a JSON text spells.

    >>> from lakeflow import Pipeline, StringParam, fn
    >>> options = fn.parse_json(Pipeline("shop", params={"options": StringParam(default="{}")}).params.options)
    >>> full = options.full == True
    """
    return Record(Call("parse", (expression_of(text),)))


@declared
def type_of(value: Value) -> Ref:
    """Return ``null``, ``number``, ``string``, ``boolean``, ``array`` or ``object``; nothing of a missing value.

    >>> from lakeflow import Pipeline, fn
    >>> kind = fn.type_of(Pipeline("shop").execution_name)
    """
    return Ref(Call("type", (expression_of(value),)))
