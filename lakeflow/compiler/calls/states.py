"""states:startExecution.sync:2, https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import RESULT, ServiceCall, Surroundings
from lakeflow.compiler.expressions import template
from lakeflow.dsl.tasks.states import RunPipeline


def call(step: RunPipeline, around: Surroundings) -> ServiceCall:
    """Return the call that starts the execution; with ``.sync:2`` its output comes back parsed."""
    target = around.target
    named = step.pipeline if isinstance(step.pipeline, str) else step.pipeline.name
    arguments: dict[str, Json] = {
        "StateMachineArn": named if ":" in named else target.arn("states", f"stateMachine:{target.name(named)}"),
        # The console links the two executions by this field of the input.
        "Input": {
            **{name: template(value, around.environment) for name, value in step.params.items()},
            "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": "{% $states.context.Execution.Id %}",
        },
    }
    if not step.wait:
        return ServiceCall(target.integration("states:startExecution"), arguments)
    return ServiceCall(target.integration("states:startExecution.sync:2"), arguments, f"{RESULT}.Output")
