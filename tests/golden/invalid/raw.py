from lakeflow import Lambda, LambdaFunction, Pass, Pipeline, Raw, jsonata

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("raw") as raw:
    found = Lambda("found", find)
    Raw("task", {"Type": "Tusk"})
    Raw("next", {"Type": "Pass", "Next": "found"})
    Raw("choice", {"Type": "Choice", "Choices": [], "Default": "found"})
    Raw("machine", {"StartAt": "wun", "States": {"one": {"Type": "Pass", "End": True}}})
    Raw("twice", {"StartAt": "found", "States": {"found": {"Type": "Pass", "End": True}}})
    Pass("syntax", jsonata("$sum($files.size", files=found.output.files))
    Pass("bare", jsonata("$sum(files)", files=found.output.files))
    Pass("unknown", jsonata("$sun($files) + $n", files=found.output.files))
    Raw("numbers", {"StartAt": 1, "States": 5})
