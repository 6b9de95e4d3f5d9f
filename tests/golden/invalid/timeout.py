from lakeflow import Lambda, Pipeline

with Pipeline("timeout", task_timeout="never") as pipeline:
    Lambda("tell", "their-function", timeout="forever")
