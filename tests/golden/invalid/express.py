from lakeflow import (
    Athena,
    Crawler,
    DistributedMap,
    Glue,
    GlueJob,
    Pipeline,
    Raw,
    RunPipeline,
    Sqs,
    TaskToken,
    Wait,
)

with Pipeline("quick", type="EXPRESS") as quick:
    Wait("settle", seconds=1)

with Pipeline("express", type="EXPRESS", timeout=600, task_timeout=301) as express:
    Glue("load", GlueJob("load", script="jobs/load.py"))
    Athena("count", sql="SELECT 1 AS one")
    Sqs("ask", queue="approvals", body={"token": TaskToken()}, timeout=900)
    with DistributedMap("each", [1, 2, 3]):
        Wait("long", seconds=301)
    Crawler("crawl", "landing")
    Raw(
        "by_hand",
        {"Type": "Task", "Resource": "arn:aws:states:eu-west-1:123456789012:activity:by-hand", "TimeoutSeconds": 60},
    )

with Pipeline("caller") as caller:
    RunPipeline("quick", quick)
