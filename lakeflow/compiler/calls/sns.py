"""sns:publish, https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import text_template
from lakeflow.dsl.tasks.sns import Notify


def call(step: Notify, around: Surroundings) -> ServiceCall:
    """Return the call that publishes; the step's name is the message of one without."""
    target = around.target
    arguments: dict[str, Json] = {"TopicArn": target.arn("sns", target.name(step.topic))}
    if step.subject is not None:
        arguments["Subject"] = text_template(step.subject, around.environment)
    message = step.message if step.message is not None else step.name
    arguments["Message"] = text_template(message, around.environment)
    return ServiceCall(target.integration("sns:publish"), arguments)
