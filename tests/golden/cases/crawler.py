"""A crawler is waited for by a loop; its account of the crawl can be read, also at an end."""

from lakeflow import Crawler, GlueCrawler, Lambda, LambdaFunction, Map, Pipeline

find = LambdaFunction("find", handler="jobs/find.py:handler")

partner = GlueCrawler("partner", database="partner", delta_targets=["s3://partner-lake/prices"])

with Pipeline("crawler") as crawler:
    first = Crawler("first", "landing", timeout=600)
    second = Crawler("second", "bronze", poll=10, after=first)
    beside = Crawler("beside", "silver", wait=False, after=second)
    report = Lambda("report", find, payload={"crawl": first.output, "started": second.output.StartTime}, after=beside)
    with Map("each", ["a", "b"], after=report) as each:
        last = Crawler("last", each.item)
        each.returns(last.output.Status)
    Crawler("own", partner, after=each)
