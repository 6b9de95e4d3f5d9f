"""JSON pointers (RFC 6901) into state machines."""


def below(pointer: str, key: str | int) -> str:
    """Return the JSON pointer of a member or item.

    >>> below("/States", "a/b")
    '/States/a~1b'
    """
    if type(key) is str and ("/" in key or "~" in key):
        key = key.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{key}"


def names(pointer: str) -> list[str]:
    """Return the names and positions on the way to a place.

    >>> names("/States/a~1b/Next")
    ['States', 'a/b', 'Next']
    """
    return [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:]]


def state_at(pointer: str) -> str:
    """Return the name of the innermost state that a place is in, empty outside of all.

    >>> state_at("/States/Both/Branches/0/States/Load/Retry/0")
    'Load'
    >>> state_at("/StartAt")
    ''
    """
    state, rest = "", names(pointer)
    while rest[:1] == ["States"] and len(rest) > 1:
        state, rest = rest[1], rest[2:]
        if rest[:1] == ["Branches"]:
            rest = rest[2:]
        elif rest[:1] in (["ItemProcessor"], ["Iterator"]):
            rest = rest[1:]
    return state
