"""One state alone, with its work mocked: AWS's TestState, on this machine."""

from collections.abc import Mapping

from lakeflow.asl import states as asl
from lakeflow.asl.document import parse, parse_state
from lakeflow.asl.services.check import Mode
from lakeflow.asl.states import ABSENT, Json, Template
from lakeflow.errors import LakeflowError, MockError, suggestion
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.interpreter.one_state.outcome import StateOutcome
from lakeflow.interpreter.one_state.request import InspectionLevel, MockedError, MockedResult, StateRequest
from lakeflow.interpreter.one_state.run import run_one_state
from lakeflow.mocks.answers import Answer, Computed, Raised, Responded, Returned, Unending
from lakeflow.mocks.responses import response_to
from lakeflow.operations.compiling import load_services


def test_state(  # noqa: PLR0913  each is a field of the API
    definition: Mapping[str, Json],
    state: str | None = None,
    *,
    input: Json = None,  # noqa: A002  AWS's own word
    mock: Answer | None = None,
    variables: Mapping[str, Json] | None = None,
    context: Mapping[str, Json] | None = None,
    mock_validation: str = "STRICT",
    retries: int = 0,
    failed_iterations: int = 0,
    error_from: str | None = None,
    items: Template = ABSENT,
) -> StateOutcome:
    """Run one state and return its status, output, error, next state, variables and inspection data.

    ``definition`` is the state's own, or a machine's of which ``state`` names one. ``mock`` is what its work gives:
    ``returns``, ``responds``, ``succeeds``, ``rows`` or ``raises``. ``retries`` is how often the retrier that takes the
    error was used already, ``failed_iterations`` how many iterations of a Map failed, ``error_from`` the state inside a
    Parallel or Map that the error comes from, ``items`` what a Map's ItemReader reads.

    >>> outcome = test_state({"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $x + 1 %}", "End": True},
    ...                      variables={"x": 41})
    >>> outcome.status.value, outcome.output
    ('SUCCEEDED', 42)

    Raises:
        StateRequestError: TestState refuses the request.
        MockError: the mock is none that a single state can have.
        LakeflowError: there is no such state.

    """
    found = _chosen(definition, state)
    request = StateRequest(
        definition=dict(definition),
        state_name=state,
        input={} if input is None else input,
        variables=variables or {},
        context=None if context is None else dict(context),
        mock=None if mock is None else _mocked(mock, found, state or "the state", mock_validation),
        level=InspectionLevel.DEBUG,
        retrier_retry_count=retries,
        map_iteration_failure_count=failed_iterations,
        error_caused_by_state=error_from,
        item_reader_data=items,
    )
    return run_one_state(request, services=load_services())


# Pytest collects what a test module imports, if it is called like a test.
test_state.__test__ = False  # type: ignore[attr-defined]


def _chosen(definition: Mapping[str, Json], name: str | None) -> asl.State:
    if name is None:
        return parse_state(dict(definition), "$")
    states = {found: state for found, state, _ in asl.walk(parse(dict(definition)).states)}
    if name not in states:
        hint = suggestion(name, states, f"it has: {', '.join(states)}")
        raise LakeflowError(f"there is no state {name!r}", hint=hint)
    return states[name]


def _mocked(mock: Answer, state: asl.State, name: str, validation: str) -> MockedResult | MockedError:
    mode = Mode(validation)
    match mock.outcome:
        case Raised(error, cause):
            return MockedError(error=error, cause=cause)
        case Unending():
            return MockedError(error="States.Timeout")
        case Computed():
            raise MockError("one state has no arguments yet for a function to see", hint="say returns(value)")
        case Returned(value) | Responded(value) if not isinstance(state, asl.Task):
            return MockedResult(result=value, mode=mode)
        case outcome:
            resource = state.resource if isinstance(state, asl.Task) else ""
            task = ScheduledTask(state=name, resource=resource, arguments={}, attempt=0, scheduled_event_id=0)
            return MockedResult(result=response_to(task, outcome), mode=mode)
