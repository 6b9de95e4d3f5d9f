"""A region runs from its start to a terminal state: the machine itself, a branch, or a map iteration."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from lakeflow.asl.states import Json
from lakeflow.interpreter.position import Position
from lakeflow.interpreter.scope import Scope
from lakeflow.interpreter.visit import Transition, Visit

_STATES_BETWEEN_PAUSES = 1000
"""A chain of states that never waits still lets timeouts and Ctrl-C in now and then."""


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

    async def run(self, scope: Scope, payload: Json, position: Position | None = None) -> Json:
        """Run to a terminal state and return its output; raises StateFailed.

        ``position`` is where the region goes on in a redriven execution.
        """
        name: str | None = self.start_at
        if position is not None:
            name, payload, scope.variables = position.state, position.input, position.variables
        visited = 0
        while name is not None:
            state = self.states[name]
            if position is not None and state.can_retry:
                transition = await _finish(state, _resumed(name, scope, position))
            else:
                transition = await _visit(state, name, scope, payload)
            position = None
            payload, name = transition.output, transition.next
            visited += 1
            if visited % _STATES_BETWEEN_PAUSES == 0:
                await scope.runtime.clock.sleep(0)
        return payload


async def _visit(state: RunnableState, name: str, scope: Scope, payload: Json) -> Transition:
    previous = scope.last_event_id
    entered = scope.runtime.history.record(f"{state.kind}StateEntered", previous, {"name": name, "input": payload})
    scope.last_event_id = entered.id
    retry_count = 0 if state.can_retry else None
    return await _finish(state, Visit(name, scope, payload, entered.timestamp, entered.id, previous, retry_count))


def _resumed(name: str, scope: Scope, position: Position) -> Visit:
    """Return the visit that goes on: AWS does not enter a state with work anew."""
    visit = Visit(name, scope, position.input, position.entered, position.entered_event_id, scope.last_event_id, 0)
    visit.resumed = position.inner
    return visit


async def _finish(state: RunnableState, visit: Visit) -> Transition:
    """Run the state to its exit."""
    scope = visit.scope
    history = scope.runtime.history
    try:
        transition = await state.run(visit)
    except asyncio.CancelledError:
        if not history.ending:
            scope.record(f"{state.kind}StateAborted")
        raise
    details: dict[str, Any] = {"name": visit.state, "output": transition.output}
    if transition.assigned:
        scope.variables = {**scope.variables, **transition.assigned}
        details["assignedVariables"] = transition.assigned
    scope.last_event_id = history.record(f"{state.kind}StateExited", scope.last_event_id, details).id
    return transition
