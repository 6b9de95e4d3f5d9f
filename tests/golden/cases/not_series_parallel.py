"""The N: c needs a and b, d needs b only. ASL cannot say so, so d waits for a or c waits for d."""

from lakeflow import Lambda, LambdaFunction, Pipeline

with Pipeline("not_series_parallel") as not_series_parallel:
    find = LambdaFunction("find", handler="jobs/find.py:handler")
    a = Lambda("a", find, expect=10)
    b = Lambda("b", find, expect=10)
    c = Lambda("c", find, after=[a, b], expect=10)
    d = Lambda("d", find, after=b, expect=60)
