"""Steps to states: one module a kind of step, each with a function ``emit``."""

from lakeflow.compiler.dispatch import module_for
from lakeflow.compiler.emit import Emitted, Emitter, Flow
from lakeflow.dsl.steps import Step

MODULES = {
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
}


def emit(emitter: Emitter, step: Step, flow: Flow) -> Emitted:
    """Return the states of a step."""
    emitted: Emitted = module_for(step, __name__, MODULES).emit(emitter, step, flow)
    return emitted
