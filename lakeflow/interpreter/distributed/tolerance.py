"""How many failed items a distributed Map tolerates: ToleratedFailureCount and ToleratedFailurePercentage."""

from dataclasses import dataclass
from typing import TypeGuard

from lakeflow.asl import states as asl
from lakeflow.asl.states import Json
from lakeflow.interpreter.processing import Field, compile_field
from lakeflow.interpreter.visit import Visit


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The limits in force; 0 counts as not set, and where both are set exceeding either is too much."""

    count: int = 0
    percentage: float = 0

    def is_exceeded(self, failed: int, total: int) -> bool:
        """Tell whether so many failed items are too many; without any limit one is."""
        if not self.count and not self.percentage:
            return failed > 0
        return (self.count > 0 and failed > self.count) or (
            self.percentage > 0 and failed * 100 > self.percentage * total
        )


@dataclass(frozen=True, slots=True)
class CompiledTolerance:
    """The fields of a Map that say how much it tolerates; None is a field that is not there."""

    count: Field | None
    percentage: Field | None

    def of(self, visit: Visit) -> Tolerance:
        """Return the limits; raises StateFailed where a value is no such limit."""
        count: float = 0
        percentage: float = 0
        if self.count is not None:
            value = self.count.of(visit)
            if not _is_number(value) or value != int(value):
                raise self.count.not_a(visit, "integer", value)
            if value < 0:
                raise visit.failed("ToleratedFailureCount cannot be negative.")
            count = value
            visit.inspect("toleratedFailureCount", int(count))
        if self.percentage is not None:
            value = self.percentage.of(visit)
            if not _is_number(value):
                raise self.percentage.not_a(visit, "float", value)
            if not 0 <= value <= 100:
                raise visit.failed("ToleratedFailurePercentage must be between 0 and 100.")
            percentage = value
            visit.inspect("toleratedFailurePercentage", float(percentage))
        return Tolerance(int(count), percentage)


def compile_tolerance(state: asl.Map, language: str) -> CompiledTolerance:
    """Parse the fields; raises TemplateError, PathError."""
    return CompiledTolerance(
        compile_field(
            "ToleratedFailureCount",
            state.tolerated_failure_count,
            state.tolerated_failure_count_path,
            language,
            expects="number",
        ),
        compile_field(
            "ToleratedFailurePercentage",
            state.tolerated_failure_percentage,
            state.tolerated_failure_percentage_path,
            language,
            expects="number",
        ),
    )


def _is_number(value: Json) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
