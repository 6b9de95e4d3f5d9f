"""JSONata in a document: which strings are expressions, what is wrong with them, which variables they read.

https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final, NamedTuple

from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.sites import Site, VariableRead
from lakeflow.errors import ExpressionError, suggestion

BASIC: Final = frozenset({"input", "context"})
WITH_RESULT: Final = BASIC | {"result"}
WITH_ERROR: Final = BASIC | {"errorOutput"}

_OFFERS: Final = {
    "result": "only Assign and Output of a Task, Parallel or Map state may read it",
    "errorOutput": "only Assign and Output of a catcher may read it",
}
_CONTEXT_FIELDS: Final = frozenset({"Execution", "State", "StateMachine", "Task", "Map"})
_BREAK_AFTER_BLANK: Final = re.compile(r"[ \t]+[\r\n]")


class StatesRead(NamedTuple):
    """A reading of ``$states.field``, or with a path of two, of a field of the context object."""

    field: str
    then: str


class Expression(NamedTuple):
    """What is known of an expression's text wherever it stands."""

    error: str = ""
    """Why it does not parse, empty if it does."""
    context_reads: tuple[str, ...] = ()
    states: tuple[StatesRead, ...] = ()
    variables: tuple[tuple[str, bool], ...] = ()
    """Names of the variables it reads, each with whether it is called as a function."""


def check_text(text: str, pointer: str, site: Site, offered: Collection[str]) -> None:
    """Check a string in a field that takes JSONata."""
    opens, closes = text.startswith("{%"), text.endswith("%}")
    if opens and closes and len(text) >= 4:
        if not site.hides(text):
            _check_expression(text, pointer, site, offered)
    elif opens or closes:
        missing = "does not end with %}" if opens else "does not start with {%"
        site.report(
            Code.DELIMITERS,
            pointer,
            f"{shown(text)} {missing}",
            "an expression is the whole string: {% expression %}",
        )
    elif "{%" in text and text.strip().startswith("{%") and text.strip().endswith("%}"):
        site.report(
            Code.PADDED_EXPRESSION,
            pointer,
            f"{shown(text)} has spaces outside {{% %}}: it is passed on as it is written",
            "drop the spaces around the delimiters",
        )


def is_expression(value: object) -> bool:
    """Return whether a value is a string ``{% ... %}``."""
    return isinstance(value, str) and value.startswith("{%") and value.endswith("%}") and len(value) >= 4


def _check_expression(text: str, pointer: str, site: Site, offered: Collection[str]) -> None:
    body = text[2:-2]
    if (body and not body[0].isspace() and not body[-1].isspace()) or _BREAK_AFTER_BLANK.match(body):
        site.report(
            Code.DELIMITERS,
            pointer,
            f"the expression in {shown(text)} is not set off from its delimiters",
            "write one space after {% and one before %}",
        )
    read = read_expression(body)
    if read.error:
        site.report(Code.EXPRESSION, pointer, f"{shown(text)} is no JSONata: {read.error}")
    for name in read.context_reads:
        site.report(
            Code.NO_INPUT_DOCUMENT,
            pointer,
            f"{shown(text)} reads {name!r} of an input document, and there is none",
            _instead_of(name),
        )
    for state_read in read.states:
        _check_states_read(state_read, pointer, site, offered)
    site.reads += [VariableRead(name, pointer, is_call) for name, is_call in read.variables]


def _instead_of(name: str) -> str:
    field = "" if name in {"$", "$$"} else f".{name}"
    return f"write $states.input{field}" + (f", or ${name} for a variable" if field else "")


def _check_states_read(read: StatesRead, pointer: str, site: Site, offered: Collection[str]) -> None:
    if read.field not in offered:
        known = _OFFERS.get(read.field) or f"it has {', '.join(sorted(offered))}"
        site.report(Code.STATES_FIELD, pointer, f"there is no $states.{read.field} here", known)
    elif read.field == "context" and read.then:
        check_context_field(read.then, pointer, site)


def check_context_field(field: str, pointer: str, site: Site) -> None:
    """Warn of a field that the context object does not have."""
    if field not in _CONTEXT_FIELDS:
        hint = suggestion(field, _CONTEXT_FIELDS, f"it has {', '.join(sorted(_CONTEXT_FIELDS))}")
        site.report(Code.CONTEXT_FIELD, pointer, f"the context object has no field {field!r}", hint)


@lru_cache(maxsize=4096)
def read_expression(body: str) -> Expression:
    """Return what is known of an expression, given without its delimiters."""
    # JSONata's parser is loaded with the first expression: a JSONPath document does not wait for it.
    from lakeflow.asl.jsonata import compile_expression
    from lakeflow.asl.jsonata.analysis import context_reads, reads
    from lakeflow.asl.jsonata.functions import BUILTINS
    from lakeflow.asl.jsonata.tree import Call, Variable, walk

    try:
        tree = compile_expression(body).tree
    except ExpressionError as error:
        return Expression(error.message)
    calls = [node for node in walk(tree) if isinstance(node, Call)]
    called = {call.function.start for call in calls}
    # Who asks $exists($name) knows that the variable may not be there.
    asked = {read.name for call in calls if call.function == Variable("exists") for read in reads(call.arguments[0])}
    known = {"states", *BUILTINS, *asked}
    found = reads(tree)
    states = (StatesRead(*(*read.fields, "", "")[:2]) for read in found if read.name == "states" and read.fields)
    variables = ((read.name, read.start in called) for read in found if read.name not in known)
    return Expression(
        context_reads=tuple(dict.fromkeys(read.text for read in context_reads(tree))),
        states=tuple(dict.fromkeys(states)),
        variables=tuple(dict.fromkeys(variables)),
    )


def shown(value: object, most: int = 60) -> str:
    """Return a value for a message: JSON, cut where it is long.

    >>> shown("a" * 80, most=10)
    '"aaaaa..."'
    """
    import json

    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= most:
        return text
    end = '..."' if isinstance(value, str) else "..."
    return text[: most - len(end)] + end
