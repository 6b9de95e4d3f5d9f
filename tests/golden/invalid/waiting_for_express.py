from lakeflow import Pipeline, RunPipeline, Wait

with Pipeline("quick", type="EXPRESS") as quick:
    Wait("settle", seconds=1)

with Pipeline("caller") as caller:
    RunPipeline("quick", quick)
