"""Text. A missing text gives nothing, which fails the state where a value is needed."""

import re

from lakeflow.dsl.arguments import Items, Number, Text
from lakeflow.dsl.declared import declared
from lakeflow.dsl.expressions import Call, Collected, Jsonata, Literal, Operation
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Ref, expression_of
from lakeflow.dsl.source import caller_location


@declared
def lower(text: Text) -> Ref:
    """Return the text in lower case.

    >>> from lakeflow import Pipeline, fn
    >>> name = fn.lower(Pipeline("shop").execution_name)
    """
    return Ref(Call("lowercase", (expression_of(text),)))


@declared
def upper(text: Text) -> Ref:
    """Return the text in upper case.

    >>> from lakeflow import Pipeline, fn
    >>> name = fn.upper(Pipeline("shop").execution_name)
    """
    return Ref(Call("uppercase", (expression_of(text),)))


@declared
def strip(text: Text) -> Ref:
    """Return the text without the white space, of ASCII, at its ends.

    >>> from lakeflow import Pipeline, StringParam, fn
    >>> name = fn.strip(Pipeline("shop", params={"name": StringParam(default=" a ")}).params.name)
    """
    return Ref(Call("replace", (expression_of(text), _pattern(r"^\s+|\s+$"), Literal(""))))


@declared
def contains(text: Text, part: Text) -> Ref:
    """Return whether a text has another in it, what ``part in text`` is in Python.

    >>> from lakeflow import Pipeline, fn
    >>> manual = fn.contains(Pipeline("shop").execution_name, "manual")
    """
    return Ref(Call("contains", (expression_of(text), expression_of(part))))


@declared
def startswith(text: Text, start: Text) -> Ref:
    """Return whether a text begins with another.

    >>> from lakeflow import Pipeline, fn
    >>> nightly = fn.startswith(Pipeline("shop").execution_name, "nightly-")
    """
    given, wanted = expression_of(text), expression_of(start)
    length = Call("length", (wanted,))
    return Ref(Operation("=", Call("substring", (given, Literal(0), length)), wanted))


@declared
def endswith(text: Text, end: Text) -> Ref:
    """Return whether a text ends with another.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> is_csv = fn.endswith(found.output.key, ".csv")
    """
    given, wanted = expression_of(text), expression_of(end)
    longer = Operation("-", Call("length", (given,)), Call("length", (wanted,)))
    same = Operation("=", Call("substring", (given, longer)), wanted)
    return Ref(Operation("and", Operation(">=", longer, Literal(0)), same))


@declared
def matches(text: Text, pattern: str) -> Ref:
    r"""Return whether a regular expression, in JSONata's (JavaScript's) syntax, is found in a text.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> dated = fn.matches(found.output.key, r"\d{4}-\d{2}-\d{2}")
    """
    return Ref(Call("contains", (expression_of(text), _pattern(pattern))))


@declared
def replace(text: Text, old: Text, new: Text) -> Ref:
    """Return the text with each ``old``, which is not empty, replaced.

    >>> from lakeflow import DateParam, Pipeline, fn
    >>> compact = fn.replace(Pipeline("shop", params={"date": DateParam()}).params.date, "-", "")
    """
    return Ref(Call("replace", (expression_of(text), expression_of(old), expression_of(new))))


@declared
def split(text: Text, separator: Text) -> Ref:
    """Return the parts of a text between separators, as a list.

    >>> from lakeflow import Pipeline, StringParam, fn
    >>> tables = fn.split(Pipeline("shop", params={"tables": StringParam(default="a,b")}).params.tables, ",")
    """
    return Ref(Collected(Call("split", (expression_of(text), expression_of(separator))), plain=True))


@declared
def join(texts: Items, separator: Text = "") -> Ref:
    """Return the texts of a list with a separator between them.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    >>> shown = fn.join(found.output.tables, ", ")
    """
    return Ref(Call("join", (expression_of(texts), expression_of(separator))))


@declared
def substring(text: Text, start: Number, length: Number | None = None) -> Ref:
    """Return ``length`` characters of a text, or all of them, from a position counted from 0.

    >>> from lakeflow import DateParam, Pipeline, fn
    >>> month = fn.substring(Pipeline("shop", params={"date": DateParam()}).params.date, 0, 7)
    """
    arguments = (expression_of(text), expression_of(start))
    return Ref(Call("substring", arguments if length is None else (*arguments, expression_of(length))))


@declared
def text_length(text: Text) -> Ref:
    """Return how many characters a text has.

    >>> from lakeflow import Pipeline, fn
    >>> long = fn.text_length(Pipeline("shop").execution_name) > 40
    """
    return Ref(Call("length", (expression_of(text),)))


@declared
def pad_left(text: Text, width: int, fill: str = " ") -> Ref:
    """Return the text with so many fill characters before it that it is ``width`` long.

    >>> from lakeflow import IntParam, Pipeline, fn
    >>> padded = fn.pad_left(Pipeline("shop", params={"n": IntParam(default=7)}).params.n.string(), 3, "0")
    """
    return Ref(Call("pad", (expression_of(text), Literal(-width), Literal(fill))))


@declared
def pad_right(text: Text, width: int, fill: str = " ") -> Ref:
    """Return the text with so many fill characters after it that it is ``width`` long.

    >>> from lakeflow import Pipeline, fn
    >>> padded = fn.pad_right(Pipeline("shop").execution_name, 40, ".")
    """
    return Ref(Call("pad", (expression_of(text), Literal(width), Literal(fill))))


def _pattern(pattern: str) -> Jsonata:
    """Return a regular expression as JSONata writes one."""
    try:
        re.compile(pattern)
    except re.error as error:
        mistake("LF225", f"the regular expression {pattern!r} does not parse: {error}", "correct it")
    return Jsonata(f"/{pattern.replace('/', chr(92) + '/')}/", (), (), caller_location())
