from lakeflow import Choice, Format, Lambda, LambdaFunction, Pass, Pipeline, Try, Wait

find = LambdaFunction("find", handler="jobs/broken.py:handler")

with Pipeline("declarations") as declarations:
    found = Lambda("found", find)
    Wait("neither")
    Wait("both", seconds=1, until="2030-01-01T00:00:00Z")
    Pass("format", Format("{} of {}", found.output.count))
    Pass("after", 1, after=[found.output.count])
    Pass("later", 1) >> found.output.count
    with Choice("which") as which:
        with which.when("count > 1"):
            Pass("one", 1)
        with which.otherwise():
            Pass("two", 2)
        with which.otherwise():
            Pass("three", 3)
    with Try("careful") as careful:
        Pass("risky", 1)
    with careful.always():
        Pass("end", 1)
    with careful.always():
        Pass("end_again", 1)
