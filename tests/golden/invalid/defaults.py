from lakeflow import Athena, DateParam, Pass, Pipeline, StringParam

with Pipeline("defaults", params={"date": DateParam(default="yesterday"), "mode": StringParam(default="ful", choices=["full"])}) as defaults:
    Athena("rows", "SELECT 1 AS one", columns=["one"])
    Pass("date", defaults.params.date)

