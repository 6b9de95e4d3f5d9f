"""What the regions of one execution share, and where one of them has got to."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lakeflow.asl.jsonata import Environment
from lakeflow.asl.states import Json
from lakeflow.clock import Clock
from lakeflow.interpreter.callbacks import Callbacks
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.executor import TaskExecutor
from lakeflow.interpreter.history import History, Observer
from lakeflow.interpreter.objects import ObjectStore


@dataclass(frozen=True, slots=True)
class Runtime:
    """What all regions of one execution share; ``context`` is the constant part of the context object."""

    executor: TaskExecutor
    clock: Clock
    observer: Observer
    chance: random.Random
    history: History
    context: dict[str, Json]
    execution: ExecutionInfo
    expressions: Environment
    objects: ObjectStore | None
    callbacks: Callbacks


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
