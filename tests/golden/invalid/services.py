from lakeflow import EventBridge, Pipeline, Raw, Sdk, Sqs


def glue(pattern, **arguments):
    return {"Type": "Task", "Resource": f"arn:aws:states:::glue:{pattern}", "Arguments": {"JobName": "clean", **arguments}}


with Pipeline("services") as services:
    Sdk("action", "s3:copyObjekt", {"Bucket": "lake"})
    Sdk("service", "events:putEvents", {"Entries": []})
    Sdk("nothing", "foo:bar")
    Sdk("missing", "s3:copyObject", {"Bucket": "lake", "Kee": "b", "CopySource": "lake/a"})
    Sdk("nested", "s3:putBucketVersioning", {"Bucket": "lake", "VersioningConfiguration": {"Status": "On"}})
    Sdk("token", "sts:assumeRole", {})
    Sdk("spelling", "rds:describeDBInstances", {"DBInstanceIdentifier": "db"})
    Raw("pattern", {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.sync", "Arguments": {"FunctionName": "f"}})
    Raw("query", {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:query", "Arguments": {"TableName": "table"}})
    Raw("misspelt", glue("startJobrun.sync"))
    Raw("type", glue("startJobRun.sync", Timeout="x"))
    Raw("value", glue("startJobRun.sync", WorkerType="G.99X"))
    Raw("range", glue("startJobRun.sync", Timeout=0))
    Raw("converted", glue("startJobRun.sync", NumberOfWorkers="5"))
