"""Load the orders of a day, if there are any"""

from lakeflow import Choice, Format, Glue, Lambda, Map, Pass, Pipeline, Raw, Retry, Sqs, Succeed, Wait, jsonata

with Pipeline(
    "orders",
    retry_transient=False,
    task_timeout="never",
    timeout=3600,
    comment="Load the orders of a day, if there are any",
) as orders:
    find_files = Lambda(
        "Find_files",
        "find-files",
        payload={"date": orders.input["date"]},
        retry=Retry(errors=["Lambda.ServiceException"], attempts=6, interval=2, jitter=False),
    )
    with Choice("Any_files") as any_files:
        with any_files.when((find_files.output.count > 0) & (~(orders.input.mode == "dry"))):
            load_orders = Raw(
                "Load_orders",
                {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::glue:startJobRun.sync",
                    "Arguments": {"JobName": "orders", "Arguments": {"--date": orders.input["date"]}},
                },
            )
            wait_a_little = Wait("Wait_a_little", seconds=5)
            load_items = Glue("Load_items", "items", after=wait_a_little)
            with Map(
                "Each_file",
                find_files.output.files,
                max_concurrency=4,
                after=[load_orders, load_items],
            ) as each_file:
                check = Sqs(
                    "Check",
                    queue="https://sqs/1/q",
                    body=Format("{} of {}", each_file.item.id, orders.input["date"]),
                )
                each_file.returns(check.output)
            report = Raw(
                "Report",
                {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sns:publish",
                    "Arguments": {
                        "TopicArn": "arn:aws:sns:eu-west-1:1:loads",
                        "Message": jsonata(
                            '$type($value) = "string" ? $replace($string([$value]), /^\\[|\\]$/, "") : $string($value)',
                            value=load_orders.output,
                        ),
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
                    fields={"found": {"count": find_files.output.count, "files": find_files.output.files}},
                ),
            )
            Succeed("Nothing_to_do", after=nothing_to_do_output)
