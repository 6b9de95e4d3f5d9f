from lakeflow import Fail, Lambda, LambdaFunction, Pipeline, Succeed

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("after_the_end") as after_the_end:
    first = Lambda("first", find)
    done = Succeed("done", after=first)
    Lambda("too_late", find, after=done)
    Fail("Also", after=done)
