"""Numbers. JSON has one kind of them, of double precision: whole numbers are exact up to 2**53."""

from lakeflow.dsl.arguments import Number
from lakeflow.dsl.declared import declared
from lakeflow.dsl.expressions import Call, Literal
from lakeflow.dsl.references import Ref, expression_of


@declared
def abs_(number: Number) -> Ref:
    """Return the absolute value, what ``abs()`` is on references.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> distance = fn.abs(Pipeline("shop", params={"n": IntParam(default=-1)}).params.n)
    """
    return Ref(Call("abs", (expression_of(number),)))


@declared
def ceil(number: Number) -> Ref:
    """Return the smallest whole number that is not less.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> batches = fn.ceil(Pipeline("shop", params={"n": IntParam(default=7)}).params.n / 2)
    """
    return Ref(Call("ceil", (expression_of(number),)))


@declared
def floor(number: Number) -> Ref:
    """Return the largest whole number that is not more.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> pairs = fn.floor(Pipeline("shop", params={"n": IntParam(default=7)}).params.n / 2)
    """
    return Ref(Call("floor", (expression_of(number),)))


@declared
def round_(number: Number, digits: int = 0) -> Ref:
    """Return a number rounded half to even, on its decimal digits: 2.675 to two of them is 2.68.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> share = fn.round(Pipeline("shop", params={"n": IntParam(default=7)}).params.n / 3, 2)
    """
    return Ref(Call("round", (expression_of(number), Literal(digits)) if digits else (expression_of(number),)))


@declared
def sqrt(number: Number) -> Ref:
    """Return the square root.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> side = fn.sqrt(Pipeline("shop", params={"n": IntParam(default=9)}).params.n)
    """
    return Ref(Call("sqrt", (expression_of(number),)))


@declared
def power(number: Number, exponent: Number) -> Ref:
    """Return a power, what ``**`` is on references.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> most = fn.power(2, Pipeline("shop", params={"n": IntParam(default=9)}).params.n)
    """
    return Ref(Call("power", (expression_of(number), expression_of(exponent))))


@declared
def format_number(number: Number, picture: str) -> Ref:
    """Return a number as text by a picture: ``#,##0.00`` gives ``1,234.50``; rounded half to even.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> shown = fn.format_number(Pipeline("shop", params={"n": IntParam(default=9)}).params.n, "#,##0.00")
    """
    return Ref(Call("formatNumber", (expression_of(number), Literal(picture))))
