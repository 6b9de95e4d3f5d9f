"""Objects."""

from lakeflow.dsl.arguments import Object, Text
from lakeflow.dsl.declared import declared
from lakeflow.dsl.expressions import Call, Collected, Function, ListOf, Variable
from lakeflow.dsl.references import Record, Ref, expression_of


@declared
def lookup(object: Object, key: Text) -> Record:  # noqa: A002  JSON's own word
    """Return the field of a name known at run time: ``mapping[ref]``; nothing if there is none.

    >>> from lakeflow import Pipeline, StringParam, fn
    >>> size = Pipeline("shop", params={"size": StringParam(default="small")}).params.size
    >>> workers = fn.lookup({"small": 2, "large": 10}, size)
    """
    return Record(Call("lookup", (expression_of(object), expression_of(key))))


@declared
def keys(object: Object) -> Ref:  # noqa: A002  JSON's own word
    """Return the names of an object's fields, as a list.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> tables = fn.keys(found.output.counts)
    """
    return Ref(Collected(Call("keys", (expression_of(object),)), plain=True))


@declared
def values(object: Object) -> Record:  # noqa: A002  JSON's own word
    """Return the values of an object's fields, as a list.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> total = fn.sum(fn.values(found.output.counts))
    """
    value = Variable("value")
    return Record(Collected(Call("each", (expression_of(object), Function((value,), value)))))


@declared
def merge(*objects: Object) -> Record:
    """Return one object with the fields of all; of fields of one name, the last one's.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> options = fn.merge({"full": False}, found.output.options)
    """
    return Record(Call("merge", (ListOf(tuple(expression_of(part) for part in objects), poured=True),)))
