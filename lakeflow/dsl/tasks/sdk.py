"""Call any action of any AWS service."""

from collections.abc import Mapping
from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Record, Value
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Sdk(TaskStep):
    """Call an action through the AWS SDK integration, as ``service:action``; parameters and output in PascalCase.

    It returns as soon as the service answers: for jobs there are steps that wait.

    >>> from lakeflow import Pipeline, Sdk
    >>> with Pipeline("shop"):
    ...     copied = Sdk("copy", "s3:copyObject", {"Bucket": "lake", "Key": "b.csv", "CopySource": "lake/a.csv"})
    >>> tag = copied.output.CopyObjectResult.ETag
    """

    def __init__(
        self, name: str, action: str, params: Mapping[str, Value] | None = None, **options: Unpack[TaskOptions]
    ) -> None:
        super().__init__(name, **options)
        self.action = action
        self.params = dict(params or {})

    @property
    def output(self) -> Record:
        """What the action returns; a field that the service's model does not have is a mistake."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """The parameters."""
        return (self.params,)
