"""glue:startJobRun.sync, https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import text_template
from lakeflow.dsl.tasks.glue import Glue


def call(step: Glue, around: Surroundings) -> ServiceCall:
    """Return the call that runs a job and waits for its end."""
    arguments: dict[str, Json] = {"JobName": around.target.name(step.job.name)}
    if step.args:
        arguments["Arguments"] = {
            f"--{name}": text_template(value, around.environment) for name, value in step.args.items()
        }
    pattern = ".sync" if step.wait else ""
    return ServiceCall(around.target.integration(f"glue:startJobRun{pattern}"), arguments)
