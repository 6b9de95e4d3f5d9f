"""Call an HTTPS API."""

from collections.abc import Mapping
from typing import Literal, TypeAlias, Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Ref, Value
from lakeflow.dsl.results import Response
from lakeflow.dsl.tasks.task import TaskOptions, TaskStep

Method: TypeAlias = Literal["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]

_PLACEHOLDERS = ("$", "<", "{", "#", "%")
"""How texts begin that another tool is to fill in before a deploy."""


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
        url: str | Ref,
        *,
        connection: str | Ref,
        method: Method = "GET",
        headers: Mapping[str, Value] | None = None,
        query: Mapping[str, Value] | None = None,
        body: Value = None,
        **options: Unpack[TaskOptions],
    ) -> None:
        super().__init__(name, **options)
        self.url = url
        self.connection = connection
        if isinstance(url, str) and not url.startswith(("https://", *_PLACEHOLDERS)):
            mistake("LF238", f"Step Functions calls https:// addresses only, not {url!r}", "write https://...")
        if isinstance(connection, str) and not connection.startswith(("arn:", *_PLACEHOLDERS)):
            mistake(
                "LF238",
                f"connection is the ARN of a connection of EventBridge, not {connection!r}",
                'write "arn:aws:events:REGION:ACCOUNT:connection/NAME/ID", as EventBridge shows it, or a reference',
            )
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
