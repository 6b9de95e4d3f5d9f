from lakeflow import DateParam, Pass, Pipeline

with Pipeline("f_string", params={"date": DateParam()}) as f_string:
    Pass("path", f"orders/{f_string.params.date}.csv")
