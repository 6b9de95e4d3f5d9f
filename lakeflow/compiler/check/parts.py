"""All that steps read and compute, taken apart once for every check."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from lakeflow.dsl.control import Map
from lakeflow.dsl.expressions import Expression, parts_of
from lakeflow.dsl.references import expressions_in
from lakeflow.dsl.steps import Step

Parts: TypeAlias = Mapping[Step, tuple[Expression, ...]]
"""Each step of a pipeline with every part of its expressions."""


def parts_within(step: Step) -> Iterator[Expression]:
    """Yield every part of the expressions that a step holds, a Map's result among them."""
    for value in (*step.values, step.result if isinstance(step, Map) else None):
        for expression in expressions_in(value):
            yield from parts_of(expression)
