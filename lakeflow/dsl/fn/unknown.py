"""Functions that there are not: what they are called elsewhere, and here."""

from collections.abc import Callable, Collection, Mapping

from lakeflow.dsl.expressions import Literal
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Record
from lakeflow.errors import closest

_ELSEWHERE: Mapping[str, str] = {
    "str": "fn.string(value)",
    "float": "fn.number(text)",
    "bool": "fn.boolean(value)",
    "len": "fn.count(list) or fn.text_length(text)",
    "length": "fn.count(list) or fn.text_length(text)",
    "size": "fn.count(list)",
    "sorted": "fn.sort(list)",
    "reversed": "fn.reverse(list)",
    "first": "list[0]",
    "get": "fn.lookup(object, key)",
    "in_": "fn.has(list, item)",
    "trim": "fn.strip(text)",
    "format": 'Format("orders/{}.csv", date)',
    "concat_ws": "fn.join(texts, separator)",
    "today": "fn.date(fn.now())",
    "current_date": "fn.date(fn.now())",
    "current_timestamp": "fn.now()",
    "date_add": "fn.add_days(date, 1)",
    "date_sub": "fn.add_days(date, -1)",
    "datediff": "fn.days_between(earlier, later)",
    "date_format": 'fn.strftime(date, "%Y/%m")',
    "to_date": "fn.date(moment)",
    "if_": "fn.when(condition, value).otherwise(value)",
    "ifelse": "fn.when(condition, value).otherwise(value)",
    "nvl": "fn.coalesce(value, default)",
    "isnull": "fn.is_null(value)",
    "lit": "the value itself",
}
"""By a name that other languages and libraries have for it, how it is written here."""


def unknown_function(name: str, known: Collection[str]) -> Callable[..., Record]:
    """Return something to call in the place of a function that there is not, after telling of it."""
    close = closest(name, known)
    written = _ELSEWHERE.get(name) or (f"fn.{close}" if close else "")
    hint = f"did you mean {written}?" if written else f"it has {', '.join(known)}"
    mistake("LF223", f"fn has no function {name!r}", hint)
    return lambda *_, **__: Record(Literal(None))
