from lakeflow import Group, IntParam, Lambda, LambdaFunction, Pipeline

find = LambdaFunction("find", handler="jobs/find.py:handler")


def load(table, days):
    found = Lambda("find", find, payload={"table": table})
    if found.output.count > days:
        Lambda(f"load_{table}", find)
    return found


with Pipeline("in_functions", params={"days": IntParam()}) as in_functions:
    load("orders", in_functions.params.days)
    load("products", in_functions.params.days)
    with Group("again"):
        load("orders", in_functions.params.days)
