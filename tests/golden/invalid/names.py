from lakeflow import GlueJob, Glue, Lambda, LambdaFunction, Pipeline

with Pipeline("my shop") as shop:
    Glue("load orders", GlueJob("load", script="jobs/load.py"))
    Glue("load", GlueJob("load", script="jobs/load.py", workers=9))
    Glue("load", GlueJob("3 loads", script="jobs/load.py"))
    Lambda("x" * 61, LambdaFunction("find", handler="jobs/find.py:handler"))
