"""ecs:runTask.sync, https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html."""

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.expressions import text_template
from lakeflow.dsl.tasks.ecs import Ecs


def call(step: Ecs, around: Surroundings) -> ServiceCall:
    """Return the call that runs the task."""
    arguments: dict[str, Json] = {
        "Cluster": text_template(step.cluster, around.environment),
        "TaskDefinition": text_template(step.task_definition, around.environment),
        "LaunchType": "FARGATE",
    }
    if step.subnets:
        network: dict[str, Json] = {"Subnets": list(step.subnets)}
        if step.security_groups:
            network["SecurityGroups"] = list(step.security_groups)
        network["AssignPublicIp"] = "ENABLED" if step.public_ip else "DISABLED"
        arguments["NetworkConfiguration"] = {"AwsvpcConfiguration": network}
    if step.container is not None:
        arguments["Overrides"] = {"ContainerOverrides": [_override(step, around)]}
    pattern = ".sync" if step.wait else ""
    return ServiceCall(around.target.integration(f"ecs:runTask{pattern}"), arguments)


def _override(step: Ecs, around: Surroundings) -> Json:
    override: dict[str, Json] = {"Name": step.container}
    if step.command:
        override["Command"] = [text_template(word, around.environment) for word in step.command]
    if step.environment:
        override["Environment"] = [
            {"Name": name, "Value": text_template(value, around.environment)}
            for name, value in step.environment.items()
        ]
    return override
