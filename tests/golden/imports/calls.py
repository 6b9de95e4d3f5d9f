"""Every service that has a step of its own"""

from lakeflow import (
    Athena,
    Choice,
    Ecs,
    EmrServerless,
    EventBridge,
    Format,
    Glue,
    Http,
    Lambda,
    Notify,
    Pipeline,
    Raw,
    Retry,
    RunPipeline,
    Sdk,
    Sqs,
    TaskToken,
)

with Pipeline(
    "calls",
    retry_transient=False,
    task_timeout="never",
    comment="Every service that has a step of its own",
) as calls:
    find = Lambda(
        "Find",
        "find:live",
        payload=calls.input,
        retry=[
            Retry(errors=["Lambda.TooManyRequestsException"], interval=1, backoff=1.5, jitter=False),
            Retry(errors=["States.ALL"], attempts=0, interval=1, jitter=False),
        ],
        timeout=30,
    )
    load = Glue("Load", find.output.job, args={"mode": "full", "run": calls.execution_name})
    note = Sdk(
        "Note",
        "s3:putObject",
        {"Bucket": "lake", "Key": Format("runs/{}.json", load.output.Id), "Body": find.output},
    )
    nested = RunPipeline("Nested", "arn:aws:states:eu-west-1:123456789012:stateMachine:score", {"days": 7}, after=note)
    query = Athena("Query", "SELECT count(*) FROM orders", workgroup="shop", database="gold", after=nested)
    rates = Http(
        "Rates",
        "https://api.example.com/rates",
        connection="arn:aws:events:eu-west-1:123456789012:connection/rates/1",
        method="POST",
        body={"base": find.output.base},
        after=query,
    )
    export = Ecs(
        "Export",
        task_definition="export:3",
        cluster="batch",
        subnets=["subnet-1"],
        container="main",
        command=["run"],
        environment={"RUN": calls.execution_name},
        after=rates,
    )
    score = EmrServerless(
        "Score",
        application="00f1",
        role="arn:aws:iam::123456789012:role/emr",
        script="s3://code/score.py",
        args=["--days", "7"],
        wait=False,
        after=export,
    )
    ask = Sqs(
        "Ask",
        queue="https://sqs.eu-west-1.amazonaws.com/123456789012/approvals",
        body={"token": TaskToken(), "query": query.output.QueryExecutionId},
        heartbeat=600,
        after=score,
    )
    with Choice("Approved") as approved:
        with approved.when(ask.output.verdict == "yes"):
            tell = Notify(
                "Tell",
                topic="arn:aws:sns:eu-west-1:123456789012:shop",
                subject="Loaded",
                message={"rates": rates.output.ResponseBody},
            )
            EventBridge(
                "Announce",
                source="shop",
                detail_type="Loaded",
                detail={"message": tell.output.MessageId, "score": nested.output.score},
                bus="shop",
            )
        with approved.otherwise():
            keep = Raw(
                "Keep",
                {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::lambda:invoke",
                    "Arguments": {"FunctionName": "keep", "Payload": {"answer": ask.output}},
                },
            )
            Raw(
                "Log",
                {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::dynamodb:putItem",
                    "Arguments": {"TableName": "log", "Item": {"status": {"N": Format("{}", keep.output.StatusCode)}}},
                },
            )
