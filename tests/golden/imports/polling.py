"""Imported: polling."""

from lakeflow import Pipeline, Raw, jsonata

with Pipeline("polling") as polling:
    start = Raw(
        "Start",
        {
            "Type": "Task",
            "Resource": "arn:aws:states:::athena:startQueryExecution",
            "Arguments": {"QueryString": "SELECT 1"},
        },
    )
    look_states = Raw(
        "Look_states",
        {
            "QueryLanguage": "JSONPath",
            "StartAt": "Look",
            "States": {
                "Look": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::athena:getQueryExecution",
                    "Parameters": {"QueryExecutionId.$": "$.query.QueryExecutionId"},
                    "ResultPath": "$.look",
                    "Next": "Done?",
                },
                "Done?": {
                    "Type": "Choice",
                    "Choices": [
                        {"Variable": "$.look.State", "StringEquals": "SUCCEEDED", "Next": "Look end"},
                        {"Variable": "$.look.State", "StringEquals": "FAILED", "Next": "Broken"},
                    ],
                    "Default": "Pause",
                },
                "Pause": {"Type": "Wait", "Seconds": 10, "Next": "Look"},
                "Broken": {"Type": "Fail", "Error": "QueryFailed"},
                "Look end": {"Type": "Pass", "End": True},
            },
        },
        input=jsonata("$merge([$base, $fields])", base=polling.input, fields={"query": start.output}),
    )
    Raw(
        "Rows",
        {
            "Type": "Task",
            "Resource": "arn:aws:states:::athena:getQueryResults",
            "Arguments": {"QueryExecutionId": look_states.output.query.QueryExecutionId},
        },
    )
