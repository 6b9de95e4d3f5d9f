"""A Pass step: a value computed and given a name."""

from lakeflow.asl.states import ABSENT
from lakeflow.asl.states import Pass as PassState
from lakeflow.compiler.emit import Emitted, Emitter, Flow
from lakeflow.compiler.expressions import literal, template
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.dsl.control import Pass


def emit(emitter: Emitter, step: Pass, flow: Flow) -> Emitted:
    """Return the state that computes the value, as a template rather than as one expression where that is the same."""
    end = emitter.ending(flow, {Key(step, Kind.OUTPUT): literal(step.value, emitter.source)}, projected=True)
    output = template(step.value, emitter.source) if end.output is ABSENT else end.output
    assign = {name: template(step.value, emitter.source) for name in end.assign}
    state = PassState(comment=step.comment or None, assign=assign, output=output, next=end.next)
    return emitter.state(step.name, step, state)
