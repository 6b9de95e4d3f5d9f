"""What every step that calls a service has: retries, a timeout, an output."""

from collections.abc import Sequence
from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.policies import Retry
from lakeflow.dsl.references import Ref
from lakeflow.dsl.steps import Step, StepOptions


class TaskOptions(StepOptions, total=False):
    """What every task step can be told besides; ``timeout`` in seconds.

    ``retry`` comes before the retriers that every call of the service has by default; ``retry=()`` switches both off.
    """

    retry: Retry | Sequence[Retry] | None
    timeout: int | None


class TaskStep(Step):
    """A step that calls a service: it can be retried and times out; ``timeout`` in seconds.

    ``retry`` comes before the retriers that every call of the service has by default; ``retry=()`` switches both off.
    """

    def __init__(
        self,
        name: str,
        *,
        retry: Retry | Sequence[Retry] | None = None,
        timeout: int | None = None,
        **options: Unpack[StepOptions],
    ) -> None:
        super().__init__(name, **options)
        self.retry = (retry,) if isinstance(retry, Retry) else retry
        self.timeout = timeout

    @property
    def output(self) -> Ref:
        """What the call returns; fields of it may stand in any later step."""
        return Ref(StepOutput(self))
