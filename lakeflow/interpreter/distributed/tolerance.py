"""How many failed items a distributed Map tolerates: ToleratedFailureCount and ToleratedFailurePercentage."""

from dataclasses import dataclass

from lakeflow.asl import states as asl
from lakeflow.interpreter.numbers import number, whole_number
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
        return Tolerance(
            0 if self.count is None else _count(visit, self.count),
            0 if self.percentage is None else _percentage(visit, self.percentage),
        )


def _count(visit: Visit, field: Field) -> int:
    value = field.of(visit)
    count = whole_number(value)
    if count is None:
        raise field.not_a(visit, "integer", value)
    if count < 0:
        raise visit.failed("ToleratedFailureCount cannot be negative.")
    visit.inspect("toleratedFailureCount", count)
    return count


def _percentage(visit: Visit, field: Field) -> float:
    value = field.of(visit)
    percentage = number(value)
    if percentage is None:
        raise field.not_a(visit, "float", value)
    if not 0 <= percentage <= 100:
        raise visit.failed("ToleratedFailurePercentage must be between 0 and 100.")
    visit.inspect("toleratedFailurePercentage", float(percentage))
    return percentage


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
