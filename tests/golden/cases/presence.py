"""A field asked only whether it is there is not copied by itself: a missing one would fail the copy."""

from lakeflow import Choice, Lambda, LambdaFunction, Pass, Pipeline

with Pipeline("presence") as presence:
    find = LambdaFunction("find", handler="jobs/find.py:handler")
    found = Lambda("count", find)
    with Choice("has_note") as has_note, has_note.when(found.output.note.is_present()):
        Pass("noted", {"note": found.output.note})
