"""What TestState asks of a request before it runs anything, in AWS's words."""

from collections.abc import Mapping
from typing import Final, cast

from lakeflow.asl import states as asl
from lakeflow.asl.integrations import ServiceCall, parse_resource
from lakeflow.asl.services.calls import check_result
from lakeflow.asl.services.literals import Known
from lakeflow.asl.services.port import Services
from lakeflow.asl.states import ABSENT, Json
from lakeflow.interpreter.one_state.request import MockedResult, StateRequest, StateRequestError

_CONTEXT_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Execution": ("Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount", "RedriveTime"),
    "State": ("EnteredTime", "Name", "RetryCount"),
    "StateMachine": ("Id", "Name"),
    "Task": ("Token",),
}
_NOT_TEXTS: Final = frozenset({"Input", "RetryCount", "RedriveCount"})
_HAS_TOKEN: Final = (".sync", ".waitForTaskToken", ".sync:2")


def check_request(request: StateRequest, state: asl.State, services: Services | None) -> None:
    """Refuse what TestState refuses; without ``services`` a mocked result is not held against the service's shape.

    Raises StateRequestError.
    """
    _check_mock(request, state)
    if request.context is not None:
        _check_context(request.context, state)
    if isinstance(request.mock, MockedResult):
        _check_result(request.mock, state, services)


def check_iterations(request: StateRequest, iterations: int) -> None:
    """Refuse more failed iterations than a Map has; raises StateRequestError."""
    if request.map_iteration_failure_count > iterations:
        raise StateRequestError(
            "Map iteration failure count must be less than or equal to the number of Map iterations"
        )


def _check_mock(request: StateRequest, state: asl.State) -> None:
    if request.mock is None:
        if isinstance(state, (asl.Map, asl.Parallel)):
            raise StateRequestError(
                "TestState API does not support Map or Parallel states. "
                "Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
                "InvalidDefinition",
            )
        if isinstance(state, asl.Task):
            raise StateRequestError("A Task is not called here: give its outcome as a mock.")
    elif not isinstance(state, (asl.Task, asl.Map, asl.Parallel)):
        raise StateRequestError(f"State type '{type(state).__name__}' is not supported when a mock is specified")


def _check_context(context: Json, state: asl.State) -> None:
    if not isinstance(context, dict):
        raise _bad_context("it must be an object")
    for section, value in context.items():
        if section == "Map":
            raise _bad_context("'Map' field is not supported when mocking a Context object")
        if section not in _CONTEXT_FIELDS:
            raise _bad_context(f"Field '{section}' is not allowed")
        if section == "Task" and not (isinstance(state, asl.Task) and state.resource.endswith(_HAS_TOKEN)):
            raise _bad_context(
                "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' "
                "service integration pattern"
            )
        _check_section(section, value)


def _check_section(section: str, value: Json) -> None:
    if not isinstance(value, dict):
        raise _bad_context(f"{section} must be an object")
    for name, content in value.items():
        if name not in _CONTEXT_FIELDS[section]:
            raise _bad_context(f"Field '{name}' is not allowed")
        if name not in _NOT_TEXTS and not isinstance(content, str):
            raise _bad_context(f"{section}.{name} must be a string")


def _bad_context(problem: str) -> StateRequestError:
    return StateRequestError(f"Invalid Context object provided: {problem}")


def _check_result(mock: MockedResult, state: asl.State, services: Services | None) -> None:
    if isinstance(state, asl.Parallel):
        if not isinstance(mock.result, list):
            raise StateRequestError("Mocked result must be an array.")
        if len(mock.result) != len(state.branches):
            raise StateRequestError(
                "Mocked result must contain the same number of items as number of Parallel branches."
            )
    elif isinstance(state, asl.Map):
        if not isinstance(mock.result, list) and state.result_writer is ABSENT:
            raise StateRequestError("Mocked result must be an array.")
    elif isinstance(state, asl.Task) and services is not None:
        call = parse_resource(state.resource)
        if isinstance(call, ServiceCall):
            for finding in check_result(call, cast("Known", mock.result), services, mock.mode):
                raise StateRequestError(f"Mock result schema validation error: {finding.message}")
