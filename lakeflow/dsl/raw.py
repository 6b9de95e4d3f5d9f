"""States as the author wrote them, for what the language has no word for."""

from collections.abc import Mapping
from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Record, Value
from lakeflow.dsl.steps import Step, StepOptions


class Raw(Step):
    """A state of Amazon States Language, or a whole machine of them; references may stand anywhere in it.

    What follows the state is decided by the pipeline's edges, so a single state has no ``Next``, ``End`` or ``Catch``;
    a machine (``StartAt`` and ``States``) is taken as it is and runs as one step. Both are in JSONata mode unless they
    say ``"QueryLanguage": "JSONPath"``. ``input`` is the state's input, what ``$states.input`` and ``$`` read.

    >>> from lakeflow import Pipeline, Raw
    >>> with Pipeline("shop"):
    ...     listing = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets", "Arguments": {}}
    ...     buckets = Raw("list_buckets", listing)
    >>> first = buckets.output.Buckets[0].Name
    """

    def __init__(
        self,
        name: str,
        state: Mapping[str, Value],
        *,
        input: Value = None,  # noqa: A002  ASL's own word for it
        **options: Unpack[StepOptions],
    ) -> None:
        super().__init__(name, **options)
        self.state = dict(state)
        self.input = input

    @property
    def is_machine(self) -> bool:
        """Whether it is a machine of several states rather than one state."""
        return "States" in self.state

    @property
    def language(self) -> str:
        """The query language it is written in."""
        return "JSONPath" if self.state.get("QueryLanguage") == "JSONPath" else "JSONata"

    @property
    def output(self) -> Record:
        """What the state, or the machine, leaves behind."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """The state and its input."""
        return (self.state, self.input)
