"""Named parameters in SQL: ``:name`` becomes the ``?`` that Athena knows, in the order of the text."""

import re

_TOKEN = re.compile(
    r"""
    '(?:[^']|'')*'            # a string
    | "(?:[^"]|"")*"          # a quoted name
    | --[^\n]*                # a comment to the end of the line
    | /\*.*?\*/               # a comment over lines
    | ::                      # a cast of other dialects, never a parameter
    | :(?P<name>[A-Za-z_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)


def positional(sql: str) -> tuple[str, tuple[str, ...]]:
    """Return the statement with ``?`` for each ``:name``, and the names in their order.

    >>> positional("SELECT ':no' FROM t WHERE a = :day AND b < :day -- :no")
    ("SELECT ':no' FROM t WHERE a = ? AND b < ? -- :no", ('day', 'day'))
    """
    names: list[str] = []

    def replace(token: re.Match[str]) -> str:
        if token["name"] is None:
            return token[0]
        names.append(token["name"])
        return "?"

    return _TOKEN.sub(replace, sql), tuple(names)


def is_statement(sql: str) -> bool:
    """Return whether a text is SQL itself rather than the path of a file with it."""
    return any(space in sql.strip() for space in " \n\t") or not sql.endswith(".sql")
