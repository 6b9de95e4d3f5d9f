from datetime import date

from lakeflow import DateParam, DistributedMap, Glue, GlueJob, Lambda, LambdaFunction, Pass, Pipeline, RunPipeline, Sqs, TaskToken, Wait

find = LambdaFunction("find", handler="jobs/find.py:handler")
load = GlueJob("load", script="jobs/load.py")

with Pipeline("inner", params={"date": DateParam(), "mode": DateParam(default="2024-01-01")}) as inner:
    Wait("settle", seconds=1)

with Pipeline("payloads", params={"date": DateParam()}) as payloads:
    found = Lambda("found", find, payload={"since": date(2024, 1, 1), "deep": [{"set": {1}}], 3: "three"})
    Pass("function", {"date": str.upper})
    Pass("step", {"found": found})
    Pass("infinite", float("inf"))
    Pass("half", "Z\ud835 and more")
    RunPipeline("run", inner, params={"dat": payloads.params.date})
    Glue("token", load, args={"token": TaskToken()})
    Pass("token_too", TaskToken())
    Glue("retried", load, retires=3)
    Sqs("late", queue="q", body="b", seconds_to_live=3)
    with DistributedMap("rows", [1, 2], batch_size=2) as rows:
        Pass("one", rows.item)
    with DistributedMap("items", [1, 2]) as items:
        Pass("two", items.batch)
