"""A Wait step."""

from lakeflow.asl.states import Wait as WaitState
from lakeflow.compiler.emit import Emitted, Emitter, Flow
from lakeflow.compiler.expressions import template
from lakeflow.dsl.control import Wait


def emit(emitter: Emitter, step: Wait, flow: Flow) -> Emitted:
    """Return the state that lets time pass."""
    seconds, until = template(step.seconds, emitter.source), template(step.until, emitter.source)
    end = emitter.ending(flow, {})
    state = WaitState(
        comment=step.comment or None,
        seconds=seconds if isinstance(seconds, int | str) else None,
        timestamp=None if until is None else str(until),
        assign=end.assign,
        output=end.output,
        next=end.next,
    )
    return emitter.state(step.name, step, state)
