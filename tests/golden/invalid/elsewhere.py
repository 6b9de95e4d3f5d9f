from datetime import timedelta

from lakeflow import Glue, GlueJob, Lambda, LambdaFunction, Pass, Pipeline, fn

job = GlueJob("job", script="jobs/load.py", timeout=timedelta(minutes=5))
find = LambdaFunction("find", handler="jobs/find.py:handler")

with Pipeline("elsewhere", schedule="30 3 * * 1-5", start_date="2024-01-01", catchup=False) as elsewhere:
    first = Glue("first", job, retries=3, retry_delay=timedelta(minutes=5), execution_timeout=3600, deps=[])
    second = Lambda("second", find, retry=3, timeout=timedelta(hours=1), input={"a": timedelta(days=1)})
    Pass("third", {"ago": timedelta(days=1)})
