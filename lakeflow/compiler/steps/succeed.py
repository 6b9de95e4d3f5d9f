"""A Succeed step."""

from lakeflow.asl.states import Succeed as SucceedState
from lakeflow.compiler.emit import Emitted, Emitter, Flow
from lakeflow.dsl.control import Succeed


def emit(emitter: Emitter, step: Succeed, flow: Flow) -> Emitted:
    """Return the state that ends the execution, with what its scope must leave behind."""
    output = emitter.ending(flow._replace(next=None), {}).output
    return emitter.state(step.name, step, SucceedState(comment=step.comment or None, output=output))
