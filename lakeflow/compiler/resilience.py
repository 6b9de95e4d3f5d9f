"""Retriers and timeouts that every call has unless its author, its pipeline or the configuration says otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from lakeflow.asl.states import Retrier
from lakeflow.compiler.transient import TRANSIENT, transient
from lakeflow.dsl.policies import Retry
from lakeflow.dsl.resources import GlueJob, LambdaFunction
from lakeflow.dsl.tasks.athena import Athena
from lakeflow.dsl.tasks.glue import Glue
from lakeflow.dsl.tasks.lambda_ import Lambda
from lakeflow.dsl.tasks.sdk import Sdk
from lakeflow.dsl.tasks.task import TaskStep, Timeout

_A_DAY = 86_400
_ROOM_TO_QUEUE = 600
_ROOM_TO_START = 60
_LONGEST_QUERY = 1800
"""The longest that a DML query may run, by Athena's default quota."""


class Patience(NamedTuple):
    """An environment's word on passing errors; None leaves what the compiler would do.

    ``attempts`` and ``max_delay`` are how often and at most how many seconds apart they are tried again, ``timeout``
    after how many seconds a call fails.
    """

    attempts: int | None = None
    max_delay: int | None = None
    timeout: int | None = None


_NO_WORD = Patience()


class Resilience:
    """What holds for every call of a pipeline: the pipeline's own retriers and timeout, then the environment's."""

    def __init__(
        self,
        retry: Sequence[Retry] | None = None,
        *,
        retry_transient: bool = True,
        task_timeout: Timeout | None = None,
        patience: Patience = _NO_WORD,
    ) -> None:
        self.retry = retry
        self.retry_transient = retry_transient
        self.task_timeout = task_timeout
        self.patience = patience
        self._retriers: dict[tuple[int, ...], tuple[tuple[Retry, ...], tuple[Retrier, ...]]] = {}

    def retriers(self, step: TaskStep) -> tuple[Retrier, ...]:
        """Return the step's retriers, else its pipeline's, then the service's; none if they are ``retry=()``.

        Steps of the same policies share one tuple, which a document is written from once.
        """
        own, of_service = self.retry if step.retry is None else step.retry, self._of_service(step)
        if own is None:
            return of_service
        # By identity, as policies need not be hashable; kept beside the retriers, they keep it.
        policies = tuple(own)
        key = (id(of_service), *map(id, policies))
        if key not in self._retriers:
            self._retriers[key] = policies, _joined(policies, of_service)
        return self._retriers[key][1]

    def timeout_seconds(self, step: TaskStep) -> int | None:
        """Return when a call fails: by the step, else the pipeline, the environment, or what its resource allows.

        Whoever holds a task token is no call of the environment's.
        """
        environment = None if step.hands_out_token else self.patience.timeout
        for said in (step.timeout, self.task_timeout, environment):
            if said is not None:
                return None if said == "never" else said
        return _allowed(step)

    def _of_service(self, step: TaskStep) -> tuple[Retrier, ...]:
        wanted = self.retry_transient if step.retry_transient is None else step.retry_transient
        if not wanted:
            return ()
        kind = next((kind.__name__ for kind in type(step).__mro__ if kind.__name__ in TRANSIENT), "")
        return _patient(kind, step.action.partition(":")[0] if isinstance(step, Sdk) else None, self.patience)


def _joined(own: tuple[Retry, ...], of_service: tuple[Retrier, ...]) -> tuple[Retrier, ...]:
    written = tuple(_retrier(policy) for policy in own)
    if not written:
        return ()
    # States.ALL must be alone and last: nothing may follow it.
    takes_all = any("States.ALL" in policy.errors for policy in own)
    return (*of_service, *written) if takes_all else (*written, *of_service)


@cache
def _patient(kind: str, service: str | None, patience: Patience) -> tuple[Retrier, ...]:
    """Return the retriers of a kind of step, or of the service that an Sdk step names, as an environment wants them."""
    attempts, max_delay, _ = patience
    if attempts == 0:
        return ()
    return tuple(
        replace(
            retrier,
            max_attempts=retrier.max_attempts if attempts is None else attempts,
            max_delay_seconds=_at_least(max_delay, retrier),
        )
        for retrier in (TRANSIENT.get(kind, ()) if service is None else (_of_service_named(service),))
    )


def _of_service_named(service: str) -> Retrier:
    """Return the retrier of the errors that AWS's services share, under the name of the service's client."""
    client = service[:1].upper() + service[1:]
    return transient(
        f"{client}.InternalServerException",
        f"{client}.SdkClientException",
        f"{client}.ServiceUnavailableException",
        f"{client}.ThrottlingException",
        f"{client}.TooManyRequestsException",
    )


def _at_least(max_delay: int | None, retrier: Retrier) -> int | None:
    """Return the greatest delay, which ASL wants above the first."""
    if max_delay is None:
        return retrier.max_delay_seconds
    return max(max_delay, retrier.interval_seconds + 1)


def _allowed(step: TaskStep) -> int:
    if step.hands_out_token:
        return _A_DAY
    match step:
        case Glue(job=GlueJob() as job):
            return job.timeout * 60 + _ROOM_TO_QUEUE
        case Lambda(function=LambdaFunction() as function):
            return function.timeout + _ROOM_TO_START
        case Athena():
            return _LONGEST_QUERY
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
