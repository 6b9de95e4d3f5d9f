"""Run a Glue job."""

from collections.abc import Mapping
from typing import ClassVar, Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Ref, Value
from lakeflow.dsl.resources import GlueJob
from lakeflow.dsl.results import JobRun, StartedJobRun
from lakeflow.dsl.tasks.task import JobOptions, JobStep


class Glue(JobStep):
    """Run a Glue job and wait for its end, unless ``wait=False``; ``args`` become ``--name value`` pairs of text.

    ``job`` is a GlueJob, which is deployed with the pipeline, or the name of one that AWS has already.

    >>> from lakeflow import DateParam, Glue, GlueJob, Pipeline
    >>> with Pipeline("shop", params={"date": DateParam()}) as shop:
    ...     clean = Glue("clean", GlueJob("clean_orders", script="jobs/clean.py"), args={"date": shop.params.date})
    ...     theirs = Glue("theirs", "nightly-export", after=clean)
    """

    typical_seconds = 60.0
    longest: ClassVar[int] = 172_800
    """A job's timeout where nobody set one, https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html."""

    def __init__(
        self,
        name: str,
        job: GlueJob | str | Ref,
        args: Mapping[str, Value] | None = None,
        **options: Unpack[JobOptions],
    ) -> None:
        super().__init__(name, **options)
        self.job = job
        self.args = dict(args or {})
        for argument in self.args:
            if str(argument).startswith("-"):
                mistake("LF234", f"{argument!r} begins with dashes, which are added", f"write {argument.lstrip('-')!r}")

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
        """The job's arguments, and its name where it is no resource of the pipeline."""
        return (self.args,) if isinstance(self.job, GlueJob) else (self.job, self.args)
