"""Statements of calls that end with the service's answer: functions, messages, items, requests."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lakeflow.asl.integrations import ServiceCall
from lakeflow.resources.iam.arguments import Arguments
from lakeflow.resources.iam.grants import key_use
from lakeflow.resources.iam.statement import Statement
from lakeflow.resources.site import Site


def lambda_function(_call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to invoke a function."""
    yield invoke(arguments.text("FunctionName"), arguments.site)


def invoke(function: str, site: Site) -> Statement:
    """Return the right to invoke a function by its ARN or name, in all of its versions.

    An execution in flight goes on calling the version that it started with, which is not the one named now.
    """
    arn = function if function.startswith("arn:") else site.target.arn("lambda", f"function:{function or '*'}")
    plain = ":".join(arn.split(":")[:7])
    return Statement("Functions", ("lambda:InvokeFunction",), (plain, f"{plain}:*") if function else (plain,))


def sns_topic(_call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to publish to a topic; a text message has no resource."""
    topic = arguments.text("TopicArn") or arguments.text("TargetArn")
    is_text_message = bool(arguments.text("PhoneNumber"))
    everywhere = "*" if is_text_message else arguments.site.target.arn("sns", "*")
    yield Statement("Topics", ("sns:Publish",), (topic or everywhere,))
    yield from key_use("TopicKey", arguments)


def sqs_queue(_call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to send to a queue."""
    yield Statement("Queues", ("sqs:SendMessage",), (queue_arn(arguments),))
    yield from key_use("QueueKey", arguments)


def queue_arn(arguments: Arguments) -> str:
    """Return the ARN of a queue by its URL, ``https://sqs.REGION.amazonaws.com/ACCOUNT/NAME``."""
    target = arguments.site.target
    parts = urlsplit(arguments.text("QueueUrl")).path.strip("/").split("/")
    if len(parts) != 2:
        return target.arn("sqs", "*")
    account, name = parts
    return f"arn:{target.partition}:sqs:{target.region}:{account}:{name}"


def event_bus(_call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to put events on each bus that an entry names, the default one else."""
    for entry in arguments.items("Entries"):
        is_computed = not isinstance(entry.known, dict) or not isinstance(entry.known.get("EventBusName", ""), str)
        bus = "*" if is_computed else entry.text("EventBusName") or "default"
        arn = bus if bus.startswith("arn:") else arguments.site.target.arn("events", f"event-bus/{bus}")
        yield Statement("EventBuses", ("events:PutEvents",), (arn,))


def dynamodb_item(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to that one operation on items of a table."""
    action = f"{call.action[0].upper()}{call.action[1:]}"
    yield Statement(f"Table{action}", (f"dynamodb:{action}",), (arguments.arn("dynamodb", "table", "TableName"),))


def http_endpoint(_call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to call one endpoint by one method, with the secret of its connection.

    https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
    """
    target = arguments.site.target
    endpoint, method = arguments.text("ApiEndpoint"), arguments.text("Method")
    conditions = []
    if method:
        conditions.append(("StringEquals", "states:HTTPMethod", (method,)))
    if endpoint:
        conditions.append(("StringLike", "states:HTTPEndpoint", (endpoint,)))
    machine = target.arn("states", f"stateMachine:{arguments.machine}")
    yield Statement("HttpEndpoints", ("states:InvokeHTTPEndpoint",), (machine,), tuple(conditions))
    connection = arguments.text("Authentication", "ConnectionArn") or arguments.text(
        "InvocationConfig", "ConnectionArn"
    )
    yield Statement(
        "Connections",
        ("events:RetrieveConnectionCredentials",),
        (connection or target.arn("events", "connection/*"),),
    )
    name = connection.split("/")[1] if connection.count("/") > 1 else "*"
    secret = target.arn(
        "secretsmanager", f"secret:events!connection/{name}/*" if name != "*" else "secret:events!connection/*"
    )
    yield Statement("ConnectionSecrets", ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"), (secret,))


def api_gateway(_call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to call a method of an API, where it asks who calls."""
    if arguments.text("AuthType") in ("", "NO_AUTH"):
        return
    api = arguments.text("ApiEndpoint").split(".")[0] or "*"
    stage = arguments.text("Stage") or "*"
    method = arguments.text("Method") or "*"
    path = arguments.text("Path").strip("/") or "*"
    resource = arguments.site.target.arn("execute-api", f"{api}/{stage}/{method}/{path}")
    yield Statement("Apis", ("execute-api:Invoke",), (resource,))
