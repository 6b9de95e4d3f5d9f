"""Task steps to service calls: one module a service, each with a function ``call``."""

from lakeflow.compiler.calls.call import ServiceCall, Surroundings
from lakeflow.compiler.dispatch import module_for
from lakeflow.dsl.tasks.task import TaskStep

MODULES = {
    "Athena": "athena",
    "Glue": "glue",
    "Lambda": "lambda_",
    "Notify": "sns",
}


def service_call(step: TaskStep, around: Surroundings) -> ServiceCall:
    """Return the call that a task step makes."""
    called: ServiceCall = module_for(step, __name__, MODULES).call(step, around)
    return called
