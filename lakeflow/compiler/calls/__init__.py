"""Task steps to service calls: one module a service, each with a function ``call``."""

from lakeflow.compiler.calls.call import RESULT, ServiceCall, Surroundings
from lakeflow.compiler.dispatch import ModulesByKind
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks.task import TaskStep

MODULES = ModulesByKind(
    __name__,
    {
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
    },
)

_CLOSED = frozenset({"Athena", "Crawler", "Glue", "Lambda", "Notify", "RunPipeline"})
"""Steps whose calls are right whatever their author gives them: none of it is a field of the call."""

RETURNED_WHOLE = frozenset({"Ecs", "EmrServerless", "EventBridge", "Http", "Notify", "Sdk", "Sqs"})
"""Steps whose value is all that their call returns."""


def is_closed(step: Step) -> bool:
    """Return whether nothing of the arguments of a step's call is its author's; so it is of steps that call nothing."""
    name = type(step).__name__
    return name != "Raw" and (name in _CLOSED or not isinstance(step, TaskStep))


def service_call(step: TaskStep, around: Surroundings) -> ServiceCall:
    """Return the call that a task step makes; one that hands out its token returns what is sent back with it."""
    call: ServiceCall = MODULES[type(step)].call(step, around)
    if not step.hands_out_token:
        return call
    action, _, _pattern = call.resource.partition(".sync")
    return call._replace(resource=f"{action}.waitForTaskToken", output=RESULT, whole=False)
