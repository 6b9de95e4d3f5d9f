"""Declare AWS lakehouse pipelines in Python; compile them to Step Functions; run the same document here.

Everything a pipeline module may import, and nothing else.
"""

from lakeflow.dsl.control import Choice, Fail, Map, Pass, Succeed, Try, Wait
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.policies import BoolParam, Daily, DateParam, IntParam, Retry, StringParam
from lakeflow.dsl.references import Format, Ref
from lakeflow.dsl.resources import GlueJob, LambdaFunction
from lakeflow.dsl.steps import Step
from lakeflow.dsl.tasks import Athena, Glue, Lambda, Notify

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
    "Ref",
    "Retry",
    "Step",
    "StringParam",
    "Succeed",
    "Try",
    "Wait",
]
