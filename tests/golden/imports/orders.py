"""Load the orders of a day, if there are any"""

from lakeflow import Choice, Format, Map, Pass, Pipeline, Raw, Succeed, Wait, jsonata

with Pipeline("orders", timeout=3600, comment="Load the orders of a day, if there are any") as orders:
    find_files = Raw(
        "Find_files",
        {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {"FunctionName": "find-files", "Payload": {"date": orders.input["date"]}},
            "Retry": [
                {"ErrorEquals": ["Lambda.ServiceException"], "IntervalSeconds": 2, "MaxAttempts": 6, "BackoffRate": 2},
            ],
        },
    )
    with Choice("Any_files") as any_files:
        with any_files.when((find_files.output.Payload.count > 0) & (~(orders.input.mode == "dry"))):
            load_orders = Raw(
                "Load_orders",
                {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::glue:startJobRun.sync",
                    "Arguments": {"JobName": "orders", "Arguments": {"--date": orders.input["date"]}},
                },
            )
            wait_a_little = Wait("Wait_a_little", seconds=5)
            load_items = Raw(
                "Load_items",
                {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::glue:startJobRun.sync",
                    "Arguments": {"JobName": "items"},
                },
                after=wait_a_little,
            )
            with Map(
                "Each_file",
                find_files.output.Payload.files,
                max_concurrency=4,
                after=[load_orders, load_items],
            ) as each_file:
                check = Raw(
                    "Check",
                    {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::sqs:sendMessage",
                        "Arguments": {
                            "QueueUrl": "https://sqs/1/q",
                            "MessageBody": Format("{} of {}", each_file.item.id, orders.input["date"]),
                        },
                    },
                )
                each_file.returns(check.output)
            report = Raw(
                "Report",
                {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sns:publish",
                    "Arguments": {
                        "TopicArn": "arn:aws:sns:eu-west-1:1:loads",
                        "Message": jsonata("$string($value)", value=load_orders.output),
                    },
                },
                after=each_file,
            )
            Pass("Load_both_output", [load_orders.output, load_items.output], after=report)
        with any_files.otherwise():
            nothing_to_do_output = Pass(
                "Nothing_to_do_output",
                jsonata(
                    "$merge([$base, $fields])",
                    base=orders.input,
                    fields={
                        "found": {"count": find_files.output.Payload.count, "files": find_files.output.Payload.files},
                    },
                ),
            )
            Succeed("Nothing_to_do", after=nothing_to_do_output)
