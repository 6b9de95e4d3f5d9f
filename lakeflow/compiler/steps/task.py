"""A task step: the one state that makes its call."""

from lakeflow.asl.states import ABSENT, Task
from lakeflow.compiler.calls import service_call
from lakeflow.compiler.calls.call import ServiceCall
from lakeflow.compiler.emit import Emitted, Emitter, Ending, Flow, Held
from lakeflow.compiler.expressions import wrap
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.dsl.tasks.task import TaskStep


def emit(emitter: Emitter, step: TaskStep, flow: Flow) -> Emitted:
    """Return the state of a task step."""
    call = service_call(step, emitter.around)
    end = emitter.ending(flow, {Key(step, Kind.OUTPUT): Held(call.output, wrap(call.output) if call.whole else ABSENT)})
    return emitter.state(step.name, step, task_state(emitter, step, call, end))


def task_state(emitter: Emitter, step: TaskStep, call: ServiceCall, end: Ending) -> Task:
    """Return a state that makes a call on behalf of a step, with the step's retriers and timeout."""
    resilience = emitter.context.resilience
    return Task(
        comment=step.comment or None,
        resource=call.resource,
        arguments=call.arguments,
        timeout_seconds=call.timeout_seconds or resilience.timeout_seconds(step),
        heartbeat_seconds=step.heartbeat,
        retry=resilience.retriers(step),
        assign=end.assign,
        output=end.output,
        next=end.next,
    )
