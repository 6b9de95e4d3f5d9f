"""glue:startJobRun.sync, https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import template, text_template
from lakeflow.dsl.resources import GlueJob
from lakeflow.dsl.tasks.glue import Glue


def call(step: Glue, around: Surroundings) -> ServiceCall:
    """Return the call that runs a job and waits for its end."""
    arguments: dict[str, Json] = {"JobName": _job(step, around)}
    if step.args:
        arguments["Arguments"] = {
            f"--{name}": text_template(value, around.environment) for name, value in step.args.items()
        }
    pattern = ".sync" if step.wait else ""
    return ServiceCall(around.target.integration(f"glue:startJobRun{pattern}"), arguments)


def _job(step: Glue, around: Surroundings) -> Json:
    if isinstance(step.job, GlueJob):
        return around.target.name(step.job.name)
    return template(step.job, around.environment)
