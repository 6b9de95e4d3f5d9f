"""A Pass step: a value computed and given a name."""

from lakeflow.asl.states import ABSENT
from lakeflow.asl.states import Pass as PassState
from lakeflow.compiler.emit import Emitted, Emitter, Flow, Held
from lakeflow.compiler.expressions import literal, template
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.dsl.control import Pass


def emit(emitter: Emitter, step: Pass, flow: Flow) -> Emitted:
    """Return the state that computes the value."""
    value = template(step.value, emitter.source)
    end = emitter.ending(flow, {Key(step, Kind.OUTPUT): Held(literal(step.value, emitter.source), value)})
    output = value if end.output is ABSENT else end.output
    state = PassState(comment=step.comment or None, assign=end.assign, output=output, next=end.next)
    return emitter.state(step.name, step, state)
