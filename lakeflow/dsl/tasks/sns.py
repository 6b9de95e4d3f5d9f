"""Publish to an SNS topic."""

from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Ref, Value
from lakeflow.dsl.results import Published
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Notify(TaskStep):
    """Publish a message to an SNS topic; as ``Pipeline(on_failure=Notify("alerts"))`` it tells of a failed run.

    ``topic`` is the name of one that is deployed with the pipeline, or the ARN of one that AWS has already.

    >>> from lakeflow import Notify, Pipeline
    >>> with Pipeline("shop", on_failure=Notify("alerts")):
    ...     done = Notify("tell_sales", topic="sales", message="The shop's tables are fresh.")
    """

    stands_alone = True

    def __init__(
        self,
        name: str,
        *,
        topic: str | Ref | None = None,
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
        """Subject, message and topic."""
        return (self.subject, self.message, self.topic)


def is_arn(name: str) -> bool:
    """Return whether a name is AWS's own for something, or a template's placeholder for one: ``${TopicArn}``."""
    return name.startswith(("arn:", "${"))
