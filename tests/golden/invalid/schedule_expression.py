from lakeflow import Pipeline, Schedule, Wait

with Pipeline("schedule_expression", schedule=Schedule("cron(0 3 * * MON-FRI *)")) as weekdays:
    Wait("pause", seconds=1)
