"""JSON with single quotes, which ``$parse`` accepts, rewritten with double ones."""

import re
from typing import Final

_STRING: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'((?:[^'\\]|\\.)*)'", re.DOTALL)
_BODY: Final = re.compile(r"\\(.)|\"", re.DOTALL)


def double_quoted(text: str) -> str:
    """Return the text with each single-quoted string in double quotes."""
    if "'" not in text:
        return text
    return _STRING.sub(lambda match: match.group() if match.group(1) is None else _requoted(match.group(1)), text)


def _requoted(body: str) -> str:
    escaped = _BODY.sub(lambda match: "'" if match.group(1) == "'" else f"\\{match.group(1) or match.group()}", body)
    return f'"{escaped}"'
