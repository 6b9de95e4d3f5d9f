"""Task steps to service calls: one module a service, each with a function ``call``."""

from lakeflow.compiler.calls.call import RESULT, ServiceCall, Surroundings
from lakeflow.compiler.dispatch import module_for
from lakeflow.dsl.tasks.task import TaskStep

MODULES = {
    "Athena": "athena",
    "Crawler": "crawler",
    "DynamoDelete": "dynamodb",
    "DynamoGet": "dynamodb",
    "DynamoPut": "dynamodb",
    "DynamoUpdate": "dynamodb",
    "Ecs": "ecs",
    "EmrServerless": "emr_serverless",
    "EventBridge": "events",
    "Glue": "glue",
    "Http": "http",
    "Lambda": "lambda_",
    "Notify": "sns",
    "RunPipeline": "states",
    "Sdk": "sdk",
    "Sqs": "sqs",
}

_A_DAY = 86_400


def service_call(step: TaskStep, around: Surroundings) -> ServiceCall:
    """Return the call that a task step makes; one that hands out its token returns what is sent back with it."""
    call: ServiceCall = module_for(step, __name__, MODULES).call(step, around)
    if not step.hands_out_token:
        return call
    action, _, _pattern = call.resource.partition(".sync")
    return call._replace(
        resource=f"{action}.waitForTaskToken", output=RESULT, whole=False, timeout_seconds=step.timeout or _A_DAY
    )
