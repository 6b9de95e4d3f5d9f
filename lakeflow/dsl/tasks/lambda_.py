"""Call a Lambda function."""

from collections.abc import Mapping
from typing import Unpack

from lakeflow.dsl.references import Value
from lakeflow.dsl.resources import LambdaFunction
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Lambda(TaskStep):
    """Call a Lambda function; ``output`` is what its handler returns.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"), payload={"day": 1})
    >>> some = found.output.count > 0
    """

    def __init__(
        self,
        name: str,
        function: LambdaFunction,
        payload: Mapping[str, Value] | None = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.function = function
        self.payload = dict(payload or {})

    @property
    def values(self) -> tuple[Value, ...]:
        """The event that the handler gets."""
        return (self.payload,)
