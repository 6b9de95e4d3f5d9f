from lakeflow import Glue, GlueJob, Lambda, LambdaFunction, Pipeline

tiny = GlueJob("tiny", script="jobs/load.py", workers=0, timeout=20_000, max_concurrent_runs=0)
fast = GlueJob("fast", script="jobs/load.py", worker_type="G1X", execution_class="flex")
late = LambdaFunction("late", handler="jobs/find.py:handler", timeout=3600, memory=64)

with Pipeline("resources") as resources:
    Glue("one", tiny)
    Glue("two", tiny)
    Glue("three", fast)
    Lambda("four", late)
