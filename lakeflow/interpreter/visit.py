"""One visit to a state: what the state may read meanwhile, and how it fails in AWS's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from lakeflow.asl.quotas import MAX_PAYLOAD_BYTES
from lakeflow.asl.states import Json
from lakeflow.asl.template import CompiledTemplate, TemplateError
from lakeflow.asl.writing import byte_size
from lakeflow.interpreter.context import state_context
from lakeflow.interpreter.failure import DATA_LIMIT_EXCEEDED, QUERY_EVALUATION_ERROR, RUNTIME, StateFailed
from lakeflow.interpreter.position import Inner
from lakeflow.interpreter.scope import Scope


class Transition(NamedTuple):
    """How a state ends: its output, what it assigns, and the next state (None: the region ends)."""

    output: Json
    next: str | None
    assigned: Mapping[str, Json] | None = None


@dataclass(slots=True)
class Visit:
    """One visit to a state, retries included.

    ``effective_input`` is what InputPath selects, in JSONPath mode; ``retry_count`` is None in states that cannot
    retry; ``more_context`` holds what only this state's context has (``Task``, ``Map``); ``inspection`` collects what
    TestState shows, where it is wanted; ``resumed`` is what branches or iterations had come to before a redrive.
    """

    state: str
    scope: Scope
    input: Json
    entered: datetime
    entered_event_id: int
    previous_event_id: int
    retry_count: int | None = None
    inspection: dict[str, Json] | None = None
    effective_input: Json = field(init=False)
    more_context: Mapping[str, Json] | None = None
    resumed: Inner | None = None

    def __post_init__(self) -> None:
        """Start from the input as it came."""
        self.effective_input = self.input

    def take_resumed(self) -> Inner | None:
        """Return what there was before a redrive, once: an attempt that follows starts over."""
        resumed, self.resumed = self.resumed, None
        return resumed

    def inspect(self, name: str, value: Json) -> None:
        """Keep an intermediate value under TestState's name for it, if anyone wants it."""
        if self.inspection is not None:
            self.inspection[name] = value

    def context(self) -> dict[str, Json]:
        """Return the context object as this state sees it now."""
        context = state_context(self.scope.runtime.context, self.state, self.entered, self.retry_count)
        return context if self.more_context is None else {**context, **self.more_context}

    def bindings(self, **states: Json) -> dict[str, Json]:
        """Return what a JSONata expression sees: the variables, and ``$states`` with the given fields."""
        states["input"] = self.input
        states.setdefault("context", self.context())
        return {**self.scope.variables, "states": states}

    def evaluate(self, template: CompiledTemplate, bindings: Mapping[str, Json]) -> Json:
        """Return what a template gives, or fail the state as AWS does."""
        try:
            return template.evaluate(bindings, self.scope.runtime.expressions)
        except TemplateError as error:
            raise self.evaluation_failed(error.message, error.field) from error

    def evaluation_failed(self, problem: str, location: str | None = None) -> StateFailed:
        """Record EvaluationFailed and return the failure."""
        cause = self.cause(problem)
        details = {"error": QUERY_EVALUATION_ERROR, "cause": cause, "state": self.state}
        if location is not None:
            details["location"] = location
        if self.scope.last_event_id == self.entered_event_id:
            # AWS evaluates before it records the entry: the event follows the one before.
            self.scope.last_event_id = self.previous_event_id
        self.scope.record("EvaluationFailed", details)
        return StateFailed(QUERY_EVALUATION_ERROR, cause)

    def failed(self, problem: str, error: str = RUNTIME) -> StateFailed:
        """Return the failure of the state itself, as opposed to that of a task."""
        return StateFailed(error, self.cause(problem), self.entered_event_id)

    def cause(self, problem: str) -> str:
        """Return a cause in the words of AWS, which name the state and its event."""
        return (
            f"An error occurred while executing the state '{self.state}' "
            f"(entered at the event id #{self.entered_event_id}). {problem}"
        )


def check_size(payload: Json, name: str) -> None:
    """Refuse a payload that Step Functions would not carry: StateFailed with States.DataLimitExceeded."""
    if payload is None or isinstance(payload, (bool, int, float)):
        return
    if byte_size(payload) > MAX_PAYLOAD_BYTES:
        problem = "returned a result with a size exceeding the maximum number of bytes service limit."
        raise StateFailed(DATA_LIMIT_EXCEEDED, f"The state/task '{name}' {problem}")


def check_variables(assigned: Mapping[str, Json], name: str) -> None:
    """Refuse more than one state may assign: StateFailed with States.DataLimitExceeded.

    The limit is documented for all variables of a state together; the words of the cause are our own.
    """
    if byte_size(dict(assigned)) > MAX_PAYLOAD_BYTES:
        problem = "assigned variables with a size exceeding the maximum number of bytes service limit."
        raise StateFailed(DATA_LIMIT_EXCEEDED, f"The state/task '{name}' {problem}")
