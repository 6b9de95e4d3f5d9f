"""Imported: handlers."""

from lakeflow import Fail, Pass, Pipeline, Raw, Try, jsonata

with Pipeline("handlers") as handlers:
    with Try("First_guard") as first_guard:
        first = Raw(
            "First",
            {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "first"}},
        )
        second = Raw(
            "Second",
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "second", "Payload": first.output},
            },
        )
        first_guard.returns(
            {
                "payload": jsonata(
                    "$merge([$base, $fields])",
                    base=handlers.input,
                    fields={"first": first.output, "second": second.output},
                ),
            },
        )
    with first_guard.catch():
        tell = Raw(
            "Tell",
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::sns:publish",
                "Arguments": {"TopicArn": "arn:aws:sns:eu-west-1:1:alerts", "Message": first_guard.error.Cause},
            },
        )
        Fail("Failed", error="LoadFailed", cause="see the alert", after=tell)
    with Try("Third_guard", after=first_guard) as third_guard:
        third = Raw(
            "Third",
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "third", "Payload": first_guard.output.payload.second},
            },
        )
        third_guard.returns({"payload": third.output})
    with third_guard.catch("Boom"):
        repair = Pass("Repair", "repaired")
        third_guard.returns({"payload": repair.output})
    Pass("Third_output", third_guard.output.payload)
