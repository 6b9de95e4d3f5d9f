from datetime import date
from pathlib import Path

from lakeflow import (
    Choice, Csv, DateParam, DistributedMap, Glue, GlueJob, Lambda, LambdaFunction, Map, Notify, Pipeline, ResultWriter, Retry, Try, Wait,
)

job = GlueJob("load", script="jobs/load.py")
find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("arguments", params={"date": DateParam()}, on_failure="alerts", timeout="3600") as arguments:
    found = Lambda("found", find, {"a": 1}, payload={"b": 2})
    Lambda("text", find, payload="text")
    Lambda("attempts", find, retry=3)
    Lambda("busy", find, retry=Retry("Busy", max_attempts=3))
    Glue("after", job, after="found")
    Glue("nothing", job, after=None)
    Glue("given", job, args=found.output)
    Glue("inline", GlueJob("inline", script="jobs/load.py", libraries="jobs/lib", arguments={"n": 5}, workers="4"))
    Wait("later", seconds=found)
    Wait("positional", 30)
    with DistributedMap("each", [1], writer="s3://lake/runs/", tolerated_failures=ResultWriter):
        Notify("told", message="one")
    with Try("careful") as careful:
        Notify("risky", retry={"MaxAttempts": 3})
    with careful.catch(["Busy"], TimeoutError):
        Notify("caught", expect="long")
    with Map("files", found):
        Notify("spelt", mesage="the map around it is wrong too")
