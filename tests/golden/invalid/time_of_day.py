from lakeflow import Daily, Pipeline

nightly = Pipeline("time_of_day", schedule=Daily("3am"))
