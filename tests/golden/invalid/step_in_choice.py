from lakeflow import Choice, Pipeline, Wait

with Pipeline("step_in_choice") as step_in_choice:
    with Choice("how"):
        Wait("pause", seconds=1)
