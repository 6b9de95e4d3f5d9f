"""Task steps: one call of a service, waited for."""

from collections.abc import Mapping, Sequence
from typing import Unpack

from lakeflow.dsl.expressions import QueryRows, StepOutput
from lakeflow.dsl.policies import Retry
from lakeflow.dsl.references import Ref, Value
from lakeflow.dsl.resources import GlueJob, LambdaFunction
from lakeflow.dsl.steps import Step, StepOptions


class TaskOptions(StepOptions, total=False):
    """What every task step can be told besides; ``timeout`` in seconds.

    ``retry`` comes before the retriers that every call of the service has by default; ``retry=()`` switches both off.
    """

    retry: Retry | Sequence[Retry] | None
    timeout: int | None


class TaskStep(Step):
    """A step that calls a service: it can be retried and times out; ``timeout`` in seconds.

    ``retry`` comes before the retriers that every call of the service has by default; ``retry=()`` switches both off.
    """

    def __init__(
        self,
        name: str,
        *,
        retry: Retry | Sequence[Retry] | None = None,
        timeout: int | None = None,
        **options: Unpack[StepOptions],
    ) -> None:
        super().__init__(name, **options)
        self.retry = (retry,) if isinstance(retry, Retry) else retry
        self.timeout = timeout

    @property
    def output(self) -> Ref:
        """What the call returns; fields of it may stand in any later step."""
        return Ref(StepOutput(self))


class Glue(TaskStep):
    """Run a Glue job and wait for its end; ``args`` become ``--name value`` pairs, all of them text.

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
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.job = job
        self.args = dict(args or {})

    @property
    def values(self) -> tuple[Value, ...]:
        """The job's arguments."""
        return (self.args,)


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


class Athena(TaskStep):
    """Run a SQL statement on Athena and wait for it; ``sql`` is a file of the project or the statement itself.

    A ``:name`` in the statement is filled from ``params``. ``rows`` are its results.

    >>> from lakeflow import Athena, Pipeline
    >>> with Pipeline("shop"):
    ...     audit = Athena("audit", sql="SELECT count(*) AS failures FROM gold.checks", database="gold")
    >>> failed = audit.rows[0]["failures"].int() > 0
    """

    typical_seconds = 10.0

    def __init__(
        self,
        name: str,
        sql: str,
        params: Mapping[str, Value] | None = None,
        *,
        database: str | None = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.sql = sql
        self.params = dict(params or {})
        self.database = database

    @property
    def rows(self) -> Ref:
        """The result: a list of objects, column name to text (null where the column is); at most 999 rows."""
        return Ref(QueryRows(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """The statement's parameters."""
        return (self.params,)


class Notify(TaskStep):
    """Publish a message to an SNS topic; as ``Pipeline(on_failure=Notify("alerts"))`` it tells of a failed run.

    >>> from lakeflow import Notify, Pipeline
    >>> with Pipeline("shop", on_failure=Notify("alerts")):
    ...     done = Notify("tell_sales", topic="sales", message="The shop's tables are fresh.")
    """

    stands_alone = True

    def __init__(
        self,
        name: str,
        *,
        topic: str | None = None,
        subject: Value = None,
        message: Value = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.topic = topic or name
        self.subject = subject
        self.message = message

    @property
    def values(self) -> tuple[Value, ...]:
        """Subject and message."""
        return (self.subject, self.message)
