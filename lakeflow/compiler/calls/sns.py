"""sns:publish, https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html."""

from collections.abc import Mapping

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import template, text_template
from lakeflow.dsl.references import Ref
from lakeflow.dsl.tasks.sns import Notify, is_arn


def call(step: Notify, around: Surroundings) -> ServiceCall:
    """Return the call that publishes; the step's name is the message of one without."""
    arguments: dict[str, Json] = {"TopicArn": _topic(step, around)}
    if step.subject is not None:
        arguments["Subject"] = text_template(step.subject, around.environment)
    message = step.message if step.message is not None else step.name
    # SNS takes an object as JSON by itself.
    written = template if isinstance(message, Mapping) else text_template
    arguments["Message"] = written(message, around.environment)
    return ServiceCall(around.target.integration("sns:publish"), arguments)


def _topic(step: Notify, around: Surroundings) -> Json:
    if isinstance(step.topic, Ref) or is_arn(step.topic):
        return template(step.topic, around.environment)
    return around.target.arn("sns", around.target.name(step.topic))
