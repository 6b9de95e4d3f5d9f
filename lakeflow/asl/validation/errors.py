"""Retriers and catchers, and the error names that they list."""

from collections.abc import Mapping
from typing import Any, Final

from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.expressions import WITH_ERROR, shown
from lakeflow.asl.validation.shapes import Shape, parts
from lakeflow.asl.validation.sites import Site
from lakeflow.asl.validation.templates import result_path
from lakeflow.asl.validation.values import (
    Check,
    integer,
    number,
    one_of,
    state_name,
    template,
    text,
    wrong_type,
)
from lakeflow.asl.validation.variables import assign
from lakeflow.errors import suggestion

MAX_DELAY: Final = 31_622_400
"""The longest ``MaxDelaySeconds``, a year: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html."""

PREDEFINED: Final = frozenset(
    f"States.{name}"
    for name in (
        "ALL", "BranchFailed", "DataLimitExceeded", "ExceedToleratedFailureThreshold", "HeartbeatTimeout",
        "IntrinsicFailure", "ItemReaderFailed", "NoChoiceMatched", "ParameterPathFailure", "Permissions",
        "QueryEvaluationError", "ResultPathMatchFailure", "ResultWriterFailed", "Runtime", "TaskFailed", "Timeout",
    )
)  # fmt: skip
"""The error names that begin with ``States.``, which only Step Functions gives."""


def error_names(value: Any, pointer: str, site: Site) -> None:
    """Take ``ErrorEquals``: error names, at least one."""
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        wrong_type(value, pointer, site, "a list of error names, not empty,")
        return
    for index, name in enumerate(value):
        if name.startswith("States.") and not _is_given(name) and not site.hides(name):
            hint = suggestion(name, PREDEFINED, "give your own errors names that do not begin with States.")
            site.report(Code.RESERVED_ERROR, f"{pointer}/{index}", f"no error is named {name}", hint)
        elif name == "States.Runtime":
            site.report(
                Code.UNCATCHABLE_ERROR,
                f"{pointer}/{index}",
                "States.Runtime is never retried and never caught",
                "drop it: such a failure ends the execution",
            )


def _is_given(name: str) -> bool:
    """Return whether Step Functions gives errors this name; those of HTTP tasks end in the status code."""
    return name in PREDEFINED or name.startswith("States.Http.")


RETRIER: Final = Shape(
    "a retrier",
    {
        "ErrorEquals": error_names,
        "IntervalSeconds": integer(0),
        "MaxAttempts": integer(0),
        "BackoffRate": number(1),
        "MaxDelaySeconds": integer(1, MAX_DELAY),
        "JitterStrategy": one_of("FULL", "NONE"),
        "Comment": text,
    },
    required=("ErrorEquals",),
)
_CATCHER: Final[Mapping[str, Check]] = {
    "ErrorEquals": error_names,
    "Next": state_name,
    "Assign": assign(WITH_ERROR),
    "Comment": text,
}
CATCHERS: Final = {
    "JSONPath": Shape(
        "a catcher",
        {**_CATCHER, "ResultPath": result_path},
        required=("ErrorEquals", "Next"),
        foreign={"Output": 'write ResultPath for where the error goes, or give the state "QueryLanguage": "JSONata"'},
    ),
    "JSONata": Shape(
        "a catcher",
        {**_CATCHER, "Output": template(WITH_ERROR)},
        required=("ErrorEquals", "Next"),
        foreign={"ResultPath": "write Output, with $states.errorOutput for the error"},
    ),
}


def _with_wildcard_last(shape: Shape) -> Check:
    check_parts = parts(shape)

    def check(value: Any, pointer: str, site: Site) -> None:
        check_parts(value, pointer, site)
        if isinstance(value, list):
            check_wildcards(value, pointer, site)

    return check


def check_wildcards(value: list[Any], pointer: str, site: Site) -> None:
    """Check that ``States.ALL`` stands alone, in the last of the retriers or catchers."""
    for index, item in enumerate(value):
        names = item.get("ErrorEquals") if isinstance(item, dict) else None
        if not isinstance(names, list) or "States.ALL" not in names:
            continue
        at = f"{pointer}/{index}/ErrorEquals"
        if len(names) > 1:
            site.report(
                Code.ERROR_WILDCARD, at, f"States.ALL stands beside other names in {shown(names)}", "let it stand alone"
            )
        if index < len(value) - 1:
            site.report(
                Code.ERROR_WILDCARD,
                at,
                "States.ALL matches every error, so that what comes after it is never reached",
                "move it to the end",
            )


retriers: Final = _with_wildcard_last(RETRIER)
catchers: Final = {language: _with_wildcard_last(shape) for language, shape in CATCHERS.items()}
