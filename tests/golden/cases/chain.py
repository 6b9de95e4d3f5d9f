"""Three steps in a row, ordered by `>>`; a job declared inline."""

from lakeflow import DateParam, Glue, GlueJob, Pipeline, Wait

with Pipeline("chain", params={"date": DateParam()}, timeout=7200) as chain:
    load = GlueJob("load", script="jobs/load.py", workers=4)
    first = Glue("first", load, args={"date": chain.params.date, "full": True, "limit": 10})
    pause = Wait("pause", seconds=30)
    second = Glue("second", load, args={"day": chain.params.date})
    first >> pause >> second
