from typing import TypedDict

from lakeflow import Athena, Crawler, Glue, GlueJob, Http, Lambda, LambdaFunction, Map, Pass, Pipeline, Sdk, Try


class File(TypedDict):
    name: str
    size: int


class Found(TypedDict):
    count: int
    files: list[File]


find = LambdaFunction("find", handler="jobs/find.py:handler", returns=Found)
load = GlueJob("load", script="jobs/load.py")

with Pipeline("fields") as fields:
    found = Lambda("found", find)
    Pass("misspelt", found.output.cuont)
    Pass("nested", found.output.files[0].sise)
    Pass("scalar", found.output.count.number_of)
    with Map("each", found.output.files) as each:
        Pass("item", each.item.path)
    run = Glue("run", load)
    left = Glue("left", load, wait=False)
    Pass("glue", [run.output.JobRunID, left.output.Id])
    query = Athena("query", "SELECT 1 AS n", columns=File)
    Pass("athena", [query.output.Statistics.Bytes, query.rows[0].nmae])
    Pass("crawl", Crawler("crawl", "landing").output.State)
    with Try("careful") as careful:
        Pass("risky", 1)
    with careful.catch():
        Pass("caught", careful.error.Message)
