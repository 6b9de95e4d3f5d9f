"""Any action, https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html."""

from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import template
from lakeflow.dsl.tasks.sdk import Sdk


def call(step: Sdk, around: Surroundings) -> ServiceCall:
    """Return the call of the action."""
    resource = around.target.integration(f"aws-sdk:{step.action}")
    return ServiceCall(resource, template(step.params, around.environment))
