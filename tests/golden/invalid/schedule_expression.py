from lakeflow import Pipeline, Schedule

weekdays = Pipeline("schedule_expression", schedule=Schedule("cron(0 3 * * MON-FRI *)"))
