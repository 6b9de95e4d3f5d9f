"""Parameters as typed to an execution's input."""

from collections.abc import Mapping

from lakeflow.asl.states import Json
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.policies import BoolParam, DateParam, IntParam, Param, StringParam
from lakeflow.errors import ProjectError, suggestion


def execution_input(pipeline: Pipeline, given: Mapping[str, str]) -> dict[str, Json]:
    """Return the execution's input: every parameter parsed, defaults filled in.

    Raises:
        ProjectError: a parameter is unknown, missing, or not of its type.

    """
    declared = pipeline.declared_params
    for name in given:
        if name not in declared:
            hint = suggestion(name, declared, f"it has: {', '.join(declared) or 'none'}")
            raise ProjectError(f"pipeline {pipeline.name!r} has no parameter {name!r}", hint=hint)
    if missing := [name for name, param in declared.items() if name not in given and param.default is None]:
        needed = f"the parameter {missing[0]!r}" if len(missing) == 1 else f"the parameters {', '.join(missing)}"
        options = ("--date 2024-01-01" if name == "date" else f"--param {name}=VALUE" for name in missing)
        raise ProjectError(f"pipeline {pipeline.name!r} needs {needed}", hint=f"add {' '.join(options)}")
    return {
        name: _parsed(pipeline, name, param, given[name]) if name in given else param.default
        for name, param in declared.items()
    }


def _parsed(pipeline: Pipeline, name: str, param: Param, text: str) -> Json:
    try:
        return param.parse(text)
    except ValueError as error:
        message = f"parameter {name!r} of pipeline {pipeline.name!r} cannot be {text!r}: {error}"
        raise ProjectError(message, hint=f"write {_form(param)}") from None


def _form(param: Param) -> str:
    """Return what a parameter's values look like."""
    match param:
        case DateParam():
            return "a date as 2024-01-31"
        case StringParam():
            return " or ".join(param.choices)
        case IntParam():
            return "a whole number"
        case BoolParam():
            return "true or false"
