"""States and expressions of the author's own: among the pipeline's, with an input, as a machine, at an end."""

from lakeflow import Lambda, LambdaFunction, Pipeline, Raw, jsonata

find = LambdaFunction("find", handler="jobs/find.py:handler")
put = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject"}

with Pipeline("raw") as raw:
    found = Lambda("found", find)
    total = jsonata("$sum($files.size)", files=found.output.files)
    first = Raw("first", {**put, "Arguments": {"Bucket": "lake", "Key": found.output.key, "Body": total}})
    made = Raw("made", {"Type": "Pass", "Output": {"tag": first.output.ETag, "now": jsonata("$now()")}})
    given = Raw("given", {"Type": "Pass", "Output": "{% $states.input.tag %}"}, input={"tag": made.output.tag})
    machine = Raw(
        "machine",
        {
            "StartAt": "one",
            "States": {
                "one": {"Type": "Pass", "Output": "{% $states.input & 'a' %}", "Next": "two"},
                "two": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "one"}], "Default": "three"},
                "three": {"Type": "Succeed"},
            },
        },
        input=given.output,
    )
    Lambda("report", find, payload={"got": machine.output, "twice": jsonata("$x * 2", x=total) + 1})
    Raw("last", {"Type": "Pass", "Output": {"first": first.output.ETag}}, after=machine)
