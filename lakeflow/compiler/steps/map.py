"""A Map step and its body."""

from lakeflow.asl.states import Branch, Pass, ProcessorConfig
from lakeflow.asl.states import Map as MapState
from lakeflow.compiler.calls.call import RESULT
from lakeflow.compiler.emit import Emitted, Emitter, Flow, Held
from lakeflow.compiler.expressions import template, wrap
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.dsl.control import Map


def emit(emitter: Emitter, step: Map, flow: Flow) -> Emitted:
    """Return the state that runs the body for each item."""
    end = emitter.ending(flow, {Key(step, Kind.OUTPUT): Held(RESULT, wrap(RESULT))})
    state = MapState(
        comment=step.comment or None,
        items=template(step.items, emitter.source),
        max_concurrency=step.max_concurrency or None,
        item_processor=_processor(emitter, step),
        assign=end.assign,
        output=end.output,
        next=end.next,
    )
    return emitter.state(step.name, step, state)


def _processor(emitter: Emitter, step: Map) -> Branch:
    """Return the body, which starts by naming the item where a step of it reads that."""
    last = Flow(exports=()) if step.result is None else Flow(result=step.result)
    body = emitter.entry(step, step.regions[0], last)
    item = Key(step, Kind.ITEM)
    if item in emitter.context.live.values:
        take = Pass(assign={emitter.context.variables[item]: "{% $states.input %}"}, next=body.entry)
        taken = emitter.state(f"{step.name}.item", step, take)
        body = Emitted(taken.entry, {**taken.states, **body.states})
    return Branch(processor_config=ProcessorConfig(), start_at=body.entry, states=body.states)
