"""Call a Lambda function."""

from collections.abc import Mapping
from typing import ClassVar, Generic, Unpack, cast

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Record, Ref, Value
from lakeflow.dsl.resources import LambdaFunction, T
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Lambda(TaskStep, Generic[T]):
    """Call a Lambda function; ``output`` is what its handler returns, of the type that the function declares.

    ``function`` is a LambdaFunction, which is deployed with the pipeline, or the name or ARN of one that AWS has
    already. ``payload`` is the event that the handler gets.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"), payload={"day": 1})
    ...     told = Lambda("tell", "their-function", payload=found.output)
    >>> some = found.output.count > 0
    """

    longest: ClassVar[int] = 900 + 60
    """The longest that a function may run, with room to start."""

    def __init__(
        self,
        name: str,
        function: LambdaFunction[T] | str | Ref,
        payload: Mapping[str, Value] | Ref | None = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.function = function
        self.payload = payload if isinstance(payload, Ref) else dict(payload or {})

    @property
    def output(self) -> T:
        """What the handler returns: a reference to it, which type checkers see as the declared type."""
        return cast("T", Record(StepOutput(self)))

    @property
    def output_type(self) -> object:
        """The type that the function declares."""
        if self.hands_out_token or not isinstance(self.function, LambdaFunction):
            return None
        return self.function.returns

    @property
    def values(self) -> tuple[Value, ...]:
        """The event that the handler gets, and the function where it is no resource of the pipeline."""
        return (self.payload,) if isinstance(self.function, LambdaFunction) else (self.function, self.payload)
