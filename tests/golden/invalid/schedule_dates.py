from lakeflow import DateParam, Pass, Pipeline, Schedule

with Pipeline(
    "hourly",
    params={"date": DateParam()},
    schedule=Schedule("cron(0 * * * ? *)", timezone="Europe/Paris"),
) as hourly:
    Pass("day", {"date": hourly.params.date})
