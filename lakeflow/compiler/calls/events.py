"""events:putEvents, https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import template, text_template
from lakeflow.dsl.tasks.events import EventBridge


def call(step: EventBridge, around: Surroundings) -> ServiceCall:
    """Return the call that puts the event."""
    entry: dict[str, Json] = {
        "Detail": template(step.detail, around.environment),
        "DetailType": text_template(step.detail_type, around.environment),
    }
    if step.bus is not None:
        entry["EventBusName"] = text_template(step.bus, around.environment)
    entry["Source"] = text_template(step.source, around.environment)
    return ServiceCall(around.target.integration("events:putEvents"), {"Entries": [entry]})
