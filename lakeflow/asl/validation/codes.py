"""The codes of findings about ASL documents; ``docs/reference/asl-diagnostics.md`` explains each with an example."""

from enum import StrEnum
from typing import Final

from lakeflow.errors import Severity


class Code(StrEnum):
    """What is wrong; a code keeps its meaning between releases."""

    NOT_JSON = "LF300"
    DUPLICATE_KEY = "LF301"
    WRONG_TYPE = "LF302"
    UNKNOWN_FIELD = "LF303"
    MISSING_FIELD = "LF304"
    WRONG_VALUE = "LF305"
    EXCLUSIVE_FIELDS = "LF306"
    WRONG_QUERY_LANGUAGE = "LF307"
    STATE_NAME = "LF308"
    DUPLICATE_STATE_NAME = "LF309"
    TIMESTAMP = "LF310"
    TOO_LARGE = "LF311"

    NO_SUCH_STATE = "LF320"
    OUTSIDE_SCOPE = "LF321"
    UNREACHABLE = "LF322"
    NO_TERMINAL = "LF323"
    ENDLESS = "LF324"
    DETACHED = "LF325"

    PATH = "LF330"
    REFERENCE_PATH = "LF331"
    PAYLOAD_VALUE = "LF332"
    INTRINSIC = "LF333"
    DUPLICATE_PAYLOAD_FIELD = "LF334"
    NOT_TEXT = "LF335"
    LITERAL_PATH = "LF336"
    FORMAT_ARGUMENTS = "LF337"

    EXPRESSION = "LF340"
    DELIMITERS = "LF341"
    NO_INPUT_DOCUMENT = "LF342"
    STATES_FIELD = "LF343"
    CONSTANT_FIELD = "LF344"
    PADDED_EXPRESSION = "LF345"
    CONTEXT_FIELD = "LF346"

    VARIABLE_NAME = "LF350"
    SHADOWED_VARIABLE = "LF351"
    UNKNOWN_VARIABLE = "LF352"
    UNSET_VARIABLE = "LF353"
    OUT_OF_SCOPE_VARIABLE = "LF354"
    HYPHENATED_VARIABLE = "LF355"

    ERROR_WILDCARD = "LF360"
    RESERVED_ERROR = "LF361"
    UNCATCHABLE_ERROR = "LF362"

    RESOURCE = "LF370"
    INTEGRATION = "LF371"
    EXPRESS = "LF372"
    TASK_TOKEN = "LF373"  # noqa: S105  the name of a mistake
    CREDENTIALS = "LF374"
    HEARTBEAT = "LF375"
    ARGUMENTS = "LF376"
    ARGUMENT = "LF377"
    DOUBTFUL_ARGUMENT = "LF378"
    UNCHECKED_CALL = "LF379"

    DISTRIBUTED_FIELD = "LF380"
    PROCESSOR_CONFIG = "LF381"
    LABEL = "LF382"
    DUPLICATE_LABEL = "LF383"
    READER = "LF384"
    CONCURRENCY = "LF385"
    EMPTY_BATCH = "LF386"


WARNINGS: Final = frozenset(
    {
        Code.DUPLICATE_KEY,
        Code.ENDLESS,
        Code.DETACHED,
        Code.LITERAL_PATH,
        Code.FORMAT_ARGUMENTS,
        Code.PADDED_EXPRESSION,
        Code.CONTEXT_FIELD,
        Code.UNKNOWN_VARIABLE,
        Code.UNSET_VARIABLE,
        Code.OUT_OF_SCOPE_VARIABLE,
        Code.HYPHENATED_VARIABLE,
        Code.RESERVED_ERROR,
        Code.UNCATCHABLE_ERROR,
        Code.DOUBTFUL_ARGUMENT,
        Code.UNCHECKED_CALL,
        Code.TASK_TOKEN,
        Code.DISTRIBUTED_FIELD,
        Code.READER,
        Code.CONCURRENCY,
        Code.EMPTY_BATCH,
    }
)
"""AWS accepts these, and they fail or surprise when the machine runs; every other code is an error."""


def severity(code: Code) -> Severity:
    """Return whether a finding of this code refuses the document."""
    return Severity.WARNING if code in WARNINGS else Severity.ERROR
