"""Read a job's arguments the way Glue does."""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

_BOOKMARK_OPTION = "job-bookmark-option"
_BOOKMARK_CHOICES = ("job-bookmark-enable", "job-bookmark-disable", "job-bookmark-pause")
_CONTINUATION_OPTION = "continuation-option"
_CONTINUATION_CHOICES = ("continuation-enabled", "continuation-readonly", "continuation-ignore")
# Glue's own arguments: a job that lists one of them is refused.
_REFUSED = (
    _BOOKMARK_OPTION, _CONTINUATION_OPTION, "job-bookmark-from", "job-bookmark-to", "encryption-type",
    "enable-data-lineage", "JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION",
)  # fmt: skip
_TEMPORARY_FOLDERS = ("RedshiftTempDir", "TempDir")


class GlueArgumentError(Exception):
    """A listed argument that the job was not given, or a value that Glue does not take."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise GlueArgumentError(message)


def getResolvedOptions(args: Sequence[str], options: Sequence[str]) -> dict[str, Any]:  # noqa: N802  Glue's own name
    """Return the values of the listed options, all of them required, and Glue's own.

    ``args`` is ``sys.argv``. Dashes in a name are underscores in the result, unlisted arguments are ignored, a name may
    be abbreviated, and of two values the last counts: the behaviour of Glue 5.

    Raises:
        GlueArgumentError: a listed option has no value among the arguments.
        argparse.ArgumentError: an option is listed twice, or is one of Glue's own.

    """
    parser = _Parser()
    parser.add_argument(f"--{_BOOKMARK_OPTION}", choices=_BOOKMARK_CHOICES, default="job-bookmark-disable")
    parser.add_argument(f"--{_CONTINUATION_OPTION}", choices=_CONTINUATION_CHOICES)
    for name in (*_REFUSED, *_TEMPORARY_FOLDERS):
        if name not in (_BOOKMARK_OPTION, _CONTINUATION_OPTION):
            parser.add_argument(f"--{name}")
    for name in options:
        if name not in _TEMPORARY_FOLDERS:
            parser.add_argument(f"--{name}", required=True)
    given, _unlisted = parser.parse_known_args(list(args[1:]))
    return vars(given)
