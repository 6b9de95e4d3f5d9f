"""What must happen at the end, after success, after a handler, and after an error that none took."""

from lakeflow import Group, Lambda, LambdaFunction, Pipeline, Try

find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("try_always") as try_always:
    locked = Lambda("lock", find)
    with Group("safe"):
        with Try("careful", after=locked) as careful:
            Lambda("risky", find)
        with careful.catch("States.Timeout"):
            Lambda("slow", find, payload={"error": careful.error})
        with careful.always():
            Lambda("unlock", find, payload={"lock": locked.output.id})
    Lambda("after", find, after=careful)
