"""Fail: end the region with an error."""

from dataclasses import dataclass
from typing import ClassVar

from lakeflow.asl import states as asl
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.processing import Field, compile_field
from lakeflow.interpreter.visit import Transition, Visit


@dataclass(frozen=True, slots=True)
class RunnableFail:
    """A Fail state; None is a field that is not there."""

    kind: ClassVar[str] = "Fail"
    can_retry: ClassVar[bool] = False
    error: Field | None
    cause: Field | None

    async def run(self, visit: Visit) -> Transition:
        """Raise StateFailed with the state's Error and Cause."""
        raise StateFailed(_text(visit, self.error), _text(visit, self.cause))


def _text(visit: Visit, field: Field | None) -> str | None:
    value = None if field is None else field.of(visit)
    return value if isinstance(value, str) else None


def compile_fail(state: asl.Fail, language: str) -> RunnableFail:
    """Parse the state's expressions; raises TemplateError, PathError."""
    return RunnableFail(
        compile_field("Error", state.error, state.error_path, language, expects="string"),
        compile_field("Cause", state.cause, state.cause_path, language, expects="string"),
    )
