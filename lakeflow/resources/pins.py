"""Tie a state machine to the code it was released with: the alias then switches machine and code at once.

A run's ``--scriptLocation`` takes the place of the job's own, and a function is called by an alias that never moves:
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
"""

from collections.abc import Mapping
from typing import cast

from lakeflow.asl.states import Json


def pinned(definition: Json, jobs: Mapping[str, Mapping[str, str]], functions: Mapping[str, str]) -> Json:
    """Return a definition whose calls name the code.

    ``jobs`` are the arguments that pin each job's, by its physical name; ``functions`` the ARN to call in place of
    each function's own.
    """
    if isinstance(definition, list):
        return [pinned(item, jobs, functions) for item in definition]
    if not isinstance(definition, dict):
        return definition
    inner: dict[str, Json] = {key: pinned(value, jobs, functions) for key, value in definition.items()}
    if inner.get("Type") == "Task" and isinstance(inner.get("Arguments"), dict):
        inner["Arguments"] = _pinned_call(str(inner.get("Resource")), inner["Arguments"], jobs, functions)
    return inner


def _pinned_call(
    resource: str, given: Json, jobs: Mapping[str, Mapping[str, str]], functions: Mapping[str, str]
) -> Json:
    arguments = dict(cast("dict[str, Json]", given))
    action = resource.partition(":states:::")[2]
    if action.startswith("glue:startJobRun"):
        pins = jobs.get(str(arguments.get("JobName")), {})
        own = arguments.get("Arguments", {})
        if pins and isinstance(own, dict):
            arguments["Arguments"] = {**own, **pins}
    elif action.startswith("lambda:invoke"):
        name = str(arguments.get("FunctionName"))
        arguments["FunctionName"] = functions.get(name, name)
    return arguments
