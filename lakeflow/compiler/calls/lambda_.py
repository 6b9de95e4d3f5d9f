"""lambda:invoke, https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html."""

from lakeflow.compiler.calls.call import RESULT, ServiceCall, Surroundings
from lakeflow.compiler.expressions import template
from lakeflow.dsl.tasks.lambda_ import Lambda


def call(step: Lambda, around: Surroundings) -> ServiceCall:
    """Return the call of the function; its value is what the handler returns."""
    target = around.target
    return ServiceCall(
        target.integration("lambda:invoke"),
        {
            "FunctionName": target.arn("lambda", f"function:{target.name(step.function.name)}"),
            "Payload": template(step.payload, around.environment),
        },
        f"{RESULT}.Payload",
    )
