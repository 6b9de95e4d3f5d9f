from lakeflow import Choice, Lambda, LambdaFunction, Pass, Pipeline

find = LambdaFunction("find", handler="jobs/find.handler")

with Pipeline("paths") as paths:
    found = Lambda("found", find, payload={"date.$": "$.date", "size": "$.size", "list": ["{% $count(1) %}"]})
    Pass("id", "States.UUID()")
    Pass("dollars", ["$5.00", "$", "$.", "{% open"])
    which = Choice("which")
    which.when(found.output.count > 0)
