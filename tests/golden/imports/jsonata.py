"""Imported: jsonata."""

from lakeflow import Pass, Pipeline, Raw

with Pipeline("jsonata") as jsonata_2:
    start_states = Raw(
        "Start_states",
        {
            "StartAt": "Start",
            "States": {
                "Start": {
                    "Type": "Pass",
                    "Assign": {
                        "day": "{% $substring($states.input.date, 0, 10) %}",
                        "id": "{% $uuid() %}",
                        "raw": "{% $states.input.files %}",
                    },
                    "Next": "Count",
                },
                "Count": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::lambda:invoke",
                    "Arguments": {"FunctionName": "count", "Payload": {"files": "{% $raw %}", "day": "{% $day %}"}},
                    "Assign": {"count": "{% $states.result.Payload.count %}"},
                    "Output": "{% $states.result.Payload %}",
                    "Next": "Enough",
                },
                "Enough": {
                    "Type": "Choice",
                    "Choices": [
                        {"Condition": "{% $count > 10 and $states.input.ok %}", "Next": "Many"},
                        {"Condition": "{% $sum($states.input.sizes) < 5 %}", "Assign": {"count": 0}, "Next": "Few"},
                    ],
                    "Default": "Few",
                },
                "Many": {"Type": "Pass", "Output": "{% 'many: ' & $count %}", "Next": "End"},
                "Few": {"Type": "Pass", "Output": "few", "Next": "End"},
                "End": {
                    "Type": "Pass",
                    "Output": {"word": "{% $states.input %}", "count": "{% $count %}"},
                    "End": True,
                },
            },
        },
    )
    Pass("output", start_states.output)
