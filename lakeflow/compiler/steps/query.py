"""An Athena step: its query, and where rows of it are read a second state that fetches them."""

from lakeflow.compiler.calls import athena
from lakeflow.compiler.emit import Emitted, Emitter, Flow, Held
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.compiler.steps import task
from lakeflow.dsl.tasks.athena import Athena


def emit(emitter: Emitter, step: Athena, flow: Flow) -> Emitted:
    """Return the states of a query."""
    rows = Key(step, Kind.ROWS)
    if rows not in emitter.context.live.values:
        return task.emit(emitter, step, flow)
    fetching = f"{step.name}.rows"
    started = task.emit(emitter, step, Flow(next=fetching))
    results = athena.query_results(step, emitter.context.target)
    end = emitter.ending(flow, {rows: Held(results.output)})
    fetched = emitter.state(fetching, step, task.task_state(emitter, step, results, end))
    return Emitted(started.entry, {**started.states, **fetched.states})
