"""Run one state alone: the door to TestState's semantics."""

import random as chance
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, cast

from lakeflow.asl import states as asl
from lakeflow.asl.document import parse, parse_state
from lakeflow.asl.jsonata import Environment
from lakeflow.asl.services.port import Services
from lakeflow.asl.states import JSONPATH, Json
from lakeflow.interpreter.callbacks import Callbacks
from lakeflow.interpreter.context import ExecutionInfo, execution_context
from lakeflow.interpreter.distributed.tolerance import Tolerance
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.interpreter.failure import EXCEED_TOLERATED_FAILURE_THRESHOLD, StateFailed
from lakeflow.interpreter.guard import Guard
from lakeflow.interpreter.history import History, HistoryEvent
from lakeflow.interpreter.machine import compile_state
from lakeflow.interpreter.one_state.outcome import StateOutcome, StateStatus, shown
from lakeflow.interpreter.one_state.request import (
    InspectionLevel,
    MockedError,
    StateRequest,
    StateRequestError,
)
from lakeflow.interpreter.one_state.requirements import check_iterations, check_request
from lakeflow.interpreter.region import RunnableState
from lakeflow.interpreter.retry import RetryBudget, delay_seconds
from lakeflow.interpreter.scope import Runtime, Scope
from lakeflow.interpreter.states.distributed_map import RunnableDistributedMap
from lakeflow.interpreter.states.map import RunnableMap
from lakeflow.interpreter.states.parallel import RunnableParallel
from lakeflow.interpreter.states.task import RunnableTask
from lakeflow.interpreter.visit import Transition, Visit

STATE_NAME: Final = "StateName"
"""What TestState calls a state in its context, whatever its name."""

NOW: Final = datetime(2024, 1, 1, tzinfo=UTC)

Working: TypeAlias = RunnableTask | RunnableParallel | RunnableMap | RunnableDistributedMap
"""A state whose work is mocked."""


def run_one_state(
    request: StateRequest,
    *,
    services: Services | None = None,
    now: datetime = NOW,
    random: chance.Random | None = None,
) -> StateOutcome:
    """Run one state with a mocked outcome and return how it ended; a Wait does not wait.

    ``services`` are the APIs that a mocked result is held against; without them it is not checked.

    Raises:
        StateRequestError: TestState refuses the request.
        InvalidStateMachineError: the state is not Amazon States Language.

    """
    state, language = _chosen(request)
    check_request(request, state, services)
    runnable = compile_state(STATE_NAME, state, language)
    visit = _visit(request, state, now, random or chance.Random(0))  # noqa: S311  repeatable, no secret
    try:
        outcome = _succeeded(_transition(runnable, visit, request), visit)
    except StateFailed as failure:
        outcome = _failed(runnable, visit, request, failure)
    if request.level is InspectionLevel.INFO:
        return replace(outcome, inspection={})
    names = shown(state, state.query_language or language)
    seen = {name: value for name, value in outcome.inspection.items() if name in (*names, "errorDetails")}
    if outcome.variables:
        seen["variables"] = dict(outcome.variables)
    return replace(outcome, inspection={"input": request.input, **seen})


def _chosen(request: StateRequest) -> tuple[asl.State, str]:
    """Return the state that the request means, and the query language of the machine around it."""
    if request.state_name is None:
        return parse_state(request.definition, "$"), JSONPATH
    machine = parse(request.definition)
    for name, state, _ in asl.walk(machine.states):
        if name == request.state_name:
            return state, machine.query_language
    raise StateRequestError(f"State '{request.state_name}' was not found in the definition")


def _visit(request: StateRequest, state: asl.State, now: datetime, random: chance.Random) -> Visit:
    clock = _StillClock(now)
    runtime = Runtime(
        executor=_NoExecutor(),
        clock=clock,
        observer=_Nobody(),
        chance=random,
        history=History(clock, lambda _: None),
        context=_context(request, now),
        execution=_EXECUTION,
        expressions=Environment(clock=clock.now, random=random),
        objects=None,
        callbacks=Callbacks(clock),
    )
    can_retry = isinstance(state, (asl.Task, asl.Parallel, asl.Map))
    visit = Visit(
        STATE_NAME,
        Scope(runtime, request.variables, last_event_id=0),
        request.input,
        now,
        entered_event_id=0,
        previous_event_id=0,
        retry_count=request.retrier_retry_count if can_retry else None,
        inspection={},
    )
    if isinstance(state, asl.Fail):
        visit.inspect("afterInputPath", request.input)
    given = request.context if isinstance(request.context, dict) else {}
    usual = visit.context()
    visit.more_context = {
        name: {**cast("dict[str, Json]", usual.get(name, {})), **cast("dict[str, Json]", given[name])}
        for name in ("State", "Task")
        if name in given
    }
    return visit


_EXECUTION: Final = ExecutionInfo(
    arn="arn:aws:states:us-east-1:123456789012:express:TestState:execution",
    name="execution",
    state_machine_arn="arn:aws:states:us-east-1:123456789012:stateMachine:TestState",
    state_machine_name="TestState",
    role_arn="",
    is_express=True,
)


