"""Execution parameters: text that is SQL itself, put where the question marks are."""

from collections.abc import Sequence

from lakeflow.errors import QueryError

# https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
_MOST = 25


def substitute(sql: str, parameters: Sequence[str]) -> str:
    """Return the statement with its ``?`` replaced, in order, by literals such as ``'2024-01-01'`` or ``5``.

    Raises:
        QueryError: there are more or fewer than question marks, too many, or one is not a value.

    """
    from sqlglot import tokenize
    from sqlglot.tokens import TokenType

    marks = [token.start for token in tokenize(sql, read="athena") if token.token_type == TokenType.PLACEHOLDER]
    if len(marks) != len(parameters):
        counts = f"expected {len(marks)} but found {len(parameters)}"
        raise QueryError(
            f"INVALID_PARAMETER_USAGE: Incorrect number of parameters: {counts}",
            hint="give one parameter for each ? in the statement",
        )
    if len(parameters) > _MOST:
        raise QueryError(f"INVALID_PARAMETER_USAGE: at most {_MOST} parameters", hint="put values into the statement")
    pieces, end = [], 0
    for mark, parameter in zip(marks, parameters, strict=True):
        pieces += [sql[end:mark], _literal(parameter)]
        end = mark + 1
    return "".join([*pieces, sql[end:]])


def _literal(parameter: str) -> str:
    import sqlglot
    from sqlglot import exp

    try:
        value = sqlglot.parse_one(parameter, read="athena")
    except sqlglot.errors.SqlglotError as error:
        raise _not_a_literal(parameter) from error
    if any(isinstance(node, exp.Column | exp.Query | exp.Placeholder) for node in value.walk()):
        raise _not_a_literal(parameter)
    return f"({parameter})" if isinstance(value, exp.Binary) else parameter


def _not_a_literal(parameter: str) -> QueryError:
    return QueryError(
        f"INVALID_PARAMETER_USAGE: parameter {parameter} is not a literal",
        hint="strings are in single quotes: '2024-01-01'",
    )
