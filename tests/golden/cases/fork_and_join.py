"""Steps with no path between them run side by side; what they return is read after they have joined."""

from lakeflow import Lambda, LambdaFunction, Pipeline

with Pipeline("fork_and_join") as fork_and_join:
    find = LambdaFunction("find", handler="jobs/find.py:handler")
    left = Lambda("left", find, payload={"side": "left"})
    right = Lambda("right", find, payload={"side": "right"})
    Lambda("join", find, payload={"left": left.output.count, "right": right.output, "sum": left.output.count + 1})
