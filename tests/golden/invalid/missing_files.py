from lakeflow import Athena, Glue, GlueJob, Lambda, LambdaFunction, Pipeline

with Pipeline("missing_files") as missing_files:
    Glue("load", GlueJob("load", script="jobs/laod.py"))
    Lambda("find", LambdaFunction("find", handler="jobs/find.py:handle"))
    Lambda("seek", LambdaFunction("seek", handler="jobs/seek.py:handler"))
    Lambda("look", LambdaFunction("look", handler="jobs.find.handler"))
    Athena("audit", sql="jobs/sql/audit.sql")
    Athena("count", sql="jobs/sql/count.sql", params={"dat": "2024-01-01"})
