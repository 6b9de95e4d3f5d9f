"""Running a machine in virtual time, in one call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from lakeflow.asl.document import parse
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import ExecutionResult
from lakeflow.interpreter.objects import ObjectStore
from lakeflow.interpreter.redrive import redrive_of
from lakeflow.testing import Answer, FakeClock, FakeExecutor, RecordingObserver
from tests.executions import EXECUTION, execute


@dataclass(frozen=True, slots=True)
class Run:
    """What one execution left behind."""

    result: ExecutionResult
    observer: RecordingObserver
    executor: FakeExecutor
    clock: FakeClock

    @property
    def types(self) -> list[str]:
        return self.observer.types()

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return the details of every event of that type, payloads as JSON values."""
        return [dict(event.details or {}) for event in self.observer.events if event.type == kind]

    @property
    def children(self) -> list[RecordingObserver]:
        """The observers of child executions, in the order of their start."""
        return list(self.observer.children.values())

    def previous(self) -> list[tuple[int, int, str]]:
        return [(event.id, event.previous_event_id, event.type) for event in self.observer.events]


RunMachine = Callable[..., Run]


@pytest.fixture
def run_machine() -> RunMachine:
    """Return a function that interprets states (the first one starts) and returns what happened.

    ``before`` is an execution of the same states that is redriven.
    """

    def run(
        states: Mapping[str, Any],
        payload: Any = None,
        answers: Mapping[str, Sequence[Answer]] | None = None,
        *,
        execution: ExecutionInfo = EXECUTION,
        objects: ObjectStore | None = None,
        before: Run | None = None,
        **fields: Any,
    ) -> Run:
        clock, observer = FakeClock(), RecordingObserver()
        executor = FakeExecutor(answers, clock=clock)
        machine = parse({"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": dict(states), **fields})
        redrive = None if before is None else redrive_of(machine, before.observer.events)
        ports = {"execution": execution, "observer": observer, "objects": objects, "redrive": redrive}
        result = execute(machine, payload, executor, clock, **ports)
        return Run(result, observer, executor, clock)

    return run
