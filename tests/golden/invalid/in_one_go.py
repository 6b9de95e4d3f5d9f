from lakeflow import Athena, Crawler, Daily, DynamoGet, Glue, GlueCrawler, GlueJob, Http, Lambda, LambdaFunction
from lakeflow import Map, Pipeline, Raw, RunPipeline, Schedule, Sdk, Step, Wait

load = GlueJob("load", script=5)
find = LambdaFunction(handler="jobs/find.py:handler")
landing = GlueCrawler("landing", "landing")
stray = Wait("stray", seconds=1)

with Pipeline("hourly", schedule=Schedule(60)):
    Wait("an hour", seconds=1)

with Pipeline("in_one_go", schedule=Daily(3)) as shop:
    first = Glue("first", load, args={"n": 1}, worker=3)
    second = Glue(2, load, after=first)
    third = Glue(3, load, after=[second, stray])
    found = Lambda("found", 7)
    rows = Athena("rows", sql=None)
    with Map(4, found.output.items) as each:
        Lambda("one", find, payload={"item": each.item, "count": rows.output.count})
    with Map("items", 5):
        Wait("pause", seconds=-1)
    Sdk("sdk", 5)
    Http("call", 1, 2)
    Raw("raw", "{}")
    RunPipeline("other", 5)
    DynamoGet("get", "orders", {"id": 1})
    Crawler("crawl", landing)
    found.output.count = 5
    Glue("after nothing", "load", after=Step("any"))
    Wait("last one", seconds=found.output.seconds, after=stray)
