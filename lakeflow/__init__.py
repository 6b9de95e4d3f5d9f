"""Declare AWS lakehouse pipelines in Python; compile them to Step Functions; run the same document here.

Everything a pipeline module may import, and nothing else. A name is loaded when it is first asked for: a command that
declares nothing, and a pipeline that uses three kinds of steps, do not wait for the others.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lakeflow.dsl import fn
    from lakeflow.dsl.control import Choice, Fail, Map, Pass, Succeed, Try, Wait
    from lakeflow.dsl.distributed import DistributedMap
    from lakeflow.dsl.pipeline import Pipeline
    from lakeflow.dsl.policies import BoolParam, DateParam, IntParam, Retry, StringParam
    from lakeflow.dsl.raw import Raw
    from lakeflow.dsl.readers import (
        AthenaManifest,
        Csv,
        JsonFile,
        JsonLines,
        Parquet,
        ResultWriter,
        S3Inventory,
        S3Objects,
    )
    from lakeflow.dsl.references import Record, Ref
    from lakeflow.dsl.regions import Group
    from lakeflow.dsl.resources import GlueCrawler, GlueJob, LambdaFunction
    from lakeflow.dsl.schedules import Daily, Schedule
    from lakeflow.dsl.steps import Step
    from lakeflow.dsl.tasks.athena import Athena
    from lakeflow.dsl.tasks.crawler import Crawler
    from lakeflow.dsl.tasks.dynamodb import DynamoDelete, DynamoGet, DynamoPut, DynamoUpdate
    from lakeflow.dsl.tasks.ecs import Ecs
    from lakeflow.dsl.tasks.emr_serverless import EmrServerless
    from lakeflow.dsl.tasks.events import EventBridge
    from lakeflow.dsl.tasks.glue import Glue
    from lakeflow.dsl.tasks.http import Http
    from lakeflow.dsl.tasks.lambda_ import Lambda
    from lakeflow.dsl.tasks.sdk import Sdk
    from lakeflow.dsl.tasks.sns import Notify
    from lakeflow.dsl.tasks.sqs import Sqs
    from lakeflow.dsl.tasks.states import RunPipeline
    from lakeflow.dsl.tasks.task import TaskToken
    from lakeflow.dsl.texts import Format, jsonata

_HOMES = {
    "control": ("Choice", "Fail", "Map", "Pass", "Succeed", "Try", "Wait"),
    "distributed": ("DistributedMap",),
    "pipeline": ("Pipeline",),
    "policies": ("BoolParam", "DateParam", "IntParam", "Retry", "StringParam"),
    "raw": ("Raw",),
    "readers": (
        "AthenaManifest",
        "Csv",
        "JsonFile",
        "JsonLines",
        "Parquet",
        "ResultWriter",
        "S3Inventory",
        "S3Objects",
    ),
    "references": ("Record", "Ref"),
    "regions": ("Group",),
    "resources": ("GlueCrawler", "GlueJob", "LambdaFunction"),
    "schedules": ("Daily", "Schedule"),
    "steps": ("Step",),
    "tasks.athena": ("Athena",),
    "tasks.crawler": ("Crawler",),
    "tasks.dynamodb": ("DynamoDelete", "DynamoGet", "DynamoPut", "DynamoUpdate"),
    "tasks.ecs": ("Ecs",),
    "tasks.emr_serverless": ("EmrServerless",),
    "tasks.events": ("EventBridge",),
    "tasks.glue": ("Glue",),
    "tasks.http": ("Http",),
    "tasks.lambda_": ("Lambda",),
    "tasks.sdk": ("Sdk",),
    "tasks.sns": ("Notify",),
    "tasks.sqs": ("Sqs",),
    "tasks.states": ("RunPipeline",),
    "tasks.task": ("TaskToken",),
    "texts": ("Format", "jsonata"),
}

__all__ = [
    "Athena",
    "AthenaManifest",
    "BoolParam",
    "Choice",
    "Crawler",
    "Csv",
    "Daily",
    "DateParam",
    "DistributedMap",
    "DynamoDelete",
    "DynamoGet",
    "DynamoPut",
    "DynamoUpdate",
    "Ecs",
    "EmrServerless",
    "EventBridge",
    "Fail",
    "Format",
    "Glue",
    "GlueCrawler",
    "GlueJob",
    "Group",
    "Http",
    "IntParam",
    "JsonFile",
    "JsonLines",
    "Lambda",
    "LambdaFunction",
    "Map",
    "Notify",
    "Parquet",
    "Pass",
    "Pipeline",
    "Raw",
    "Record",
    "Ref",
    "ResultWriter",
    "Retry",
    "RunPipeline",
    "S3Inventory",
    "S3Objects",
    "Schedule",
    "Sdk",
    "Sqs",
    "Step",
    "StringParam",
    "Succeed",
    "TaskToken",
    "Try",
    "Wait",
    "fn",
    "jsonata",
]


def __getattr__(name: str) -> object:
    if name == "fn":
        return import_module("lakeflow.dsl.fn")
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"lakeflow.dsl.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
