"""Imported: distributed."""

from lakeflow import Csv, DistributedMap, Format, Pass, Pipeline, Raw, ResultWriter, S3Objects, Sqs, jsonata

with Pipeline("distributed", retry_transient=False, task_timeout="never") as distributed:
    with DistributedMap(
        "Each",
        distributed.input.items,
        max_concurrency=3,
        express=True,
        label="each",
        tolerated_failures=distributed.input.most,
    ) as each:
        s1 = Sqs("S1", queue="https://sqs/1/q", body={"day": distributed.input.day, "item": each.item})
        each.returns(s1.output)
    with DistributedMap(
        "Batches",
        distributed.input.items,
        batch_size=2,
        tolerated_failure_percentage=10,
        after=each,
    ) as batches:
        s2 = Sqs(
            "S2",
            queue="https://sqs/1/q",
            body={"BatchInput": {"day": distributed.input.day}, "Items": batches.batch},
        )
        batches.returns(s2.output)
    with DistributedMap(
        "Rows",
        Csv(
            Format("s3://{}/{}", distributed.input.bucket, "orders.csv"),
            headers=["id", "name"],
            delimiter="PIPE",
            max_items=100,
        ),
        writer=ResultWriter("s3://results/runs", transformation="COMPACT", output_type="JSONL"),
        after=batches,
    ) as rows:
        s3 = Sqs("S3", queue="https://sqs/1/q", body=rows.item)
        rows.returns(s3.output)
    with DistributedMap("Objects", S3Objects("s3://landing/"), after=rows) as objects:
        s4 = Sqs("S4", queue="https://sqs/1/q", body=objects.item)
        objects.returns(s4.output)
    selected = Raw(
        "Selected",
        {
            "QueryLanguage": "JSONPath",
            "Type": "Map",
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "MANIFEST"},
                "Parameters": {"Bucket": "inventory", "Key": "manifest.json"},
            },
            "ItemSelector": {"index.$": "$$.Map.Item.Index"},
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "S5",
                "States": {
                    "S5": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::sqs:sendMessage",
                        "Parameters": {"QueueUrl": "https://sqs/1/q", "MessageBody.$": "$"},
                        "End": True,
                    },
                },
            },
        },
        input=jsonata(
            "$merge([$base, $fields])",
            base=distributed.input,
            fields={"sent": each.output, "rows": rows.output},
        ),
        after=objects,
    )
    Pass("output", selected.output)
