"""lambda:invoke, https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import RESULT, ServiceCall, Surroundings
from lakeflow.compiler.expressions import template
from lakeflow.dsl.resources import LambdaFunction
from lakeflow.dsl.tasks.lambda_ import Lambda


def call(step: Lambda, around: Surroundings) -> ServiceCall:
    """Return the call of the function; its value is what the handler returns."""
    arguments = {"FunctionName": _function(step, around), "Payload": template(step.payload, around.environment)}
    return ServiceCall(around.target.integration("lambda:invoke"), arguments, f"{RESULT}.Payload")


def _function(step: Lambda, around: Surroundings) -> Json:
    if isinstance(step.function, LambdaFunction):
        return around.target.arn("lambda", f"function:{around.target.name(step.function.name)}")
    return template(step.function, around.environment)
