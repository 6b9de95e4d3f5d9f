"""A Try step: its body in a Parallel of one branch, which can be caught as a whole, and its handlers after it."""

from lakeflow.asl.states import Branch, Catcher, Json, Parallel, State
from lakeflow.compiler.emit import Emitted, Emitter, Flow
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.dsl.control import Try


def emit(emitter: Emitter, step: Try, flow: Flow) -> Emitted:
    """Return the guarded states and the handlers, which all hand over as the Try would."""
    rest: dict[str, State] = {}
    catchers: list[Catcher] = []
    for errors, region in step.handlers:
        handler = emitter.entry(step, region, flow)
        catchers.append(Catcher(error_equals=errors, assign=_caught(emitter, step), next=handler.entry))
        rest |= handler.states
    body = emitter.entry(step, step.body, Flow(exports=()))
    end = emitter.ending(flow, {})
    state = Parallel(
        comment=step.comment or None,
        branches=(Branch(start_at=body.entry, states=body.states),),
        catch=tuple(catchers),
        assign=end.assign,
        output=end.output,
        next=end.next,
    )
    return Emitted(step.name, {**emitter.state(step.name, step, state).states, **rest})


def _caught(emitter: Emitter, step: Try) -> dict[str, Json]:
    error = Key(step, Kind.ERROR)
    read = error in emitter.context.live.values
    return {emitter.context.variables[error]: "{% $states.errorOutput %}"} if read else {}
