"""The marks by which a document says that a value comes later: a template's, a tool's, a manual's.

``${name}`` is of CloudFormation, SAM and Terraform, ``#{name}`` of the Serverless Framework, ``{{name}}`` of Jinja and
its like, ``%%name%%`` of scripts that replace text, ``<name>`` and ``A_NAME`` of manuals.
"""

import re
from typing import Final

_MARKED: Final = r"[$#]\{[^}\n]*\}|\{\{[^{}\n]+\}\}|%%[\w.:-]+%%"
_ANGLED: Final = r"<[A-Za-z][\w .:/-]*>"

PLACEHOLDER: Final = rf"(?:{_MARKED}|{_ANGLED})"
"""One placeholder that its marks tell from what stands around it; for use in a pattern."""

_HIDING: Final = re.compile(rf"{_MARKED}|\A{_ANGLED}\Z")
_WHOLE: Final = re.compile(PLACEHOLDER)
_WORD: Final = re.compile(r"(?:__)?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?:__)?")


def hides(text: str) -> bool:
    """Return whether nobody knows what a text says, because a placeholder is in it; ``<name>`` only as all of it.

    >>> hides("${env}-load"), hides("{{ env }}"), hides("<env>"), hides("{% a <b and c> d %}")
    (True, True, True, False)
    """
    # Most texts have none of these signs, and every text of a document comes by here.
    return ("{" in text or "<" in text or "%" in text) and _HIDING.search(text) is not None


def is_placeholder(text: str) -> bool:
    """Return whether a text is one placeholder and nothing else, so that it may become a value of any type.

    >>> is_placeholder("#{pause}"), is_placeholder("no ${pause}")
    (True, False)
    """
    return _WHOLE.fullmatch(text) is not None


def is_name_of_value(text: str) -> bool:
    """Return whether a text is a name in capitals with underscores, as ``FUNCTION_ARN`` stands for an ARN.

    >>> is_name_of_value("PAUSE_SECONDS"), is_name_of_value("__ARN__"), is_name_of_value("FIRST")
    (True, True, False)
    """
    return "_" in text and _WORD.fullmatch(text) is not None
