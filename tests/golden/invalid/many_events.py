from lakeflow import Map, Pipeline, Wait

with Pipeline("endless") as endless, Map("each", list(range(7_000))) as each:
    Wait("settle", seconds=1)
