"""Run another pipeline."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Record, Value, article
from lakeflow.dsl.tasks.task import JobOptions, JobStep

if TYPE_CHECKING:
    from lakeflow.dsl.pipeline import Pipeline


class RunPipeline(JobStep):
    """Start another pipeline and wait for its end, unless ``wait=False``; ``output`` is what it returns.

    ``pipeline`` is the Pipeline itself, the name of one of the same project, or the ARN of any state machine.

    >>> from lakeflow import DateParam, Pipeline, RunPipeline, Wait
    >>> with Pipeline("load", params={"date": DateParam()}) as load:
    ...     settle = Wait("settle", seconds=1)
    >>> with Pipeline("shop", params={"date": DateParam()}) as shop:
    ...     loaded = RunPipeline("load", load, params={"date": shop.params.date})
    """

    typical_seconds = 600.0

    def __init__(
        self,
        name: str,
        pipeline: "Pipeline | str",
        params: Mapping[str, Value] | None = None,
        **options: Unpack[JobOptions],
    ) -> None:
        super().__init__(name, **options)
        self.pipeline = pipeline if _is_pipeline(pipeline) else name
        self.params = dict(params or {})

    @property
    def output(self) -> Record:
        """What the other pipeline returns; of one not waited for, its ``ExecutionArn``."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """The other pipeline's parameters."""
        return (self.params,)


def _is_pipeline(given: object) -> bool:
    """Whether it is the name of a pipeline, or has a pipeline's parameters; what is neither is a mistake."""
    known = isinstance(given, str) or hasattr(given, "declared_params")
    if not known:
        message = f"RunPipeline takes pipeline as a Pipeline or text, not {article(given)}"
        mistake("LF232", message, "write the variable that holds the pipeline, its name, or the ARN of a state machine")
    return known
