"""Publish to an SNS topic."""

from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Value
from lakeflow.dsl.results import Published
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Notify(TaskStep):
    """Publish a message to an SNS topic; as ``Pipeline(on_failure=Notify("alerts"))`` it tells of a failed run.

    >>> from lakeflow import Notify, Pipeline
    >>> with Pipeline("shop", on_failure=Notify("alerts")):
    ...     done = Notify("tell_sales", topic="sales", message="The shop's tables are fresh.")
    """

    stands_alone = True

    def __init__(
        self,
        name: str,
        *,
        topic: str | None = None,
        subject: Value = None,
        message: Value = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.topic = topic or name
        self.subject = subject
        self.message = message

    @property
    def output(self) -> Published:
        """What SNS says of the message."""
        return Published(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Subject and message."""
        return (self.subject, self.message)
