from lakeflow import Lambda, LambdaFunction, Pipeline

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("cycle") as cycle:
    a = Lambda("a", find)
    b = Lambda("b", find, payload={"from": a.output.id})
    c = Lambda("c", find, after=b)
    c >> a
    a >> a
