"""Run a state machine: the door to the interpreter."""

import random as chance

from lakeflow.asl.jsonata import Environment
from lakeflow.asl.quotas import MAX_EVENTS
from lakeflow.asl.states import Json, StateMachine
from lakeflow.clock import Clock
from lakeflow.errors import InvalidStateMachineError
from lakeflow.interpreter.callbacks import Callbacks
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.executor import TaskExecutor
from lakeflow.interpreter.history import History, Observer
from lakeflow.interpreter.lifecycle import ExecutionResult, Status, redrive_execution, run_execution
from lakeflow.interpreter.machine import CompiledMachine, compile_machine
from lakeflow.interpreter.objects import ObjectStore
from lakeflow.interpreter.redrive import Redrive
from lakeflow.interpreter.scope import Runtime


async def interpret(  # noqa: PLR0913  the ports of an execution
    machine: StateMachine | CompiledMachine,
    payload: Json,
    *,
    executor: TaskExecutor,
    clock: Clock,
    execution: ExecutionInfo,
    observer: Observer,
    random: chance.Random,
    objects: ObjectStore | None = None,
    callbacks: Callbacks | None = None,
    redrive: Redrive | None = None,
) -> ExecutionResult:
    """Run the machine on the payload and return how it ended; an execution that fails is a result, not an exception.

    ``objects`` is what distributed Maps read items from and write results to. ``callbacks`` are where workers find
    activities and send task tokens back; the executor must be a CallbackExecutor then. With a ``redrive`` the execution
    of before goes on, on its own input, and the observer is told of the events that follow. Who runs a machine often
    compiles it once, with ``compile_machine``.

    Cancelling this coroutine aborts the execution: every running task is cancelled and waited for, ExecutionAborted is
    recorded, and the result (ABORTED) is returned instead of raising CancelledError, so that Ctrl-C leaves a record.

    Raises:
        InvalidStateMachineError: the machine cannot be run at all; nothing has been recorded.

    """
    compiled = _runnable(machine, execution)
    limit = None if execution.is_express else MAX_EVENTS
    runtime = Runtime(
        executor=executor,
        clock=clock,
        observer=observer,
        chance=random,
        history=History(clock, observer.event, limit=limit, last_event_id=redrive.last_event_id if redrive else 0),
        context={},
        execution=execution,
        expressions=Environment(clock=clock.now, timer=clock.processor, random=random),
        objects=objects,
        callbacks=callbacks or Callbacks(clock),
    )
    if redrive is not None:
        return await redrive_execution(runtime, compiled.region, redrive, compiled.timeout_seconds)
    return await run_execution(runtime, compiled.region, payload, compiled.timeout_seconds)


def _runnable(machine: StateMachine | CompiledMachine, execution: ExecutionInfo) -> CompiledMachine:
    compiled = machine if isinstance(machine, CompiledMachine) else compile_machine(machine)
    if execution.is_express and compiled.standard_only is not None:
        raise InvalidStateMachineError(
            f"{compiled.standard_only} cannot be run by an EXPRESS state machine",
            hint="EXPRESS has no .sync, no .waitForTaskToken, no activities and no distributed Map",
        )
    return compiled


__all__ = ["ExecutionResult", "Status", "interpret"]
