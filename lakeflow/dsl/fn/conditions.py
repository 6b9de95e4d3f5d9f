"""Conditions: one of several values, and whether a value is there."""

from lakeflow.dsl.conditions import condition_of
from lakeflow.dsl.declared import declared, declared_or
from lakeflow.dsl.expressions import Call, Conditional, Expression, Literal, Operation
from lakeflow.dsl.references import Record, Ref, Value, expression_of


@declared_or(lambda: When(()))
def when(condition: Value, value: Value) -> "When":
    """Begin a conditional value: ``when(condition, value).otherwise(value)``, as in Spark.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> days = Pipeline("shop", params={"days": IntParam(default=1)}).params.days
    >>> size = fn.when(days > 30, "large").when(days > 7, "medium").otherwise("small")
    """
    return When(((condition_of(condition), expression_of(value)),))


class When:
    """A conditional value that still lacks its ``otherwise``; the first condition that holds decides."""

    def __init__(self, cases: tuple[tuple[Expression, Expression], ...]) -> None:
        self._cases = cases

    def when(self, condition: Value, value: Value) -> "When":
        """Add a case for when none before holds."""
        return When((*self._cases, (condition_of(condition), expression_of(value))))

    def otherwise(self, value: Value) -> Record:
        """Return the value, which is this one if no condition holds."""
        chosen = expression_of(value)
        for test, then in reversed(self._cases):
            chosen = Conditional(test, then, chosen)
        return Record(chosen)


@declared
def coalesce(*values: Value) -> Record:
    """Return the first value that is there and not null; null if none is.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> name = fn.coalesce(found.output.title, found.output.name, "nameless")
    """
    chosen: Expression = Literal(None)
    for value in reversed([expression_of(value) for value in values]):
        there = Operation("and", Call("exists", (value,)), Operation("!=", value, Literal(None)))
        chosen = value if isinstance(value, Literal) and value.value is not None else Conditional(there, value, chosen)
    return Record(chosen)


@declared
def default(value: Value, instead: Value) -> Record:
    """Return the value, or another where it is missing; a null is there, and is kept.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> limit = fn.default(found.output.limit, 100)
    """
    given = expression_of(value)
    return Record(Conditional(Call("exists", (given,)), given, expression_of(instead)))


@declared
def is_present(value: Value) -> Ref:
    """Return whether the value is there at all; null is.

    >>> from lakeflow import Pipeline, fn
    >>> there = fn.is_present(Pipeline("shop").execution_name)
    """
    return Ref(Call("exists", (expression_of(value),)))


@declared
def is_null(value: Value) -> Ref:
    """Return whether the value is null; one that is missing is not.

    >>> from lakeflow import Pipeline, fn
    >>> empty = fn.is_null(Pipeline("shop").execution_name)
    """
    return Ref(Operation("=", expression_of(value), Literal(None)))


@declared
def not_(condition: Value) -> Ref:
    """Return the opposite, what ``~`` is on references; of a missing value, true.

    >>> from lakeflow import BoolParam, Pipeline, fn
    >>> full = fn.not_(Pipeline("shop", params={"delta": BoolParam(default=True)}).params.delta)
    """
    return Ref(Call("not", (condition_of(condition),)))
