from lakeflow import Lambda, LambdaFunction, Pipeline

with Pipeline("changed") as changed:
    found = Lambda("found", LambdaFunction("find", handler="jobs/find.py:handler"))
    found.output.files = []
