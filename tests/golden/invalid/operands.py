from lakeflow import BoolParam, Choice, DateParam, Format, IntParam, Lambda, LambdaFunction, Pass, Pipeline, StringParam, fn

find = LambdaFunction("find", handler="jobs/find.py:handler")
kinds = {"date": DateParam(), "days": IntParam(default=1), "full": BoolParam(default=False), "mode": StringParam(choices=("full", "delta"))}

with Pipeline("operands", params=kinds) as operands:
    date, days = operands.params.date, operands.params.days
    found = Lambda("found", find)
    Pass("yesterday", date - 1)
    Pass("tomorrow", date + 1)
    Pass("later", date + days)
    Pass("less", days - "5")
    Pass("nothing", days + None)
    Pass("listed", days * [1])
    Pass("joined", found.output.files + ["extra.csv"])
    Pass("merged", found.output + {"a": 1})
    Pass("ordered", date > 5)
    Pass("unordered", days < None)
    Pass("never", days == "1")
    Pass("always", date != 20240101)
    Pass("choice", operands.params.mode == "fulll")
    Pass("unpadded", date != "2024-1-31")
    Pass("month", (date >= "2024-02") & (operands.params.mode == "full") & (date == "2024-01-31"))
    Pass("bits", days & 5)
    Pass("loose", (days > 0) | "weekend")
    Pass("opposite", ~date)
    Pass("size", date.length())
    Pass("number", fn.range(0, days).number())
    Pass("part", date.is_in("2024"))
    with Choice("which") as which, which.when(days):
        Pass("inner", fn.when(date, 1).otherwise(2))
