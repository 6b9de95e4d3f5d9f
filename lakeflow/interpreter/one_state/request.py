"""What TestState is asked: the state, its input, and what happens when it runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from lakeflow.asl.services.check import Mode
from lakeflow.asl.states import ABSENT, Json, Template
from lakeflow.errors import LakeflowError


class StateRequestError(LakeflowError):
    """A request that TestState refuses; ``code`` is the API's own (``ValidationException``, ``InvalidDefinition``)."""

    def __init__(self, message: str, code: str = "ValidationException") -> None:
        super().__init__(message)
        self.code = code


class InspectionLevel(StrEnum):
    """How much of a state's inner life is shown; TRACE adds only what HTTP tasks send."""

    INFO = "INFO"
    DEBUG = "DEBUG"
    TRACE = "TRACE"


@dataclass(frozen=True, slots=True, kw_only=True)
class MockedResult:
    """What the work of the state returns; ``mode`` says how strictly it is held against the service's own shape."""

    result: Json
    mode: Mode = Mode.STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class MockedError:
    """How the work of the state fails."""

    error: str
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRequest:
    """One state to run: ``definition`` is its own, or a machine's of which ``state_name`` names one.

    ``context`` takes the place of parts of the context object. ``retrier_retry_count`` is how often the retrier that
    takes the error was used already, ``map_iteration_failure_count`` how many iterations of a Map failed,
    ``error_caused_by_state`` which state inside it the mocked error comes from, ``item_reader_data`` what its
    ItemReader reads.
    """

    definition: Json
    input: Json = field(default_factory=dict)
    state_name: str | None = None
    variables: Mapping[str, Json] = field(default_factory=dict)
    context: Json = None
    mock: MockedResult | MockedError | None = None
    level: InspectionLevel = InspectionLevel.INFO
    retrier_retry_count: int = 0
    map_iteration_failure_count: int = 0
    error_caused_by_state: str | None = None
    item_reader_data: Template = ABSENT
    role_arn: str | None = None


def read_request(request: Mapping[str, Any]) -> StateRequest:
    """Return a request in the shape of the API, in which definition, input and the like are JSON texts.

    Raises:
        StateRequestError: a text is no JSON.

    """
    configuration = request.get("stateConfiguration") or {}
    reader_data = configuration.get("mapItemReaderData")
    return StateRequest(
        definition=_decoded(request["definition"], "State definition"),
        input=_decoded(request.get("input", {}), "Input"),
        state_name=request.get("stateName"),
        variables=cast("Mapping[str, Json]", _decoded(request.get("variables", {}), "Variables")),
        context=_decoded(request.get("context"), "Context object"),
        mock=_mock(request.get("mock")),
        level=InspectionLevel(request.get("inspectionLevel", "INFO")),
        retrier_retry_count=configuration.get("retrierRetryCount", 0),
        map_iteration_failure_count=configuration.get("mapIterationFailureCount", 0),
        error_caused_by_state=configuration.get("errorCausedByState"),
        item_reader_data=ABSENT if reader_data is None else _decoded(reader_data, "Map item reader data"),
        role_arn=request.get("roleArn"),
    )


def _mock(mock: Mapping[str, Any] | None) -> MockedResult | MockedError | None:
    if mock is None:
        return None
    if "errorOutput" in mock:
        output = mock["errorOutput"]
        return MockedError(error=output.get("error", ""), cause=output.get("cause", ""))
    return MockedResult(
        result=_decoded(mock.get("result", "{}"), "Mocked result"), mode=Mode(mock.get("fieldValidationMode", "STRICT"))
    )


def _decoded(value: Any, name: str) -> Json:
    if not isinstance(value, str):
        return cast("Json", value)
    try:
        return cast("Json", json.loads(value))
    except ValueError:
        raise StateRequestError(f"{name} must be valid JSON") from None
