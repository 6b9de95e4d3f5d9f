"""What TestState answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lakeflow.asl import states as asl
from lakeflow.asl.states import ABSENT, JSONATA, Json, Template
from lakeflow.asl.writing import compact


class StateStatus(StrEnum):
    """How the state ended: RETRIABLE and CAUGHT_ERROR say that a retrier or a catcher takes the error."""

    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    RETRIABLE = "RETRIABLE"
    CAUGHT_ERROR = "CAUGHT_ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateOutcome:
    """How a state ended; ``inspection`` is AWS's inspectionData, values decoded, empty at the level INFO.

    ``variables`` are those after the state.
    """

    status: StateStatus
    output: Template = ABSENT
    error: str | None = None
    cause: str | None = None
    next_state: str | None = None
    variables: Mapping[str, Json] = field(default_factory=dict)
    inspection: Mapping[str, Json] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return the answer in the shape of the API, in which payloads are JSON texts."""
        answer: dict[str, Json] = {"status": self.status.value}
        if self.output is not ABSENT:
            answer["output"] = compact(self.output)
        optional = {"error": self.error, "cause": self.cause, "nextState": self.next_state}
        answer |= {name: value for name, value in optional.items() if value is not None}
        if self.inspection:
            answer["inspectionData"] = {
                name: value if name in _NOT_TEXTS else compact(value) for name, value in self.inspection.items()
            }
        return answer


_NOT_TEXTS: Final = frozenset({"errorDetails", "maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage"})
_MAP: Final = (
    "afterItemsPath",
    "afterItemsPointer",
    "afterItemSelector",
    "afterItemBatcher",
    "maxConcurrency",
    "toleratedFailureCount",
    "toleratedFailurePercentage",
)
_RESULT: Final = ("afterResultSelector", "afterResultPath")
_JSONPATH_SHOWN: Final[Mapping[type[asl.State], tuple[str, ...]]] = {
    asl.Task: ("afterInputPath", "afterParameters", "result", *_RESULT),
    asl.Pass: ("afterInputPath", "afterParameters", *_RESULT),
    asl.Parallel: _RESULT,
    asl.Map: ("afterInputPath", *_MAP, *_RESULT),
}
_JSONATA_SHOWN: Final[Mapping[type[asl.State], tuple[str, ...]]] = {
    asl.Task: ("afterArguments", "result"),
    asl.Parallel: ("afterArguments",),
    asl.Map: _MAP,
}


def shown(state: asl.State, language: str) -> tuple[str, ...]:
    """Return which intermediate values AWS shows of a state, beside its input, variables and error details."""
    if language == JSONATA:
        return _JSONATA_SHOWN.get(type(state), ())
    if isinstance(state, asl.Pass) and state.result is not ABSENT:
        return ("result", *_RESULT)
    return _JSONPATH_SHOWN.get(type(state), ("afterInputPath",))
