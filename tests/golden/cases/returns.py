"""Each way through a Choice or a Try leaves a value behind; what follows reads the one that was taken."""

from lakeflow import Choice, Fail, IntParam, Lambda, LambdaFunction, Pass, Pipeline, Try

with Pipeline("returns", params={"n": IntParam(default=1)}) as returns:
    find = LambdaFunction("find", handler="jobs/find.py:handler")
    with Choice("size") as size:
        with size.when(returns.params.n > 9):
            found = Lambda("find_many", find)
            size.returns({"count": found.output.count, "way": "many"})
        with size.when(returns.params.n < 0):
            Fail("Negative")
        with size.otherwise():
            size.returns({"count": returns.params.n, "way": "few"})
    with Try("careful") as careful:
        risky = Lambda("risky", find, payload={"count": size.output.count})
        careful.returns(risky.output)
    with careful.catch():
        careful.returns({"error": careful.error.Error, "way": size.output.way})
    Pass("result", {"way": size.output.way, "careful": careful.output})
