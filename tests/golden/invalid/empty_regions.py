from lakeflow import Choice, Map, Pipeline, Try

with Pipeline("empty_regions") as empty_regions:
    with Choice("how"):
        pass
    with Map("each", [1]):
        pass
    with Try("careful"):
        pass

with Pipeline("nothing") as nothing:
    pass
