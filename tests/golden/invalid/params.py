from lakeflow import DateParam, Lambda, LambdaFunction, Pipeline

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("params", params={"date": DateParam()}) as params:
    Lambda("one", find, payload={"day": params.params.day})
    Lambda("two", find, payload={"date": params.params["dates"]})
