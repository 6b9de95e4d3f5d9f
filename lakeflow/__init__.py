"""Declare AWS lakehouse pipelines in Python; compile them to Step Functions; run the same document here.

Everything a pipeline module may import, and nothing else. A name is loaded when it is first asked for: a command that
declares nothing, and a pipeline that uses three kinds of steps, do not wait for the others.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lakeflow.dsl.control import Choice, Fail, Map, Pass, Succeed, Try, Wait
    from lakeflow.dsl.pipeline import Pipeline
    from lakeflow.dsl.policies import BoolParam, Daily, DateParam, IntParam, Retry, StringParam
    from lakeflow.dsl.raw import Raw
    from lakeflow.dsl.references import Format, Ref, jsonata
    from lakeflow.dsl.resources import GlueJob, LambdaFunction
    from lakeflow.dsl.steps import Step
    from lakeflow.dsl.tasks.athena import Athena
    from lakeflow.dsl.tasks.glue import Glue
    from lakeflow.dsl.tasks.lambda_ import Lambda
    from lakeflow.dsl.tasks.sns import Notify

_HOMES = {
    "control": ("Choice", "Fail", "Map", "Pass", "Succeed", "Try", "Wait"),
    "pipeline": ("Pipeline",),
    "policies": ("BoolParam", "Daily", "DateParam", "IntParam", "Retry", "StringParam"),
    "raw": ("Raw",),
    "references": ("Format", "Ref", "jsonata"),
    "resources": ("GlueJob", "LambdaFunction"),
    "steps": ("Step",),
    "tasks.athena": ("Athena",),
    "tasks.glue": ("Glue",),
    "tasks.lambda_": ("Lambda",),
    "tasks.sns": ("Notify",),
}

__all__ = [
    "Athena",
    "BoolParam",
    "Choice",
    "Daily",
    "DateParam",
    "Fail",
    "Format",
    "Glue",
    "GlueJob",
    "IntParam",
    "Lambda",
    "LambdaFunction",
    "Map",
    "Notify",
    "Pass",
    "Pipeline",
    "Raw",
    "Ref",
    "Retry",
    "Step",
    "StringParam",
    "Succeed",
    "Try",
    "Wait",
    "jsonata",
]


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"lakeflow.dsl.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
