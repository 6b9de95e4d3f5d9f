"""Parameters: what the first state makes of the execution's input."""

import json
from collections.abc import Collection, Mapping

from lakeflow.asl.states import Json
from lakeflow.compiler.expressions import field_name, wrap
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.policies import DateParam


def param_values(pipeline: Pipeline, read: Collection[str], variables: Mapping[str, str]) -> dict[str, Json]:
    """Return the assignment of each parameter that is read, defaults filled in.

    A date may come as a whole timestamp, as a schedule gives it. A missing parameter without default fails the
    execution in its first state.
    """
    values: dict[str, Json] = {}
    for name, param in pipeline.declared_params.items():
        if name in read:
            given = f"$states.input.{field_name(name)}"
            value = f"$substring({given}, 0, 10)" if isinstance(param, DateParam) else given
            if param.default is not None:
                value = f"$exists({given}) ? {value} : {json.dumps(param.default, ensure_ascii=False)}"
            values[variables[name]] = wrap(value)
    return values
