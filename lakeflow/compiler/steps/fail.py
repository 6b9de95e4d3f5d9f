"""A Fail step."""

from lakeflow.asl.states import Fail as FailState
from lakeflow.asl.states import Json
from lakeflow.compiler.emit import Emitted, Emitter, Flow
from lakeflow.compiler.expressions import template
from lakeflow.dsl.control import Fail


def emit(emitter: Emitter, step: Fail, _flow: Flow) -> Emitted:
    """Return the state that ends the execution as failed; nothing follows it."""
    error, cause = _text(template(step.error, emitter.source)), _text(template(step.cause, emitter.source))
    return emitter.state(
        step.name, step, FailState(comment=step.comment or None, error=error or None, cause=cause or None)
    )


def _text(value: Json) -> str | None:
    return None if value is None else str(value)
