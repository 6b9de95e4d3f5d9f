"""Execution parameters: text that is SQL itself, put where the question marks are."""

from collections.abc import Sequence
from typing import Any

from lakeflow.errors import QueryError

# https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
_MOST = 25


def substitute(tree: Any, parameters: Sequence[str]) -> Any:
    """Return the query with its ``?`` replaced, in order; a parameter is a literal such as ``'2024-01-01'`` or ``5``.

    Raises:
        QueryError: there are more or fewer than question marks, too many, or one is not a value.

    """
    from sqlglot import exp

    marks = sorted(tree.find_all(exp.Placeholder), key=lambda mark: int(mark.meta.get("start", 0)))
    marks = marks if len({mark.meta.get("start") for mark in marks}) == len(marks) else list(tree.find_all(exp.Placeholder, bfs=False))
    if len(marks) != len(parameters):
        raise QueryError(
            f"INVALID_PARAMETER_USAGE: Incorrect number of parameters: expected {len(marks)} but found {len(parameters)}",
            hint="give one parameter for each ? in the statement",
        )
    if len(parameters) > _MOST:
        raise QueryError(f"INVALID_PARAMETER_USAGE: at most {_MOST} parameters", hint="put values into the statement")
    for mark, parameter in zip(marks, parameters, strict=True):
        mark.replace(_value(parameter))
    return tree


def _value(parameter: str) -> Any:
    import sqlglot
    from sqlglot import exp

    try:
        value = sqlglot.parse_one(parameter, read="athena")
    except sqlglot.errors.SqlglotError as error:
        raise _not_a_value(parameter) from error
    if any(isinstance(node, exp.Column | exp.Query | exp.Placeholder) for node in value.walk()):
        raise _not_a_value(parameter)
    return exp.paren(value) if isinstance(value, exp.Binary) else value


def _not_a_value(parameter: str) -> QueryError:
    return QueryError(
        f"INVALID_PARAMETER_USAGE: parameter {parameter} is not a literal", hint="strings are in single quotes: '2024-01-01'"
    )