def _context(request: StateRequest, now: datetime) -> dict[str, Json]:
    context = execution_context(_EXECUTION, request.input, now)
    execution = cast("dict[str, Json]", context["Execution"])
    execution["RoleArn"] = request.role_arn
    given = request.context if isinstance(request.context, dict) else {}
    for section, value in given.items():
        if section in context:
            context[section] = {**cast("dict[str, Json]", context[section]), **cast("dict[str, Json]", value)}
    return context


def _transition(runnable: RunnableState, visit: Visit, request: StateRequest) -> Transition:
    """Return the transition of the state with its work mocked; raises StateFailed."""
    mock = request.mock
    if mock is None:
        return _finished(runnable.run(visit))
    working = cast("Working", runnable)
    match working:
        case RunnableMap() | RunnableDistributedMap():
            _prepare_map(working, visit, request)
        case RunnableTask() | RunnableParallel():
            working.prepare(visit)
    if isinstance(mock, MockedError):
        raise StateFailed(mock.error, mock.cause)
    visit.inspect("result", mock.result)
    return working.ending.after_result(visit, mock.result)


def _prepare_map(state: RunnableMap | RunnableDistributedMap, visit: Visit, request: StateRequest) -> None:
    """Evaluate what a Map evaluates before its iterations; raises StateFailed where too many of them failed."""
    items, _ = state.prepare(visit)
    if isinstance(request.item_reader_data, list):
        items = request.item_reader_data
    check_iterations(request, len(items))
    if isinstance(state, RunnableMap):
        if state.item_selector is not None:
            selected = [state.item_selector.select(visit, {"Index": i, "Value": item}) for i, item in enumerate(items)]
            visit.inspect("afterItemSelector", selected)
        return
    tolerance = state.tolerance.of(visit)
    inputs: Json = [payload for payload, _ in state.inputs(visit, items)]
    if state.batcher is not None:
        visit.inspect("afterItemBatcher", inputs)
    elif state.item_selector is not None:
        visit.inspect("afterItemSelector", inputs)
    # Without a limit of its own, a Map whose result is mocked fails for no failed iteration.
    if tolerance != Tolerance() and tolerance.is_exceeded(request.map_iteration_failure_count, len(items)):
        problem = "The specified tolerated failure threshold was exceeded"
        raise StateFailed(EXCEED_TOLERATED_FAILURE_THRESHOLD, problem)


def _succeeded(transition: Transition, visit: Visit) -> StateOutcome:
    return StateOutcome(
        status=StateStatus.SUCCEEDED,
        output=transition.output,
        next_state=transition.next,
        variables={**visit.scope.variables, **(transition.assigned or {})},
        inspection=dict(visit.inspection or {}),
    )


def _failed(runnable: RunnableState, visit: Visit, request: StateRequest, failure: StateFailed) -> StateOutcome:
    """Return what a failure comes to: a retrier takes it, a catcher does, or it is final."""
    final = StateOutcome(
        status=StateStatus.FAILED,
        error=failure.error,
        cause=failure.cause,
        variables=visit.scope.variables,
        inspection=dict(visit.inspection or {}),
    )
    if not runnable.can_retry:
        return final
    guard = cast("Working", runnable).guard
    used = request.retrier_retry_count
    retrier = RetryBudget(guard.retriers, dict.fromkeys(range(len(guard.retriers)), used)).next_retrier(failure.error)
    if retrier is not None:
        plain = replace(guard.retriers[retrier], jitter_strategy="NONE")
        delay = delay_seconds(plain, used, visit.scope.runtime.chance)
        details: Json = {"retryIndex": retrier, "retryBackoffIntervalSeconds": int(delay)}
        return replace(final, status=StateStatus.RETRIABLE, inspection={**final.inspection, "errorDetails": details})
    catcher = guard.next_catcher(failure.error)
    return final if catcher is None else _caught(guard, catcher, visit, failure, final)


def _caught(guard: Guard, catcher: int, visit: Visit, failure: StateFailed, final: StateOutcome) -> StateOutcome:
    try:
        transition = guard.catchers[catcher][1].after_error(visit, failure.output())
    except StateFailed as second:
        return replace(final, error=second.error, cause=second.cause)
    caught = _succeeded(transition, visit)
    return replace(
        caught,
        status=StateStatus.CAUGHT_ERROR,
        error=failure.error,
        cause=failure.cause,
        inspection={**final.inspection, "errorDetails": {"catchIndex": catcher}},
    )


def _finished(work: Coroutine[Any, Any, Transition]) -> Transition:
    """Return the result of a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast("Transition", end.value)
    raise RuntimeError("A state without work waited for something.")


@dataclass(frozen=True, slots=True)
class _StillClock:
    """A Clock on which no time passes."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0

    def processor(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """Return at once."""


class _NoExecutor:
    """A TaskExecutor that is never asked: the work of states is mocked."""

    async def execute(self, task: ScheduledTask) -> Json:
        raise AssertionError(task.state)


class _Nobody:
    """An Observer that nobody reads."""

    def event(self, event: HistoryEvent) -> None:
        pass

    def child(self, execution: ExecutionInfo) -> "_Nobody":  # noqa: ARG002  the protocol's signature
        return self

    def retrying(self, state: str, attempt: int, delay_seconds: float, error: str, cause: str) -> None:
        pass
