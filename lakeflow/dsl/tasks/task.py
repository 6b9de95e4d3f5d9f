"""What every step that calls a service has: retries, a timeout, an output."""

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar, Literal, TypeAlias, Unpack

from lakeflow.dsl.expressions import ContextField, parts_of
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.policies import Retry
from lakeflow.dsl.ranges import Positive
from lakeflow.dsl.references import Ref, expressions_in
from lakeflow.dsl.steps import Step, StepOptions

Timeout: TypeAlias = Positive | Literal["never"]
"""Seconds after which a call fails; ``never``: it may take as long as the execution."""


class TaskOptions(StepOptions, total=False):
    """What every task step can be told besides; times in seconds.

    ``retry`` comes before the retriers that every call of the service has by default; ``retry_transient=False`` leaves
    those out, ``retry=()`` all. ``heartbeat`` is how long whoever holds a task token may stay silent.
    """

    retry: Retry | Sequence[Retry] | None
    retry_transient: bool | None
    timeout: Timeout | None
    heartbeat: Positive | None


class TaskStep(Step):
    """A step that calls a service: it can be retried and times out, as TaskOptions say; None leaves it to others."""

    longest: ClassVar[int] = 60
    """What ``timeout`` is where neither the author nor a resource says."""

    def __init__(
        self,
        name: str,
        *,
        retry: Retry | Sequence[Retry] | None = None,
        retry_transient: bool | None = None,
        timeout: Timeout | None = None,
        heartbeat: Positive | None = None,
        **options: Unpack[StepOptions],
    ) -> None:
        super().__init__(name, **options)
        self.retry = (retry,) if isinstance(retry, Retry) else retry
        self.retry_transient = retry_transient
        self.timeout = checked_timeout(timeout)
        self.heartbeat = heartbeat

    @property
    def output_type(self) -> object:
        """The type of ``output`` as far as the pipeline itself says it; None where anyone may send it."""
        return None

    @cached_property
    def hands_out_token(self) -> bool:
        """Whether the call passes on a task token, and so waits for whoever gets it."""
        return any(
            isinstance(part, ContextField) and part.path == "Task.Token"
            for value in self.values
            for expression in expressions_in(value)
            for part in parts_of(expression)
        )


class JobOptions(TaskOptions, total=False):
    """What a step can be told besides that starts what ends later: whether it is to ``wait`` for that, as it does."""

    wait: bool


class JobStep(TaskStep):
    """A step that starts something which ends later, and waits for its end unless ``wait=False``."""

    longest: ClassVar[int] = 86_400

    def __init__(self, name: str, *, wait: bool = True, **options: Unpack[TaskOptions]) -> None:
        super().__init__(name, **options)
        self.wait = wait


def checked_timeout(timeout: int | str | None) -> Timeout | None:
    """Return a timeout; a text that is not ``never`` is a mistake."""
    if not isinstance(timeout, str):
        return timeout
    if timeout != "never":
        mistake("LF229", f"{timeout!r} is not a timeout", 'write a number of seconds, or "never"')
    return "never"


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
