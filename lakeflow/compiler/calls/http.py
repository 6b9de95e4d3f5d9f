"""http:invoke, https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import template, text_template
from lakeflow.dsl.tasks.http import Http


def call(step: Http, around: Surroundings) -> ServiceCall:
    """Return the request."""
    arguments: dict[str, Json] = {
        "ApiEndpoint": text_template(step.url, around.environment),
        "Method": step.method,
        "Authentication": {"ConnectionArn": text_template(step.connection, around.environment)},
    }
    if step.headers:
        arguments["Headers"] = template(step.headers, around.environment)
    if step.query:
        arguments["QueryParameters"] = template(step.query, around.environment)
    if step.body is not None:
        arguments["RequestBody"] = template(step.body, around.environment)
    return ServiceCall(around.target.integration("http:invoke"), arguments)
