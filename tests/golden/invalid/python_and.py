from lakeflow import Choice, IntParam, Pipeline, Wait

with Pipeline("python_and", params={"days": IntParam()}) as python_and:
    days = python_and.params.days
    with Choice("how") as how, how.when(days > 1 and days < 5):
        Wait("pause", seconds=1)
