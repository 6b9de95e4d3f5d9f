"""Mistakes that Python can go on after: they are remembered by what is being declared, so that all are told at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from lakeflow.dsl.source import caller_location
from lakeflow.errors import DefinitionError, Diagnostic

open_findings: ContextVar[list[Diagnostic] | None] = ContextVar("open_findings", default=None)
"""What is wrong so far with the pipeline whose ``with`` is open, or the module around it; None outside any."""

_TOO_OFTEN = 20
"""A mistake repeated at one place this often is a loop that will not end, such as ``while reference:``."""


def mistake(code: str, message: str, hint: str, *, stands_in: bool = False) -> None:
    """Remember a mistake at the author's line; ``stands_in`` where what was declared is replaced by something else.

    Raises:
        DefinitionError: nothing is open to remember it, or it comes again and again.

    """
    finding = Diagnostic(code, message, caller_location(), hint, stands_in=stands_in)
    findings = open_findings.get()
    if findings is None or findings.count(finding) == _TOO_OFTEN:
        raise DefinitionError(finding.code, finding.message, hint=finding.hint, location=finding.location)
    findings.append(finding)


@contextmanager
def unheard() -> Iterator[None]:
    """Forget the mistakes of a block: those of a declaration of which it has been told that it is wrong."""
    outer = open_findings.set([])
    try:
        yield
    finally:
        open_findings.reset(outer)
