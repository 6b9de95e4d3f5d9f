"""Retriers and timeouts that every call has unless its author says otherwise.

The errors are those that each service documents as passing. Delays grow from the interval by the rate up to
the maximum, with full jitter, so that a fan-out does not come back all at once.
"""

from collections.abc import Sequence

from lakeflow.asl.states import Retrier
from lakeflow.dsl.policies import Retry
from lakeflow.dsl.tasks.athena import Athena
from lakeflow.dsl.tasks.glue import Glue
from lakeflow.dsl.tasks.lambda_ import Lambda
from lakeflow.dsl.tasks.sns import Notify
from lakeflow.dsl.tasks.task import TaskStep


def _transient(*errors: str, interval: int = 2, attempts: int = 6, max_delay: int = 60) -> Retrier:
    return Retrier(
        error_equals=errors,
        interval_seconds=interval,
        max_attempts=attempts,
        backoff_rate=2.0,
        max_delay_seconds=max_delay,
        jitter_strategy="FULL",
    )


LAMBDA = (
    # https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
    _transient(
        "Lambda.ClientExecutionTimeoutException",
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
    ),
)
GLUE = (
    # https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html#API_StartJobRun_Errors
    # A job that is still running elsewhere frees its place in minutes, not in seconds.
    _transient("Glue.ConcurrentRunsExceededException", interval=30, attempts=6, max_delay=300),
    _transient(
        "Glue.InternalServiceException",
        "Glue.OperationTimeoutException",
        "Glue.ResourceNumberLimitExceededException",
        "Glue.ThrottlingException",
        interval=5,
    ),
)
ATHENA = (
    # https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html#API_StartQueryExecution_Errors
    _transient("Athena.InternalServerException", "Athena.TooManyRequestsException", interval=5),
)
SNS = (
    # A message told twice does less harm than one not told; how this integration names SNS's errors is not documented.
    _transient("States.TaskFailed", attempts=3),
)

_ROOM_TO_QUEUE = 600
_ROOM_TO_START = 60


def default_retriers(step: TaskStep) -> tuple[Retrier, ...]:
    """Return the retriers for a service's passing errors."""
    match step:
        case Lambda():
            return LAMBDA
        case Glue():
            return GLUE
        case Athena():
            return ATHENA
        case Notify():
            return SNS
        case _:
            return ()


def retriers(step: TaskStep) -> tuple[Retrier, ...]:
    """Return the author's retriers, then the service's; none at all if the author said ``retry=()``."""
    if step.retry is None:
        return default_retriers(step)
    written = tuple(_retrier(policy) for policy in step.retry)
    if not written:
        return ()
    # States.ALL must be alone and last: nothing may follow it.
    takes_all = any("States.ALL" in policy.errors for policy in step.retry)
    return (*default_retriers(step), *written) if takes_all else (*written, *default_retriers(step))


def timeout_seconds(step: TaskStep) -> int:
    """Return after how long a call has failed: the author's word, or what the resource allows and room to start."""
    if step.timeout is not None:
        return step.timeout
    match step:
        case Glue(job=job):
            return job.timeout * 60 + _ROOM_TO_QUEUE
        case Lambda(function=function):
            return function.timeout + _ROOM_TO_START
        case Athena():
            return 1800  # the longest that a DML query may run, by Athena's default quota
        case _:
            return step.longest


def _retrier(policy: Retry) -> Retrier:
    errors: Sequence[str] = (policy.errors,) if isinstance(policy.errors, str) else policy.errors
    return Retrier(
        error_equals=tuple(errors),
        interval_seconds=policy.interval,
        max_attempts=policy.attempts,
        backoff_rate=policy.backoff,
        max_delay_seconds=policy.max_delay,
        jitter_strategy="FULL" if policy.jitter else "NONE",
    )
