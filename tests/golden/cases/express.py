"""An EXPRESS pipeline: calls that answer at once, and starts of what nobody waits for."""

from lakeflow import Crawler, Glue, GlueJob, Lambda, LambdaFunction, Map, Pipeline, RunPipeline, Sqs, Wait

find = LambdaFunction("find", handler="jobs/find.py:handler")
with Pipeline("nightly") as nightly:
    Wait("settle", seconds=1)

with Pipeline("express", timeout=60, type="EXPRESS") as express:
    found = Lambda("find", find, payload={"all": True})
    with Map("each", found.output.files) as each:
        Sqs("tell", queue="files", body={"file": each.item})
    Glue("load", GlueJob("load", script="jobs/load.py"), wait=False, after=each)
    RunPipeline("more", nightly, wait=False, after=each)
    Crawler("crawl", "landing", timeout=120, poll=10, after=each)
