"""Parameters as typed to an execution's input."""

from collections.abc import Mapping

from lakeflow.asl.states import Json
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.errors import ProjectError, closest


def execution_input(pipeline: Pipeline, given: Mapping[str, str]) -> dict[str, Json]:
    """Return the execution's input: every parameter parsed, defaults filled in.

    Raises:
        ProjectError: a parameter is unknown, missing, or not of its type.

    """
    declared = pipeline.declared_params
    for name in given:
        if name not in declared:
            close = closest(name, declared)
            hint = f"did you mean {close}?" if close else f"it has: {', '.join(declared) or 'none'}"
            raise ProjectError(f"pipeline {pipeline.name!r} has no parameter {name!r}", hint=hint)
    values: dict[str, Json] = {}
    for name, param in declared.items():
        if name in given:
            try:
                values[name] = param.parse(given[name])
            except ValueError as error:
                raise ProjectError(
                    f"parameter {name!r} of pipeline {pipeline.name!r} cannot be {given[name]!r}: {error}",
                    hint=f"it is a {type(param).__name__}",
                ) from None
        elif param.default is not None:
            values[name] = param.default
        else:
            option = "--date 2024-01-01" if name == "date" else f"--param {name}=VALUE"
            raise ProjectError(f"pipeline {pipeline.name!r} needs the parameter {name!r}", hint=f"add {option}")
    return values
