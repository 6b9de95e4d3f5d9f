"""sqs:sendMessage, https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import template, text_template
from lakeflow.dsl.references import Value
from lakeflow.dsl.tasks.sqs import Sqs


def call(step: Sqs, around: Surroundings) -> ServiceCall:
    """Return the call that sends the message."""
    arguments: dict[str, Json] = {
        "QueueUrl": _url(step.queue, around),
        "MessageBody": template(step.body, around.environment),
    }
    if step.delay is not None:
        arguments["DelaySeconds"] = step.delay
    if step.group is not None:
        arguments["MessageGroupId"] = _text(step.group, around)
    if step.deduplication is not None:
        arguments["MessageDeduplicationId"] = _text(step.deduplication, around)
    return ServiceCall(around.target.integration("sqs:sendMessage"), arguments)


def _text(value: Value, around: Surroundings) -> str:
    return text_template(value, around.environment)


def _url(queue: Value, around: Surroundings) -> Json:
    """Return a queue's URL, https://docs.aws.amazon.com/general/latest/gr/sqs-service.html."""
    if not isinstance(queue, str) or "://" in queue or queue.startswith("${"):
        return template(queue, around.environment)
    target = around.target
    suffix = "amazonaws.com.cn" if target.partition == "aws-cn" else "amazonaws.com"
    return f"https://sqs.{target.region}.{suffix}/{target.account}/{queue}"
