"""What a way through a Choice or a Try leaves behind."""

from lakeflow.asl.states import Pass
from lakeflow.compiler.emit import Emitted, Emitter, Flow, Held
from lakeflow.compiler.expressions import literal, template
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.dsl.control import Returned


def emit(emitter: Emitter, step: Returned, flow: Flow) -> Emitted:
    """Return the state that gives the value to the Choice or Try, as its output."""
    held = Held(literal(step.value, emitter.source), template(step.value, emitter.source))
    end = emitter.ending(flow, {Key(step.owner, Kind.OUTPUT): held})
    return emitter.state(step.name, step, Pass(assign=end.assign, output=end.output, next=end.next))
