"""What every step that calls a service has: retries, a timeout, an output."""

from collections.abc import Sequence
from typing import ClassVar, Unpack

from lakeflow.dsl.expressions import ContextField, parts_of
from lakeflow.dsl.policies import Retry
from lakeflow.dsl.references import Ref, expressions_in
from lakeflow.dsl.steps import Step, StepOptions


class TaskOptions(StepOptions, total=False):
    """What every task step can be told besides; times in seconds.

    ``retry`` comes before the retriers that every call of the service has by default; ``retry=()`` switches both off.
    ``heartbeat`` is how long whoever holds a task token may stay silent.
    """

    retry: Retry | Sequence[Retry] | None
    timeout: int | None
    heartbeat: int | None


class TaskStep(Step):
    """A step that calls a service: it can be retried and times out; times in seconds.

    ``retry`` comes before the retriers that every call of the service has by default; ``retry=()`` switches both off.
    """

    longest: ClassVar[int] = 60
    """What ``timeout`` is where neither the author nor a resource says."""

    def __init__(
        self,
        name: str,
        *,
        retry: Retry | Sequence[Retry] | None = None,
        timeout: int | None = None,
        heartbeat: int | None = None,
        **options: Unpack[StepOptions],
    ) -> None:
        super().__init__(name, **options)
        self.retry = (retry,) if isinstance(retry, Retry) else retry
        self.timeout = timeout
        self.heartbeat = heartbeat

    @property
    def output_type(self) -> object:
        """The type of ``output`` as far as the pipeline itself says it; None where anyone may send it."""
        return None

    @property
    def hands_out_token(self) -> bool:
        """Whether the call passes on a task token, and so waits for whoever gets it."""
        return any(
            isinstance(part, ContextField) and part.path == "Task.Token"
            for value in self.values
            for expression in expressions_in(value)
            for part in parts_of(expression)
        )


def TaskToken() -> Ref:  # noqa: N802  it reads as the value it stands for, Task.Token of the context object
    """Return the token of the task that it is given to: the step then waits until someone sends it back.

    A Lambda, Sqs, Notify, EventBridge, Ecs, RunPipeline or Sdk step may hand it out. Whoever has it ends the step by
    ``SendTaskSuccess``, whose output is the step's, or by ``SendTaskFailure``; give ``timeout`` and ``heartbeat``.

    >>> from lakeflow import Pipeline, Sqs, TaskToken
    >>> with Pipeline("shop"):
    ...     approval = Sqs("ask", queue="approvals", body={"token": TaskToken()}, timeout=86_400)
    >>> approved = approval.output.approved
    """
    return Ref(ContextField("Task.Token"))
