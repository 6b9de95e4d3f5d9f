from lakeflow import Csv, DistributedMap, DynamoGet, Glue, GlueJob, Pass, Pipeline, ResultWriter

job = GlueJob("load", script="jobs/load.py")

with Pipeline("addresses") as addresses:
    with DistributedMap("each", Csv("lake/orders.csv"), writer=ResultWriter("runs/")) as each:
        Glue("load", job, args={"--date": "2024-01-01", "-v": each.item})
    last = DynamoGet("last", table="runs", key={"pipeline": "load"})
    Pass("key", last.output.Item.key)
