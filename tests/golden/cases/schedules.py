"""A schedule whose day is another one in UTC: the moment that it passes on becomes the date where it is."""

from lakeflow import DateParam, Pass, Pipeline, Schedule

with Pipeline(
    "schedules",
    params={"date": DateParam(), "since": DateParam(default="2024-01-01")},
    schedule=Schedule("cron(0/30 6-8 ? * MON-FRI *)", timezone="Australia/Sydney"),
) as schedules:
    Pass("day", {"date": schedules.params.date, "since": schedules.params.since})
