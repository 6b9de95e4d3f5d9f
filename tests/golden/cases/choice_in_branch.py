"""A choice that ends a parallel branch; the value of an earlier step leaves the branch whichever way it goes."""

from lakeflow import Choice, Lambda, LambdaFunction, Pipeline

with Pipeline("choice_in_branch") as choice_in_branch:
    find = LambdaFunction("find", handler="jobs/find.py:handler")
    found = Lambda("found", find)
    with Choice("any") as any_found, any_found.when(found.output.count > 0):
        Lambda("load", find, payload={"files": found.output.files})
    other = Lambda("other", find)
    Lambda("report", find, payload={"count": found.output.count, "other": other.output.id}, after=any_found)
