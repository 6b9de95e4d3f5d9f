"""Make a state machine runnable: every template and expression is parsed here, none when a state is entered."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from lakeflow.asl.states import Branch, Choice, Fail, Map, Parallel, Pass, State, StateMachine, Succeed, Task, Wait
from lakeflow.asl.template import TemplateError
from lakeflow.errors import InvalidStateMachineError
from lakeflow.interpreter.region import Region, RunnableState
from lakeflow.interpreter.states.flow import compile_choice, compile_fail, compile_pass, compile_succeed
from lakeflow.interpreter.states.map import compile_map
from lakeflow.interpreter.states.parallel import compile_parallel
from lakeflow.interpreter.states.task import compile_task
from lakeflow.interpreter.states.wait import compile_wait


def compile_machine(machine: StateMachine) -> Region:
    """Return the machine in runnable form.

    Raises:
        InvalidStateMachineError: an expression does not parse, a transition leads nowhere, a state cannot be run.

    """
    if machine.query_language != "JSONata":
        raise InvalidStateMachineError(
            f"The query language {machine.query_language} cannot be run yet.", hint="Write the machine in JSONata mode."
        )
    return _compile_region(machine.start_at, machine.states)


def _compile_region(start_at: str, states: Mapping[str, State]) -> Region:
    if start_at not in states:
        raise InvalidStateMachineError(f"StartAt names {start_at}, which is no state of its region.")
    for name, state in states.items():
        for target in _targets(state):
            if target not in states:
                raise InvalidStateMachineError(f"{name} leads to {target}, which is no state of its region.")
    return Region(start_at, {name: _compile_named(name, state) for name, state in states.items()})


def _compile_named(name: str, state: State) -> RunnableState:
    try:
        return _compile_state(state)
    except TemplateError as error:
        raise InvalidStateMachineError(f"{name}: {error.message}", hint="Correct the expression.") from error
    except InvalidStateMachineError as error:
        raise InvalidStateMachineError(f"{name}: {error.message}", hint=error.hint) from error


def _compile_state(state: State) -> RunnableState:  # noqa: PLR0911  one line a state type
    match state:
        case Task():
            return compile_task(state)
        case Pass():
            return compile_pass(state)
        case Choice():
            return compile_choice(state)
        case Wait():
            return compile_wait(state)
        case Succeed():
            return compile_succeed(state)
        case Fail():
            return compile_fail(state)
        case Parallel():
            return compile_parallel(state, tuple(_compile_branch(branch) for branch in state.branches))
        case Map():
            return compile_map(state, _compile_branch(state.item_processor))
        case _:
            assert_never(state)


def _compile_branch(branch: Branch) -> Region:
    return _compile_region(branch.start_at, branch.states)


def _targets(state: State) -> Iterator[str]:
    """Yield the names of every state that this one may lead to."""
    match state:
        case Choice():
            yield from (rule.next for rule in state.choices)
            if state.default is not None:
                yield state.default
        case Succeed() | Fail():
            pass
        case Pass() | Wait():
            if state.next is not None:
                yield state.next
        case Task() | Parallel() | Map():
            if state.next is not None:
                yield state.next
            yield from (catcher.next for catcher in state.catch)
        case _:
            assert_never(state)
