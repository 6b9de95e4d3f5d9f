"""Make a state machine runnable: every template and expression is parsed here, none when a state is entered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from lakeflow.asl.states import (
    JSONATA,
    JSONPATH,
    Branch,
    Choice,
    Fail,
    Map,
    Parallel,
    Pass,
    State,
    StateMachine,
    Succeed,
    Task,
    Wait,
    targets,
    walk,
)
from lakeflow.asl.template import TemplateError
from lakeflow.errors import InvalidStateMachineError, PathError
from lakeflow.interpreter.callbacks import has_token
from lakeflow.interpreter.region import Region, RunnableState
from lakeflow.interpreter.states.choice import compile_choice
from lakeflow.interpreter.states.distributed_map import compile_distributed_map
from lakeflow.interpreter.states.fail import compile_fail
from lakeflow.interpreter.states.map import compile_map
from lakeflow.interpreter.states.parallel import compile_parallel
from lakeflow.interpreter.states.pass_ import compile_pass
from lakeflow.interpreter.states.succeed import compile_succeed
from lakeflow.interpreter.states.task import compile_task
from lakeflow.interpreter.states.wait import compile_wait


@dataclass(frozen=True, slots=True)
class CompiledMachine:
    """A machine ready to be run as often as wanted; ``standard_only`` names a state that EXPRESS cannot have."""

    region: Region
    timeout_seconds: int | None
    standard_only: str | None


def compile_machine(machine: StateMachine) -> CompiledMachine:
    """Return the machine in runnable form.

    Raises:
        InvalidStateMachineError: an expression does not parse, a transition leads nowhere, a state cannot be run.

    """
    region = _compile_region(machine.start_at, machine.states, machine.query_language)
    standard_only = next((name for name, state, _ in walk(machine.states) if _is_standard_only(state)), None)
    return CompiledMachine(region, machine.timeout_seconds, standard_only)


def _is_standard_only(state: State) -> bool:
    if isinstance(state, Map):
        config = state.processor.processor_config
        return config is not None and config.mode == "DISTRIBUTED"
    return isinstance(state, Task) and has_token(state.resource)


def _compile_region(start_at: str, states: Mapping[str, State], language: str) -> Region:
    if start_at not in states:
        raise InvalidStateMachineError(f"StartAt names {start_at}, which is no state of its region.")
    for name, state in states.items():
        for target in targets(state):
            if target not in states:
                raise InvalidStateMachineError(f"{name} leads to {target}, which is no state of its region.")
    return Region(start_at, {name: compile_state(name, state, language) for name, state in states.items()})


def compile_state(name: str, state: State, machine_language: str) -> RunnableState:
    """Return one state in runnable form; its own query language goes before the machine's.

    Raises InvalidStateMachineError.
    """
    language = state.query_language or machine_language
    if language not in (JSONATA, JSONPATH):
        raise InvalidStateMachineError(
            f"{name}: there is no query language {language}", hint="Use JSONata or JSONPath."
        )
    try:
        return _compile_by_type(state, language, machine_language)
    except (TemplateError, PathError) as error:
        raise InvalidStateMachineError(f"{name}: {error.message}", hint="Correct the expression.") from error
    except InvalidStateMachineError as error:
        raise InvalidStateMachineError(f"{name}: {error.message}", hint=error.hint) from error


def _compile_by_type(state: State, language: str, machine_language: str) -> RunnableState:  # noqa: PLR0911  one line a state type
    match state:
        case Task():
            return compile_task(state, language)
        case Pass():
            return compile_pass(state, language)
        case Choice():
            return compile_choice(state, language)
        case Wait():
            return compile_wait(state, language)
        case Succeed():
            return compile_succeed(state, language)
        case Fail():
            return compile_fail(state, language)
        case Parallel():
            branches = (_compile_branch(branch, machine_language) for branch in state.branches)
            return compile_parallel(state, tuple(branches), language)
        case Map():
            processor = _compile_branch(state.processor, machine_language)
            config = state.processor.processor_config
            if config is not None and config.mode == "DISTRIBUTED":
                return compile_distributed_map(state, processor, language)
            return compile_map(state, processor, language)
        case _:
            assert_never(state)


def _compile_branch(branch: Branch, machine_language: str) -> Region:
    return _compile_region(branch.start_at, branch.states, machine_language)
