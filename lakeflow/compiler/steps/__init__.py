"""Steps to states: one module a kind of step, each with a function ``emit``."""

from lakeflow.compiler.dispatch import ModulesByKind
from lakeflow.compiler.emit import Emitted, Emitter, Flow
from lakeflow.dsl.steps import Step

MODULES = ModulesByKind(
    __name__,
    {
        "Athena": "query",
        "Choice": "choice",
        "Crawler": "crawler",
        "DistributedMap": "distributed",
        "Fail": "fail",
        "Map": "map",
        "Pass": "compute",
        "Raw": "raw",
        "Returned": "returned",
        "Succeed": "succeed",
        "TaskStep": "task",
        "Try": "guard",
        "Wait": "wait",
    },
)


def emit(emitter: Emitter, step: Step, flow: Flow) -> Emitted:
    """Return the states of a step."""
    emitted: Emitted = MODULES[type(step)].emit(emitter, step, flow)
    return emitted
