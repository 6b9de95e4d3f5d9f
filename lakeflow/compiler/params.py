"""Parameters: what the first state makes of the execution's input."""

import json
from collections.abc import Collection, Mapping

from lakeflow.asl.states import Json
from lakeflow.compiler.expressions import field_name, wrap
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.policies import DateParam


def param_values(pipeline: Pipeline, read: Collection[str], variables: Mapping[str, str]) -> dict[str, Json]:
    """Return the assignment of each parameter that is read, defaults filled in.

    A date may come as a whole timestamp, as a schedule gives it, and is then the date where the schedule is. A missing
    parameter without default fails the execution in its first state.
    """
    values: dict[str, Json] = {}
    shift = _shift(pipeline)
    for name, param in pipeline.declared_params.items():
        if name in read:
            given = f"$states.input.{field_name(name)}"
            value = _date(given, shift) if isinstance(param, DateParam) else given
            if param.default is not None:
                value = f"$exists({given}) ? {value} : {json.dumps(param.default, ensure_ascii=False)}"
            values[variables[name]] = wrap(value)
    return values


def _shift(pipeline: Pipeline) -> int:
    """Return the minutes between the moments that a schedule passes on and moments of the right date."""
    if pipeline.schedule is None or pipeline.schedule.timezone == "UTC":
        return 0
    from lakeflow.compiler.local_date import shift_of

    return shift_of(pipeline)


def _date(given: str, shift: int) -> str:
    if not shift:
        return f"$substring({given}, 0, 10)"
    moved = f"$fromMillis($toMillis({given}) {'+' if shift > 0 else '-'} {abs(shift) * 60_000})"
    return f"$substring($length({given}) > 10 ? {moved} : {given}, 0, 10)"
