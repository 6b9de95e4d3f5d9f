"""Functions over arrays of numbers: $sum $count $max $min $average."""

import math
from typing import Any, Final

from lakeflow.asl.jsonata.functions.native import native
from lakeflow.asl.jsonata.run import Run
from lakeflow.asl.jsonata.values import UNDEFINED, double, require_finite


def _sum(_run: Run, numbers: Any) -> Any:
    if numbers is UNDEFINED:
        return numbers
    total: float = 0
    for number in numbers:
        total += double(number)
    return double(total)


def _count(_run: Run, items: Any) -> Any:
    return 0 if items is UNDEFINED else len(items)


def _max(_run: Run, numbers: Any) -> Any:
    return UNDEFINED if numbers is UNDEFINED or not numbers else max(numbers)


def _min(_run: Run, numbers: Any) -> Any:
    return UNDEFINED if numbers is UNDEFINED or not numbers else min(numbers)


def _average(run: Run, numbers: Any) -> Any:
    if numbers is UNDEFINED or not numbers:
        return UNDEFINED
    total = _sum(run, numbers)
    return total / len(numbers) if math.isfinite(total) else require_finite(total)


FUNCTIONS: Final = (
    native("sum", "<a<n>:n>", 1, _sum),
    native("count", "<a:n>", 1, _count),
    native("max", "<a<n>:n>", 1, _max),
    native("min", "<a<n>:n>", 1, _min),
    native("average", "<a<n>:n>", 1, _average),
)
