"""SQL for Athena: ``:name`` becomes the ``?`` that it knows, and what only people read is left out."""

import re

_TOKEN = re.compile(
    r"""
    (?P<kept> '(?:[^']|'')*'        # a string
            | "(?:[^"]|"")*"        # a quoted name
            | ::                    # a cast of other dialects, never a parameter
    )
    | (?P<gap> (?: \s+ | --[^\n]* | /\*.*?\*/ )+ )
    | :(?P<name>[A-Za-z_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)


def positional(sql: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the statement with ``?`` for each ``:name``, and the names in their order.

    Comments are dropped and white space is folded, so that an edit of either changes no document.

    >>> positional("SELECT ':no' FROM t -- :no\n  WHERE a = :day AND b < :day;")
    ("SELECT ':no' FROM t WHERE a = ? AND b < ?", ('day', 'day'))
    """
    names: list[str] = []

    def replace(token: re.Match[str]) -> str:
        if token["kept"] is not None:
            return token["kept"]
        if token["gap"] is not None:
            return " "
        names.append(token["name"])
        return "?"

    return _TOKEN.sub(replace, sql).strip(" ;"), tuple(names)


def is_statement(sql: str) -> bool:
    """Return whether a text is SQL itself rather than the path of a file with it."""
    return any(space in sql.strip() for space in " \n\t") or not sql.endswith(".sql")
