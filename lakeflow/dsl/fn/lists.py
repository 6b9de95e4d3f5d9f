"""Lists. Of a value that is no list they make one of one item; of a missing one, the empty list."""

from collections.abc import Callable
from contextlib import suppress
from inspect import signature

from lakeflow.dsl.arguments import Items, Number
from lakeflow.dsl.declared import declared
from lakeflow.dsl.expressions import (
    Call,
    Collected,
    Conditional,
    Expression,
    Function,
    Index,
    ListOf,
    Literal,
    Operation,
    Variable,
)
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Record, Ref, Value, expression_of

Each = Callable[[Record], Value]
"""A function of an item; it is called once, with a reference to any item."""


@declared
def map_(items: Items, function: Each) -> Record:
    """Return what a function makes of each item, as a list; items of which it makes nothing are left out.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> names = fn.map(found.output.files, lambda file: fn.lower(file.name))
    """
    return Record(Collected(Call("map", (expression_of(items), _function(function)))))


@declared
def filter_(items: Items, function: Each) -> Record:
    """Return the items for which a condition holds, as a list.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> large = fn.filter(found.output.files, lambda file: file.size > 1000)
    """
    return Record(Collected(_kept(items, function)))


@declared
def any_(items: Items, function: Each) -> Ref:
    """Return whether a condition holds for any item.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> some_empty = fn.any(found.output.files, lambda file: file.size == 0)
    """
    return Ref(Call("exists", (_kept(items, function),)))


@declared
def all_(items: Items, function: Each) -> Ref:
    """Return whether a condition holds for all items; true of an empty list.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> all_named = fn.all(found.output.files, lambda file: file.name != "")
    """
    item = Variable("item")
    fails = Conditional(_called(function, Record(item)), Literal(False), Literal(True))  # noqa: FBT003  JSON's
    failing = Call("filter", (expression_of(items), Function((item,), fails)))
    return Ref(Call("not", (Call("exists", (failing,)),)))


@declared
def has(items: Items, item: Value) -> Ref:
    """Return whether a list has an item, what ``item in list`` is in Python; 1 and true are two values.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> loaded = fn.has(found.output.tables, "orders")
    """
    wanted = expression_of(item)
    return any_(items, lambda other: Ref(Operation("=", expression_of(other), wanted)))


@declared
def reduce(items: Items, function: Callable[[Record, Record], Value], initial: Value) -> Record:
    """Return what is left when a function has taken in each item, from left to right: ``function(so_far, item)``.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> rows = fn.reduce(found.output.files, lambda total, file: total + file.rows, 0)
    """
    so_far, item = Variable("so_far"), Variable("item")
    body = _called(function, Record(so_far), Record(item))
    folded = Call("reduce", (expression_of(items), Function((so_far, item), body), expression_of(initial)))
    return Record(folded)


@declared
def count(items: Items) -> Ref:
    """Return how many items a list has.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> files = fn.count(found.output.files)
    """
    return Ref(Call("count", (expression_of(items),)))


@declared
def sum_(numbers: Items) -> Ref:
    """Return the sum of a list of numbers; 0 of an empty one.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> total = fn.sum(fn.map(found.output.files, lambda file: file.size))
    """
    return Ref(Call("sum", (expression_of(numbers),)))


@declared
def min_(numbers: Items) -> Ref:
    """Return the least of a list of numbers; nothing of an empty one.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> least = fn.min(found.output.sizes)
    """
    return Ref(Call("min", (expression_of(numbers),)))


@declared
def max_(numbers: Items) -> Ref:
    """Return the greatest of a list of numbers; nothing of an empty one.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> most = fn.max(found.output.sizes)
    """
    return Ref(Call("max", (expression_of(numbers),)))


@declared
def average(numbers: Items) -> Ref:
    """Return the mean of a list of numbers; nothing of an empty one.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> mean = fn.average(found.output.sizes)
    """
    return Ref(Call("average", (expression_of(numbers),)))


