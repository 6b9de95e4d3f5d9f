"""One of each step that makes a single call."""

from lakeflow import (
    Athena,
    DateParam,
    DynamoDelete,
    DynamoGet,
    DynamoPut,
    DynamoUpdate,
    Ecs,
    EmrServerless,
    EventBridge,
    Format,
    Glue,
    GlueJob,
    Http,
    IntParam,
    Lambda,
    LambdaFunction,
    Notify,
    Pipeline,
    RunPipeline,
    Sdk,
    Sqs,
    TaskToken,
    Wait,
)

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("inner", params={"date": DateParam()}) as inner:
    Wait("settle", seconds=1)

with Pipeline("services", params={"date": DateParam(), "n": IntParam(default=2)}) as services:
    date, n = services.params.date, services.params.n
    a = Sqs("message", queue="orders", body={"date": date}, delay=5)
    a1 = Sqs("fifo", queue="https://sqs.eu-west-1.amazonaws.com/1/x.fifo", body="go", group="g", deduplication=date)
    b = EventBridge("event", source="shop", detail_type="Loaded", detail={"date": date}, bus="shop", after=a1)
    c = DynamoGet("get", table="runs", key={"date": date, "n": n}, consistent=True, after=b)
    item = {"date": date, "was": c.output.state, "n": n, "all": ["x", 1.5, None, True], "in": {"deep": a.output}}
    d = DynamoPut(
        "put", table="runs", item=item, condition="attribute_not_exists(x) OR x < :n", condition_values={"n": n}
    )
    e = DynamoUpdate("update", table="runs", key={"date": date}, set={"state": "done"}, add={"n": 1}, remove=["x"])
    f = DynamoDelete(
        "delete", table=Format("runs-{}", n), key={"date": date}, condition="x = :x", condition_values={"x": 1}
    )
    g = Ecs(
        "container",
        task_definition="exporter:3",
        cluster="batch",
        subnets=["subnet-1"],
        security_groups=["sg-1"],
        container="main",
        command=["run", n],
        environment={"DATE": date, "N": n},
        after=[d, e, f],
    )
    h = Ecs(
        "left_alone", task_definition="exporter", cluster="batch", public_ip=True, subnets=["s"], wait=False, after=g
    )
    i = EmrServerless(
        "spark",
        application="00f1",
        role="arn:aws:iam::123456789012:role/emr",
        script="s3://code/a.py",
        args=[n],
        spark="-v",
        after=h,
    )
    j = EmrServerless(
        "spark_left",
        application="00f1",
        role="arn:aws:iam::123456789012:role/emr",
        script="s3://code/a.py",
        wait=False,
        after=i,
    )
    k = Http("rates", "https://api.example.com", connection="arn:c", query={"n": n}, headers={"X": date}, after=j)
    m = Http("post", "https://api.example.com", connection="arn:c", method="POST", body={"n": e.output.n}, after=k)
    o = Sdk("copy", "s3:copyObject", {"Bucket": "lake", "Key": "b", "CopySource": Format("lake/{}", date)}, after=m)
    q = RunPipeline("nested", inner, params={"date": date}, after=o)
    r = RunPipeline("by_name", "inner", wait=False, after=q)
    s = RunPipeline("by_arn", "arn:aws:states:eu-west-1:1:stateMachine:other", params={"got": q.output.rows}, after=r)
    t = Glue("job_left", GlueJob("load", script="jobs/load.py"), wait=False, after=s)
    u = Athena("query_left", "SELECT 1", wait=False, after=t)
    v = Lambda("ask", find, payload={"token": TaskToken()}, timeout=600, heartbeat=60, after=u)
    w = Sqs("ask_by_queue", queue="approvals", body={"token": TaskToken(), "said": v.output.said})
    Notify("ask_by_mail", topic="approvals", message={"token": TaskToken(), "run": t.output.JobRunId}, after=w)
