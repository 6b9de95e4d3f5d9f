from lakeflow import Daily, Pipeline, Wait

with Pipeline("time_of_day", schedule=Daily("3am")) as nightly:
    Wait("pause", seconds=1)