@declared
def sort(items: Items, key: Each | None = None) -> Record:
    """Return a list of numbers or texts sorted, or any by a key that is one; equal ones keep their order.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> by_size = fn.sort(found.output.files, key=lambda file: file.size)
    """
    given = _list(items)
    if key is None:
        return Record(Call("sort", (given,)))
    left, right = Variable("left"), Variable("right")
    later = Operation(">", _called(key, Record(left)), _called(key, Record(right)))
    return Record(Call("sort", (given, Function((left, right), later))))


@declared
def reverse(items: Items) -> Record:
    """Return a list the other way round.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> latest_first = fn.reverse(found.output.files)
    """
    return Record(Call("reverse", (_list(items),)))


@declared
def distinct(items: Items) -> Record:
    """Return the items of a list, each once, in the order in which they first come.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> tables = fn.distinct(found.output.tables)
    """
    return Record(Collected(Call("distinct", (expression_of(items),))))


@declared
def last(items: Items) -> Record:
    """Return the last item of a list, what ``list[-1]`` is; nothing of an empty one.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> newest = fn.last(found.output.files)
    """
    return Record(Index(expression_of(items), -1))


@declared
def concat(*lists: Items) -> Record:
    """Return the items of all lists in one.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> everything = fn.concat(found.output.files, ["extra.csv"])
    """
    joined: Expression = ListOf(())
    for part in lists:
        joined = Call("append", (joined, expression_of(part)))
    return Record(joined)


@declared
def slice_(items: Items, start: Number, stop: Number | None = None) -> Record:
    """Return the items from position ``start`` to before ``stop``, or to the end; positions are not negative.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> first_ten = fn.slice(found.output.files, 0, 10)
    """
    item, position = Variable("item"), Variable("position")
    inside: Expression = Operation(">=", position, expression_of(start))
    if stop is not None:
        inside = Operation("and", inside, Operation("<", position, expression_of(stop)))
    return Record(Collected(Call("filter", (expression_of(items), Function((item, position), inside)))))


@declared
def range_(start: Number, stop: Number, step: Number = 1) -> Ref:
    """Return whole numbers from ``start`` to before ``stop``, as Python's ``range``.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> days = fn.range(0, Pipeline("shop", params={"days": IntParam(default=7)}).params.days)
    """
    first, end, each = expression_of(start), expression_of(stop), expression_of(step)
    final = Operation("-", end, Literal(1))
    if isinstance(each, Literal):
        final = Operation("+", end, Literal(1)) if isinstance(each.value, int) and each.value < 0 else final
    else:
        down = Operation("+", end, Literal(1))
        final_expression = Conditional(Operation("<", each, Literal(0)), down, final)
        return Ref(Collected(Call("range", (first, final_expression, each)), plain=True))
    return Ref(Collected(Call("range", (first, final, each)), plain=True))


@declared
def partition(items: Items, size: Number) -> Record:
    """Return a list cut into lists of ``size`` items, the last of what is left; an empty one gives no list.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> batches = fn.partition(found.output.files, 10)
    """
    return Record(Call("append", (ListOf(()), Call("partition", (_list(items), expression_of(size))))))


def _function(function: Each) -> Function:
    item = Variable("item")
    return Function((item,), _called(function, Record(item)))


def _called(function: Callable[..., Value], *references: Record) -> Expression:
    """Return the expression that a function makes of references; one that takes more or fewer is a mistake."""
    with suppress(ValueError):  # some of Python's own functions have no signature
        try:
            signature(function).bind(*references)
        except TypeError as error:
            hint = f"write lambda {', '.join(('item', 'other')[: len(references)])}: ..."
            mistake(
                "LF231",
                f"the function is called with {'an item' if len(references) == 1 else 'two values'}: {error}",
                hint,
            )
            return Literal(None)
    return expression_of(function(*references))


def _kept(items: Value, function: Each) -> Call:
    return Call("filter", (expression_of(items), _function(function)))


def _list(items: Value) -> Expression:
    """Return a list: JSONata's functions on them give nothing for one that is missing."""
    given = expression_of(items)
    return given if isinstance(given, ListOf) else Call("append", (ListOf(()), given))
