"""Call a Lambda function."""

from collections.abc import Mapping
from typing import Generic, Unpack, cast

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Record, Value
from lakeflow.dsl.resources import LambdaFunction, T
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Lambda(TaskStep, Generic[T]):
    """Call a Lambda function; ``output`` is what its handler returns, of the type that the function declares.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"), payload={"day": 1})
    >>> some = found.output.count > 0
    """

    def __init__(
        self,
        name: str,
        function: LambdaFunction[T],
        payload: Mapping[str, Value] | None = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.function = function
        self.payload = dict(payload or {})

    @property
    def output(self) -> T:
        """What the handler returns: a reference to it, which type checkers see as the declared type."""
        return cast("T", Record(StepOutput(self)))

    @property
    def output_type(self) -> object:
        """The type that the function declares."""
        return None if self.hands_out_token else self.function.returns

    @property
    def values(self) -> tuple[Value, ...]:
        """The event that the handler gets."""
        return (self.payload,)
