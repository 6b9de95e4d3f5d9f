"""A region runs from its start to a terminal state: the machine itself, a branch, or a map iteration."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from lakeflow.asl.jsonata import Environment
from lakeflow.asl.states import Json
from lakeflow.asl.template import CompiledTemplate, TemplateError, compact
from lakeflow.clock import Clock
from lakeflow.interpreter.context import StateContext, state_context
from lakeflow.interpreter.executor import TaskExecutor
from lakeflow.interpreter.failure import DATA_LIMIT_EXCEEDED, QUERY_EVALUATION_ERROR, StateFailed
from lakeflow.interpreter.history import History, Observer

PAYLOAD_LIMIT_BYTES = 262_144
"""What Step Functions lets one state hand to the next."""

_STATES_BETWEEN_PAUSES = 1000
"""A chain of states that never waits still lets timeouts and Ctrl-C in now and then."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """What all regions of one execution share; ``context`` is the constant part of the context object."""

    executor: TaskExecutor
    clock: Clock
    observer: Observer
    chance: random.Random
    history: History
    context: dict[str, Json]
    aws_region: str
    expressions: Environment


@dataclass(slots=True)
class Scope:
    """Where one region has got to: its variables and its last event.

    The mapping of variables is never changed in place, so inner scopes start by sharing it.
    """

    runtime: Runtime
    variables: Mapping[str, Json]
    last_event_id: int

    def record(self, kind: str, details: Mapping[str, Any] | None = None) -> int:
        """Append an event to the history as the next of this region, and return its id."""
        self.last_event_id = self.runtime.history.record(kind, self.last_event_id, details).id
        return self.last_event_id

    def record_aside(self, kind: str, details: Mapping[str, Any] | None = None) -> int:
        """Append an event that the region's next event does not name as its previous one."""
        return self.runtime.history.record(kind, self.last_event_id, details).id

    def inner(self) -> "Scope":
        """Return the scope of a branch or iteration: it reads these variables and writes its own."""
        return Scope(self.runtime, self.variables, self.last_event_id)


@dataclass(frozen=True, slots=True)
class Transition:
    """How a state ends: its output, what it assigns, and the next state (None: the region ends)."""

    output: Json
    next: str | None
    assigned: Mapping[str, Json] | None = None


@dataclass(slots=True)
class Visit:
    """One visit to a state, retries included."""

    state: str
    scope: Scope
    input: Json
    entered: datetime
    entered_event_id: int
    previous_event_id: int
    retry_count: int | None = None

    def bindings(self, **states: Json) -> dict[str, Json]:
        """Return what an expression sees: the variables, and ``$states`` with the given fields."""
        context = StateContext(name=self.state, entered=self.entered, retry_count=self.retry_count)
        states["input"] = self.input
        states.setdefault("context", state_context(self.scope.runtime.context, context))
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

    def cause(self, problem: str) -> str:
        """Return a cause in the words of AWS, which name the state and its event."""
        return (
            f"An error occurred while executing the state '{self.state}' "
            f"(entered at the event id #{self.entered_event_id}). {problem}"
        )


class RunnableState(Protocol):
    """A compiled state; ``kind`` is its type, which names its events, ``can_retry`` whether it has retriers."""

    kind: ClassVar[str]
    can_retry: ClassVar[bool]

    async def run(self, visit: Visit) -> Transition:
        """Run the state to its end; raises StateFailed."""


@dataclass(frozen=True, slots=True)
class Region:
    """States and where they start."""

    start_at: str
    states: Mapping[str, RunnableState]

    async def run(self, scope: Scope, payload: Json) -> Json:
        """Run to a terminal state and return its output; raises StateFailed."""
        name: str | None = self.start_at
        visited = 0
        while name is not None:
            transition = await _visit(self.states[name], name, scope, payload)
            payload, name = transition.output, transition.next
            visited += 1
            if visited % _STATES_BETWEEN_PAUSES == 0:
                await scope.runtime.clock.sleep(0)
        return payload


async def _visit(state: RunnableState, name: str, scope: Scope, payload: Json) -> Transition:
    previous = scope.last_event_id
    history = scope.runtime.history
    entered = history.record(f"{state.kind}StateEntered", previous, {"name": name, "input": payload})
    scope.last_event_id = entered.id
    retry_count = 0 if state.can_retry else None
    try:
        transition = await state.run(Visit(name, scope, payload, entered.timestamp, entered.id, previous, retry_count))
    except asyncio.CancelledError:
        if not history.ending:
            scope.record(f"{state.kind}StateAborted")
        raise
    details: dict[str, Any] = {"name": name, "output": transition.output}
    if transition.assigned:
        scope.variables = {**scope.variables, **transition.assigned}
        details["assignedVariables"] = transition.assigned
    scope.record(f"{state.kind}StateExited", details)
    return transition


def check_size(payload: Json, name: str) -> None:
    """Refuse a payload that Step Functions would not carry: StateFailed with States.DataLimitExceeded."""
    if payload is None or isinstance(payload, (bool, int, float)):
        return
    if len(compact(payload).encode()) > PAYLOAD_LIMIT_BYTES:
        problem = "returned a result with a size exceeding the maximum number of bytes service limit."
        raise StateFailed(DATA_LIMIT_EXCEEDED, f"The state/task '{name}' {problem}")
