from lakeflow import Choice, IntParam, Lambda, LambdaFunction, Map, Pipeline, Try

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("other_branch", params={"days": IntParam()}) as other_branch:
    with Choice("how") as how:
        with how.when(other_branch.params.days > 1):
            many = Lambda("many", find)
        with how.otherwise():
            Lambda("one", find, payload={"as": many.output.id})
    Lambda("later", find, payload={"ids": many.output.ids})
    Lambda("waits", find, after=many)
    with Map("each", many.output.ids) as each:
        Lambda("work", find, payload={"all": each.output})
    Lambda("item_outside", find, payload={"item": each.item})
    with Try("careful") as careful:
        Lambda("risky", find, payload={"error": careful.error})
