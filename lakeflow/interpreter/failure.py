"""How a state fails, and which errors a retrier or catcher means by the names in its ErrorEquals."""

from lakeflow.asl.states import Json

ALL = "States.ALL"
DATA_LIMIT_EXCEEDED = "States.DataLimitExceeded"
EXCEED_TOLERATED_FAILURE_THRESHOLD = "States.ExceedToleratedFailureThreshold"
HEARTBEAT_TIMEOUT = "States.HeartbeatTimeout"
INTRINSIC_FAILURE = "States.IntrinsicFailure"
ITEM_READER_FAILED = "States.ItemReaderFailed"
NO_CHOICE_MATCHED = "States.NoChoiceMatched"
QUERY_EVALUATION_ERROR = "States.QueryEvaluationError"
RESULT_PATH_MATCH_FAILURE = "States.ResultPathMatchFailure"
RESULT_WRITER_FAILED = "States.ResultWriterFailed"
RUNTIME = "States.Runtime"
TASK_FAILED = "States.TaskFailed"
TIMEOUT = "States.Timeout"

_NOT_TASK_FAILURES = frozenset({TIMEOUT, HEARTBEAT_TIMEOUT, QUERY_EVALUATION_ERROR})


class StateFailed(Exception):  # noqa: N818  ASL's own word
    """A state ended badly; ``error`` and ``cause`` are None where a Fail state gives none.

    ``place`` is the id of the event at which the state was entered, where its own fields failed and not its work.
    """

    def __init__(self, error: str | None, cause: str | None = None, place: int | None = None) -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause
        self.place = place

    def output(self) -> dict[str, Json]:
        """Return what a catcher reads as ``$states.errorOutput``."""
        return {"Error": self.error or "", "Cause": self.cause or ""}


def matches(error_equals: tuple[str, ...], error: str | None) -> bool:
    """Tell whether a retrier or catcher with these names means that error.

    ``States.Runtime`` is never retried nor caught; ``States.Timeout`` means a missed heartbeat too.
    ``States.TaskFailed`` stands for every other error but a timeout and
    a failed expression (measured on AWS; the documentation leaves the latter out).
    """
    if error == RUNTIME:
        return False
    if error in error_equals or ALL in error_equals:
        return True
    if error == HEARTBEAT_TIMEOUT and TIMEOUT in error_equals:
        return True
    return TASK_FAILED in error_equals and error not in _NOT_TASK_FAILURES
