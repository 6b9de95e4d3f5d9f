"""Run a Spark job on EMR Serverless."""

from collections.abc import Sequence
from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Record, Value
from lakeflow.dsl.tasks.task import JobOptions, JobStep


class EmrServerless(JobStep):
    """Submit a Spark script to an application and wait for its end, unless ``wait=False``.

    >>> from lakeflow import EmrServerless, Pipeline
    >>> with Pipeline("shop"):
    ...     scored = EmrServerless(
    ...         "score",
    ...         application="00f1",
    ...         role="arn:aws:iam::123456789012:role/emr",
    ...         script="s3://code/score.py",
    ...         args=["--days", "7"],
    ...         spark="--conf spark.executor.memory=8g",
    ...     )
    """

    typical_seconds = 300.0

    def __init__(  # noqa: PLR0913  each is a field of the call
        self,
        name: str,
        *,
        application: Value,
        role: Value,
        script: Value,
        args: Sequence[Value] = (),
        spark: str | None = None,
        **options: Unpack[JobOptions],
    ) -> None:
        super().__init__(name, **options)
        self.application = application
        self.role = role
        self.script = script
        self.args = tuple(args)
        self.spark = spark

    @property
    def output(self) -> Record:
        """What EMR Serverless says of the job run."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Application, role, script and its arguments."""
        return (self.application, self.role, self.script, self.args)
