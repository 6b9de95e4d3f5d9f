from lakeflow import Choice, Fail, IntParam, Pass, Pipeline, Try, Wait

with Pipeline("returns", params={"n": IntParam()}) as returns:
    with Choice("size") as size:
        with size.when(returns.params.n > 9):
            size.returns("big")
        with size.when(returns.params.n > 4):
            Wait("think", seconds=1)
        with size.when(returns.params.n < 0):
            Fail("Negative")
    with Try("careful") as careful:
        Wait("risky", seconds=1)
        careful.returns(1)
    with careful.catch():
        Wait("calm", seconds=1)
    Pass("both", [size.output, careful.output])
    size.returns("too late")
