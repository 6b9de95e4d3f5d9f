from lakeflow import Pipeline

with Pipeline("syntax" as syntax:
    pass
