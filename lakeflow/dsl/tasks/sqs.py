"""Send a message to an SQS queue."""

from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Value
from lakeflow.dsl.results import Sent
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Sqs(TaskStep):
    """Send a message to a queue, named as AWS knows it, or by its URL; a ``body`` that is no text is sent as JSON.

    ``group`` and ``deduplication`` are for FIFO queues.

    >>> from lakeflow import DateParam, Pipeline, Sqs
    >>> with Pipeline("shop", params={"date": DateParam()}) as shop:
    ...     told = Sqs("tell_warehouse", queue="warehouse", body={"loaded": shop.params.date}, delay=30)
    >>> message = told.output.MessageId
    """

    def __init__(  # noqa: PLR0913  each is a field of the message
        self,
        name: str,
        *,
        queue: Value,
        body: Value,
        delay: int | None = None,
        group: Value = None,
        deduplication: Value = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.queue = queue
        self.body = body
        self.delay = delay
        self.group = group
        self.deduplication = deduplication

    @property
    def output(self) -> Sent:
        """What SQS says of the message."""
        return Sent(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Queue, body, group and deduplication."""
        return (self.queue, self.body, self.group, self.deduplication)
