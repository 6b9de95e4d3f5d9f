from lakeflow import Choice, Lambda, LambdaFunction, Map, Pipeline, Succeed

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("succeed_in_branch") as succeed_in_branch:
    found = Lambda("found", find)
    with Choice("any") as any_found, any_found.when(found.output.count == 0):
        Succeed("nothing_to_do")
    Lambda("beside", find, after=found)
    with Map("each", [1, 2], after=any_found):
        Succeed("one_item")
