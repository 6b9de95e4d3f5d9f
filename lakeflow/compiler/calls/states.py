"""states:startExecution.sync:2, https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import RESULT, ServiceCall, Surroundings
from lakeflow.compiler.expressions import template
from lakeflow.compiler.target import Target
from lakeflow.dsl.tasks.sns import is_arn
from lakeflow.dsl.tasks.states import RunPipeline


def call(step: RunPipeline, around: Surroundings) -> ServiceCall:
    """Return the call that starts the execution; with ``.sync:2`` its output comes back parsed."""
    target = around.target
    arguments: dict[str, Json] = {
        "StateMachineArn": _machine(step, target),
        # The console links the two executions by this field of the input.
        "Input": {
            **{name: template(value, around.environment) for name, value in step.params.items()},
            "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": "{% $states.context.Execution.Id %}",
        },
    }
    if not step.wait:
        return ServiceCall(target.integration("states:startExecution"), arguments)
    return ServiceCall(target.integration("states:startExecution.sync:2"), arguments, f"{RESULT}.Output")


def _machine(step: RunPipeline, target: Target) -> str:
    named = step.pipeline if isinstance(step.pipeline, str) else step.pipeline.name
    return named if is_arn(named) else target.arn("states", f"stateMachine:{target.name(named)}")
