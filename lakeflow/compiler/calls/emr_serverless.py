"""emr-serverless:startJobRun.sync, https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr-serverless.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import text_template
from lakeflow.dsl.tasks.emr_serverless import EmrServerless


def call(step: EmrServerless, around: Surroundings) -> ServiceCall:
    """Return the call that submits the script."""
    submit: dict[str, Json] = {"EntryPoint": text_template(step.script, around.environment)}
    if step.args:
        submit["EntryPointArguments"] = [text_template(argument, around.environment) for argument in step.args]
    if step.spark is not None:
        submit["SparkSubmitParameters"] = step.spark
    pattern = ".sync" if step.wait else ""
    return ServiceCall(
        around.target.integration(f"emr-serverless:startJobRun{pattern}"),
        {
            "ApplicationId": text_template(step.application, around.environment),
            "ExecutionRoleArn": text_template(step.role, around.environment),
            "JobDriver": {"SparkSubmit": submit},
        },
    )
