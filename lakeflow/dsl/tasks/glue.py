"""Run a Glue job."""

from collections.abc import Mapping
from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Value
from lakeflow.dsl.resources import GlueJob
from lakeflow.dsl.results import JobRun, StartedJobRun
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Glue(TaskStep):
    """Run a Glue job and wait for its end, unless ``wait=False``; ``args`` become ``--name value`` pairs of text.

    >>> from lakeflow import DateParam, Glue, GlueJob, Pipeline
    >>> with Pipeline("shop", params={"date": DateParam()}) as shop:
    ...     clean = Glue("clean", GlueJob("clean_orders", script="jobs/clean.py"), args={"date": shop.params.date})
    """

    typical_seconds = 60.0

    def __init__(
        self,
        name: str,
        job: GlueJob,
        args: Mapping[str, Value] | None = None,
        *,
        wait: bool = True,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.job = job
        self.args = dict(args or {})
        self.wait = wait

    @property
    def output(self) -> JobRun:
        """What Glue says of the run; of one that is not waited for, its ``JobRunId``."""
        return JobRun(StepOutput(self))

    @property
    def output_type(self) -> object:
        """JobRun, or what starting one returns."""
        return JobRun if self.wait else StartedJobRun

    @property
    def values(self) -> tuple[Value, ...]:
        """The job's arguments."""
        return (self.args,)
