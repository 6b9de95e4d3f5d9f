"""Call an HTTPS API."""

from collections.abc import Mapping
from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Value
from lakeflow.dsl.results import Response
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep


class Http(TaskStep):
    """Call an HTTPS API with the credentials of an EventBridge connection; AWS waits 60 seconds at most.

    ``output`` has ``StatusCode``, ``Headers`` and ``ResponseBody``; a status of 400 and more fails the step.

    >>> from lakeflow import Http, Pipeline
    >>> with Pipeline("shop"):
    ...     rates = Http(
    ...         "rates",
    ...         "https://api.example.com/rates",
    ...         connection="arn:aws:events:eu-west-1:123456789012:connection/rates/1234",
    ...         query={"base": "EUR"},
    ...     )
    >>> dollars = rates.output.ResponseBody.USD
    """

    def __init__(  # noqa: PLR0913  each is a part of a request
        self,
        name: str,
        url: Value,
        *,
        connection: Value,
        method: str = "GET",
        headers: Mapping[str, Value] | None = None,
        query: Mapping[str, Value] | None = None,
        body: Value = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.url = url
        self.connection = connection
        self.method = method
        self.headers = dict(headers or {})
        self.query = dict(query or {})
        self.body = body

    @property
    def output(self) -> Response:
        """The response."""
        return Response(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """URL, connection, headers, query and body."""
        return (self.url, self.connection, self.headers, self.query, self.body)
