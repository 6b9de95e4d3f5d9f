from lakeflow import Pipeline

with Pipeline("no_steps") as no_steps:
    pass
