"""Functions on values that a pipeline will only have while it runs: ``from lakeflow import fn``.

They take references, plain values, and lists and dicts of both; functions that take a function call it once, while the
pipeline is declared, with a reference to any item. Each is lowered to JSONata of the same meaning; where Python and
JSONata differ, it is Python's that holds, unless the function says otherwise.

>>> from lakeflow import Lambda, LambdaFunction, Pipeline, fn
>>> with Pipeline("shop"):
...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
>>> large = fn.filter(found.output.files, lambda file: (file.size > 1000) & ~fn.endswith(file.name, ".tmp"))
"""

from typing import TYPE_CHECKING

from lakeflow.dsl.fn.conditions import (
    coalesce,
    default,
    is_null,
    is_present,
    not_,
    when,
)
from lakeflow.dsl.fn.conversions import (
    boolean,
    date,
    number,
    parse_json,
    string,
    to_json,
    type_of,
)
from lakeflow.dsl.fn.conversions import (
    int_ as int,
)
from lakeflow.dsl.fn.dates import (
    add_days,
    add_seconds,
    days_between,
    isoweekday,
    now,
    strftime,
)
from lakeflow.dsl.fn.encoding import (
    base64_decode,
    base64_encode,
    random,
    url_encode,
    uuid,
)
from lakeflow.dsl.fn.encoding import (
    hash_ as hash,
)
from lakeflow.dsl.fn.lists import (
    all_ as all,
)
from lakeflow.dsl.fn.lists import (
    any_ as any,
)
from lakeflow.dsl.fn.lists import (
    average,
    concat,
    count,
    distinct,
    has,
    last,
    partition,
    reduce,
    reverse,
    sort,
)
from lakeflow.dsl.fn.lists import (
    filter_ as filter,
)
from lakeflow.dsl.fn.lists import (
    map_ as map,
)
from lakeflow.dsl.fn.lists import (
    max_ as max,
)
from lakeflow.dsl.fn.lists import (
    min_ as min,
)
from lakeflow.dsl.fn.lists import (
    range_ as range,
)
from lakeflow.dsl.fn.lists import (
    slice_ as slice,
)
from lakeflow.dsl.fn.lists import (
    sum_ as sum,
)
from lakeflow.dsl.fn.numbers import (
    abs_ as abs,
)
from lakeflow.dsl.fn.numbers import (
    ceil,
    floor,
    format_number,
    power,
    sqrt,
)
from lakeflow.dsl.fn.numbers import (
    round_ as round,
)
from lakeflow.dsl.fn.objects import (
    keys,
    lookup,
    merge,
    values,
)
from lakeflow.dsl.fn.text import (
    contains,
    endswith,
    join,
    lower,
    matches,
    pad_left,
    pad_right,
    replace,
    split,
    startswith,
    strip,
    substring,
    text_length,
    upper,
)

__all__ = [
    "abs",
    "add_days",
    "add_seconds",
    "all",
    "any",
    "average",
    "base64_decode",
    "base64_encode",
    "boolean",
    "ceil",
    "coalesce",
    "concat",
    "contains",
    "count",
    "date",
    "days_between",
    "default",
    "distinct",
    "endswith",
    "filter",
    "floor",
    "format_number",
    "has",
    "hash",
    "int",
    "is_null",
    "is_present",
    "isoweekday",
    "join",
    "keys",
    "last",
    "lookup",
    "lower",
    "map",
    "matches",
    "max",
    "merge",
    "min",
    "not_",
    "now",
    "number",
    "pad_left",
    "pad_right",
    "parse_json",
    "partition",
    "power",
    "random",
    "range",
    "reduce",
    "replace",
    "reverse",
    "round",
    "slice",
    "sort",
    "split",
    "sqrt",
    "startswith",
    "strftime",
    "string",
    "strip",
    "substring",
    "sum",
    "text_length",
    "to_json",
    "type_of",
    "upper",
    "url_encode",
    "uuid",
    "values",
    "when",
]

if not TYPE_CHECKING:  # a type checker knows all that there are

    def __getattr__(name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        from lakeflow.dsl.fn.unknown import unknown_function

        return unknown_function(name, __all__)
